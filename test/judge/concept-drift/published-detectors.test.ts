import { describe, expect, it } from 'vitest';
import type { ConceptDetector } from '../../../src/contracts/concept-detector.js';
import { cusum } from '../../../src/judge/concept-drift/cusum.js';
import { ecdd } from '../../../src/judge/concept-drift/ecdd.js';
import { eddm } from '../../../src/judge/concept-drift/eddm.js';
import { fhddm } from '../../../src/judge/concept-drift/fhddm.js';
import { geometricMovingAverage } from '../../../src/judge/concept-drift/geometric-moving-average.js';
import { hddmA } from '../../../src/judge/concept-drift/hddm-a.js';
import { hddmW } from '../../../src/judge/concept-drift/hddm-w.js';
import { rddm, type RddmState } from '../../../src/judge/concept-drift/rddm.js';
import { stepRun } from '../../../src/judge/concept-drift/run.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';
import { stepd } from '../../../src/judge/concept-drift/stepd.js';
import { bernoulliStream } from '../../../src/testing/streams.js';
import { hddmWForms, hddmWOracle } from '../../oracles/hddm.js';
import { stepdForms, stepdOracle } from '../../oracles/stepd.js';
import { alarms, firstWarningsAndAlarms, golden } from './golden.js';

const opposite = (stream: readonly number[]) => stream.map((x) => 1 - x);

describe('detectors alarm where river does', () => {
  it.each([
    ['EDDM(alpha=.9,beta=.8)(s2)', eddm({ alpha: 0.9, beta: 0.8 }), golden.s2],
    ['HDDM_A(s2)', hddmA(), golden.s2],
    ['HDDM_A(two_sided)(s3)', hddmA({ direction: 'both' }), golden.s3],
    ['HDDM_W(s2)', hddmW(), golden.s2],
    ['HDDM_W(two_sided)(s3)', hddmW({ direction: 'both' }), golden.s3],
    ['FHDDM(f)', fhddm(), opposite(golden.f)],
    ['FHDDM(short=20)(f)', fhddm({ shortWindowSize: 20 }), opposite(golden.f)],
    ['RDDM(rd)', rddm(), golden.rd],
  ])('%s', (key, detector, stream) => {
    expect(alarms(detector, stream)).toEqual(golden.expected_river[key]);
  });

  it.each([
    ['b: EDDM(alpha=.8,beta=.75)', eddm({ alpha: 0.8, beta: 0.75 })],
    ['b: HDDM_A', hddmA()],
    ['b: HDDM_W', hddmW()],
  ])('and warn where it does: %s', (key, detector) => {
    expect(firstWarningsAndAlarms(detector, golden.b)).toEqual(golden.expected_river[key]);
  });
});

describe('detectors alarm where frouros does', () => {
  it.each([
    ['CUSUM/s1', cusum(), golden.s1],
    ['CUSUM/s2', cusum(), golden.s2],
    ['CUSUM/s3', cusum(), golden.s3],
    ['GeometricMovingAverage/s1', geometricMovingAverage(), golden.s1],
    ['GeometricMovingAverage/s2', geometricMovingAverage(), golden.s2],
    ['GeometricMovingAverage/s3', geometricMovingAverage(), golden.s3],
    ['ECDDWT/s2', ecdd(), golden.s2],
    ['ECDDWT/s3', ecdd(), golden.s3],
    // Fed with s2 as rights, it alarms on the rise of the accuracy: the fall of the errors.
    ['STEPD(correct=1)/s2', stepd({ direction: 'decrease' }), opposite(golden.s2)],
  ])('%s', (key, detector, stream) => {
    expect(alarms(detector, stream)).toEqual(golden.frouros_defaults_with_reset[key]);
  });
});

it('hddmW agrees with the plain oracle on random streams', () => {
  for (let seed = 0; seed < 10; seed++) {
    const stream = bernoulliStream({ rows: 1_500, rate: 0.3, changes: [{ at: 700, rate: seed / 10 }], seed });
    expect(alarms(hddmW({ direction: 'both' }), stream)).toEqual(hddmWOracle(stream, hddmWForms.river));
  }
});

describe('directions', () => {
  const falling = bernoulliStream({ rows: 4_000, rate: 0.5, changes: [{ at: 2_000, rate: 0.1 }], seed: 4 });
  const kinds: [string, (direction: 'increase' | 'decrease' | 'both') => ConceptDetector][] = [
    ['hddmA', (direction) => hddmA({ direction })],
    ['hddmW', (direction) => hddmW({ direction })],
    ['fhddm', (direction) => fhddm({ direction })],
    ['rddm', (direction) => rddm({ direction })],
    ['cusum', (direction) => cusum({ direction })],
    ['geometricMovingAverage', (direction) => geometricMovingAverage({ direction, threshold: 0.2 })],
  ];
  it.each(kinds)(
    '%s reports a fall as drift when it watches falls, and as an improvement besides when both',
    (_, make) => {
      const first = (direction: 'decrease' | 'both') => {
        const detector = make(direction);
        const run = startRun(detector);
        const rows = falling.map((x) => stepRun(detector, run, x));
        return rows.findIndex(
          ({ drift, improvement }, row) => row >= 2_000 && drift && (direction === 'decrease' || improvement),
        );
      };
      expect(first('decrease')).toBeGreaterThanOrEqual(2_000);
      expect(first('both')).toBeGreaterThanOrEqual(2_000);
      expect(first('decrease')).toBeLessThan(2_400);
      expect(first('both')).toBeLessThan(2_400);
      expect(alarms(make('increase'), falling).filter((row) => row >= 2_000 && row < 2_300)).toEqual([]);
    },
  );
});

describe('eddm', () => {
  it('keeps its warning between errors and over a new greatest distance, until an error lifts it', () => {
    const detector = eddm({ alpha: 0.8, beta: 0.75 });
    const run = startRun(detector);
    const warnings = golden.b.slice(0, 1_278).map((x) => stepRun(detector, run, x).warning === true);
    const first = warnings.indexOf(true);
    expect(first).toBe(1_059);
    expect(golden.b.slice(first, first + 40)).toContain(0);
    for (let row = first; row < first + 40; row++)
      if (golden.b[row] === 0) expect(warnings[row]).toBe(warnings[row - 1]);
  });
});

describe('ecdd', () => {
  it('warns at half its limit', () => {
    const detector = ecdd();
    const run = startRun(detector);
    let [sum, z] = [0, 0];
    for (const [row, x] of golden.s2.slice(0, 178).entries()) {
      sum += x;
      z = 0.2 * x + 0.8 * z;
      const p = sum / (row + 1);
      const limit = 3.97 - 6.56 * p + 48.73 * p ** 3 - 330.13 * p ** 5 + 848.18 * p ** 7;
      const sigma = Math.sqrt(((p * (1 - p)) / 9) * (1 - 0.8 ** (2 * row + 2)));
      expect(stepRun(detector, run, x).warning).toBe(row >= 29 && z > p + 0.5 * limit * sigma);
    }
  });
});

describe('fhddm', () => {
  it('with a short window still looks at the long one', () => {
    // The rise to one half is too small for 20 rows, of which 12 more than at best would have to be wrong.
    const rising = bernoulliStream({ rows: 1_500, rate: 0.1, changes: [{ at: 1_000, over: 300, rate: 0.5 }], seed: 1 });
    const [first] = alarms(fhddm(), rising);
    expect(first).toBeGreaterThan(1_000);
    expect(alarms(fhddm({ shortWindowSize: 20 }), rising)[0]).toBeLessThanOrEqual(first!);
    expect(alarms(fhddm({ shortWindowSize: 5 }), rising)[0]).toBe(first);
  });
});

describe('rddm', () => {
  const flat = bernoulliStream({ rows: 12_000, rate: 0.2, seed: 6 });

  it('starts from the rows since the warning, not from nothing', () => {
    const detector = rddm();
    const run = startRun(detector);
    const stream = bernoulliStream({ rows: 3_000, rate: 0.1, changes: [{ at: 2_000, rate: 0.3 }], seed: 1 });
    const row = stream.findIndex((x, index) => stepRun(detector, run, x).drift && index >= 2_000);
    expect(row).toBeGreaterThan(2_000);
    const kept = detector.afterDrift!(run.state) as RddmState;
    expect(kept.n - 1).toBeGreaterThan(1);
    expect(kept.n - 1).toBe(kept.stored);
    const since = stream.slice(row + 1 - kept.stored, row + 1);
    expect(kept.p).toBeCloseTo(since.reduce<number>((a, b) => a + b, 0) / kept.stored, 12);
  });

  it('starts from the alarming row alone when no warning came before', () => {
    const detector = rddm({ warningThreshold: 3, driftThreshold: 3 });
    const run = startRun(detector);
    const stream = [
      ...Array.from({ length: 200 }, (_, row) => (row % 20 === 0 ? 1 : 0)),
      ...Array.from({ length: 60 }, () => 1),
    ];
    const row = stream.findIndex((x) => stepRun(detector, run, x).drift);
    expect(row).toBeGreaterThan(200);
    expect(detector.afterDrift!(run.state)).toMatchObject({ n: 2, p: 1, stored: 1 });
  });

  it('cuts a long calm concept down to its last rows, without an alarm', () => {
    const detector = rddm({ maxConcept: 3_000, minStable: 500, driftThreshold: 100, warningThreshold: 100 });
    const run = startRun(detector);
    let longest = 0;
    for (const [row, x] of flat.entries()) {
      expect(stepRun(detector, run, x).drift).toBe(false);
      const { n, p } = run.state as RddmState;
      longest = Math.max(longest, n);
      if (row === 3_000) {
        // Cut down before this row, then this row counted: 1 + 500 + 1, over the last 501 rows.
        expect(n).toBe(502);
        const mean = flat.slice(2_500, 3_001).reduce<number>((a, b) => a + b, 0) / 501;
        expect(p).toBeCloseTo(mean, 12);
      }
    }
    expect(longest).toBe(3_001);
  });

  it('takes a warning that lasts for drift', () => {
    const options = { driftThreshold: 50, warningThreshold: 1 } as const;
    const stream = bernoulliStream({ rows: 3_000, rate: 0.1, changes: [{ at: 1_000, rate: 0.3 }], seed: 2 });
    const patient = rddm({ ...options, warnLimit: 10_000 });
    const run = startRun(patient);
    const warnings = stream
      .map((x) => stepRun(patient, run, x))
      .map(({ drift, warning }) => warning === true && !drift);
    const lasting = warnings.findIndex((warns, row) => warns && warnings.slice(row, row + 201).every(Boolean));
    expect(lasting).toBeGreaterThan(0);
    expect(alarms(rddm({ ...options, warnLimit: 200 }), stream)[0]).toBe(lasting + 200);
  });
});

describe('stepd', () => {
  it('watching both directions agrees with the single-tailed oracle on random streams', () => {
    for (let seed = 0; seed < 10; seed++) {
      const stream = bernoulliStream({ rows: 1_200, rate: 0.3, changes: [{ at: 600, rate: seed / 10 }], seed });
      expect(alarms(stepd({ direction: 'both' }), stream)).toEqual(stepdOracle(opposite(stream), stepdForms.ours));
    }
  });

  it('gives no verdict where all were right, or all wrong', () => {
    for (const x of [0, 1])
      expect(
        alarms(
          stepd({ direction: 'both' }),
          Array.from({ length: 200 }, () => x),
        ),
      ).toEqual([]);
  });

  it('waits for as many older rows as recent ones', () => {
    const jump = [...Array.from({ length: 59 }, (_, i) => (i < 29 ? 0 : 1)), 1];
    expect(alarms(stepd(), jump.slice(0, 59))).toEqual([]);
    expect(alarms(stepd(), jump)).toEqual([59]);
  });
});

describe('options', () => {
  it.each([
    ['eddm.alpha must allow a warning', () => eddm({ alpha: 0.8, beta: 0.9 }), /eddm\.alpha: must be at least beta/],
    ['hddmA.warningConfidence', () => hddmA({ warningConfidence: 1e-4 }), /hddmA\.warningConfidence: must be at least/],
    ['hddmW.warningConfidence', () => hddmW({ warningConfidence: 1e-4 }), /hddmW\.warningConfidence: must be at least/],
    ['fhddm.shortWindowSize', () => fhddm({ shortWindowSize: 100 }), /fhddm\.shortWindowSize: must be below/],
    ['rddm.minStable', () => rddm({ minStable: 40_000 }), /rddm\.minStable: must be below maxConcept/],
    ['rddm.warningThreshold', () => rddm({ warningThreshold: 3 }), /rddm\.warningThreshold: must not exceed/],
    ['stepd.alphaWarning', () => stepd({ alphaWarning: 0.001 }), /stepd\.alphaWarning: must be at least/],
    ['cusum.threshold', () => cusum({ threshold: 0 }), /cusum\.threshold/],
    ['geometricMovingAverage.alpha', () => geometricMovingAverage({ alpha: 1 }), /geometricMovingAverage\.alpha/],
  ])('refuse %s', (_, make, problem) => {
    expect(make).toThrow(problem);
  });

  const stream = [...bernoulliStream({ rows: 1_500, rate: 0.2, changes: [{ at: 800, rate: 0.7 }], seed: 9 })];
  it.each<[string, ConceptDetector, ConceptDetector]>([
    ['eddm.warmStart', eddm(), eddm({ warmStart: 300 })],
    ['eddm.alpha', eddm(), eddm({ alpha: 0.99 })],
    ['eddm.beta', eddm(), eddm({ beta: 0.5 })],
    ['eddm.direction', eddm(), eddm({ direction: 'decrease' })],
    ['hddmA.driftConfidence', hddmA(), hddmA({ driftConfidence: 1e-9 })],
    ['hddmA.warningConfidence', hddmA(), hddmA({ warningConfidence: 0.5 })],
    ['hddmW.driftConfidence', hddmW(), hddmW({ driftConfidence: 1e-4 })],
    ['hddmW.warningConfidence', hddmW(), hddmW({ warningConfidence: 0.5 })],
    ['hddmW.lambda', hddmW(), hddmW({ lambda: 0.02 })],
    ['fhddm.windowSize', fhddm(), fhddm({ windowSize: 50 })],
    ['fhddm.confidence', fhddm(), fhddm({ confidence: 0.1 })],
    ['fhddm.shortWindowSize', fhddm(), fhddm({ shortWindowSize: 20 })],
    ['rddm.warmStart', rddm(), rddm({ warmStart: 1_000 })],
    ['rddm.warningThreshold', rddm(), rddm({ warningThreshold: 1 })],
    ['rddm.driftThreshold', rddm(), rddm({ driftThreshold: 6 })],
    ['rddm.minStable', rddm(), rddm({ minStable: 10 })],
    ['rddm.maxConcept', rddm({ minStable: 10 }), rddm({ minStable: 10, maxConcept: 300 })],
    ['rddm.warnLimit', rddm({ driftThreshold: 50 }), rddm({ driftThreshold: 50, warnLimit: 50 })],
    ['stepd.windowSize', stepd(), stepd({ windowSize: 100 })],
    ['stepd.alphaDrift', stepd(), stepd({ alphaDrift: 1e-9 })],
    ['stepd.alphaWarning', stepd(), stepd({ alphaWarning: 0.4 })],
    ['ecdd.lambda', ecdd(), ecdd({ lambda: 0.05 })],
    ['ecdd.averageRunLength', ecdd(), ecdd({ averageRunLength: 100 })],
    ['ecdd.warmStart', ecdd(), ecdd({ warmStart: 400 })],
    ['cusum.minInstances', cusum({ threshold: 5 }), cusum({ threshold: 5, minInstances: 900 })],
    ['cusum.delta', cusum(), cusum({ delta: 0.1 })],
    ['cusum.threshold', cusum(), cusum({ threshold: 10 })],
    [
      'geometricMovingAverage.alpha',
      geometricMovingAverage({ threshold: 0.2 }),
      geometricMovingAverage({ threshold: 0.2, alpha: 0.9 }),
    ],
    ['geometricMovingAverage.threshold', geometricMovingAverage({ threshold: 0.2 }), geometricMovingAverage()],
    [
      'geometricMovingAverage.minInstances',
      geometricMovingAverage({ threshold: 0.2 }),
      geometricMovingAverage({ threshold: 0.2, minInstances: 1_000 }),
    ],
  ])('heed %s', (_, one, other) => {
    expect(firstWarningsAndAlarms(one, stream)).not.toEqual(firstWarningsAndAlarms(other, stream));
  });
});
