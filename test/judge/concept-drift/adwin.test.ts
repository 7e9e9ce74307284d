import { describe, expect, it } from 'vitest';
import { adwin, type AdwinState } from '../../../src/judge/concept-drift/adwin.js';
import { stepRun } from '../../../src/judge/concept-drift/run.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';
import { bernoulliStream, normalStream } from '../../../src/testing/streams.js';
import { adwinForms, adwinOracle } from '../../oracles/adwin.js';
import { alarms, golden } from './golden.js';

describe('adwin', () => {
  it.each([
    ['ADWIN(s1)', adwin(), golden.s1],
    ['ADWIN(md)', adwin(), golden.md],
    ['ADWIN(doc)', adwin(), golden.doc],
  ])('alarms where river does: %s', (key, detector, stream) => {
    expect(alarms(detector, stream)).toEqual(golden.expected_river[key]);
  });

  it.each([
    ['ADWIN(s2)', adwin(), golden.s2],
    ['ADWIN(s3)', adwin(), golden.s3],
    ['ADWIN(delta=.01,clock=1)(s3)', adwin({ delta: 0.01, clock: 1 }), golden.s3],
    ['ADWIN(clock=1)(s1)', adwin({ clock: 1 }), golden.s1],
  ])('alarms where an independent full scan does: %s', (key, detector, stream) => {
    expect(alarms(detector, stream)).toEqual(golden.expected_own_extra[key]);
  });

  it('agrees with the plain oracle on random streams and options', () => {
    for (let seed = 0; seed < 12; seed++) {
      const options = {
        delta: [0.002, 0.05, 0.3][seed % 3]!,
        clock: [1, 7, 32][seed % 3]!,
        maxBuckets: 2 + (seed % 4),
      };
      const changes = [
        { at: 300, mean: 1 },
        { at: 500, mean: 0, sd: 3 },
      ];
      const stream = [...normalStream({ rows: 700, changes, seed })];
      expect(alarms(adwin(options), stream)).toEqual(adwinOracle(stream, adwinForms.river, options));
    }
  });

  it('calls a change against its direction an improvement, and starts anew after it too', () => {
    const rising = adwin({ direction: 'increase' });
    const run = startRun(rising);
    const results = golden.md.map((x) => stepRun(rising, run, x));
    expect(results.flatMap(({ drift }, row) => (drift ? [row] : []))).toEqual([1023, 3007]);
    expect(results.flatMap(({ improvement }, row) => (improvement === true ? [row] : []))).toEqual([2015]);
    const falling = adwin({ direction: 'decrease' });
    expect(alarms(falling, golden.md)).toEqual([2015]);
  });

  it('with both directions calls a fall drift and an improvement', () => {
    const detector = adwin();
    const run = startRun(detector);
    const ends = golden.md.map((x) => stepRun(detector, run, x)).filter(({ drift }) => drift);
    expect(ends.map(({ improvement }) => improvement)).toEqual([false, true, false]);
  });

  it('keeps width, total and variance equal to those of its buckets', () => {
    const detector = adwin();
    const run = startRun(detector);
    for (const x of normalStream({ rows: 1_000, mean: 5, seed: 3 })) stepRun(detector, run, x);
    const { width, total, variance } = run.state;
    const sizes = run.state.totals.flatMap((row, i) => row.map(() => 2 ** i));
    const sums = run.state.totals.flat();
    const within = run.state.deviations.flat();
    expect(sizes.reduce((a, b) => a + b)).toBe(width);
    expect(sums.reduce((a, b) => a + b)).toBeCloseTo(total, 9);
    const mean = total / width;
    const spread = sums.map((sum, k) => within[k]! + sizes[k]! * (sum / sizes[k]! - mean) ** 2);
    expect(spread.reduce((a, b) => a + b)).toBeCloseTo(variance, 8);
    for (const row of run.state.totals) expect(row.length).toBeLessThanOrEqual(5);
  });

  it('recomputes total and variance from the buckets every 2^20 rows', () => {
    const detector = adwin();
    const state = detector.initialState();
    for (const x of normalStream({ rows: 1_000, seed: 1 })) detector.update(state, x);
    const right = structuredClone(state);
    Object.assign(state, {
      total: state.total + 3,
      variance: state.variance * 2,
      tick: 2 ** 20 - 1,
    } satisfies Partial<AdwinState>);
    detector.update(state, 0);
    detector.update(right, 0);
    expect(state.total).toBeCloseTo(right.total, 9);
    expect(state.variance).toBeCloseTo(right.variance, 9);
  });

  it('never lets cancellation make the variance negative', () => {
    const detector = adwin({ clock: 1 });
    const state = detector.initialState();
    for (let row = 0; row < 2_000; row++) {
      // Two constants far from 0: after a cut all that is left is equal, and the variance is the rounding alone.
      detector.update(state, row < 1_000 ? 1e8 + 0.1 : 1e8 + 7.3);
      expect(state.variance).toBeGreaterThanOrEqual(0);
    }
  });

  it('raises no alarm on a stream that is the same throughout', () => {
    expect(
      alarms(
        adwin({ delta: 0.3, clock: 1 }),
        Array.from({ length: 3_000 }, () => 0.7),
      ),
    ).toEqual([]);
    expect(alarms(adwin(), bernoulliStream({ rows: 20_000, rate: 0.2, seed: 5 }))).toEqual([]);
  });

  it('refuses options out of range, all at once', () => {
    expect(() => adwin({ delta: 0, clock: 1.5, direction: 'up' as 'both' })).toThrow(
      /adwin\.delta: .*\nadwin\.clock: .*\nadwin\.direction: /,
    );
    expect(() => adwin({ detla: 0.1 } as object)).toThrow("unknown option 'detla'; did you mean 'delta'?");
  });

  it.each([
    ['delta', adwin({ delta: 0.3 }), golden.s2],
    ['clock', adwin({ clock: 1 }), golden.s2],
    ['maxBuckets', adwin({ maxBuckets: 2 }), golden.s3],
    ['minWindowLength', adwin({ minWindowLength: 200 }), golden.s2],
    ['gracePeriod', adwin({ gracePeriod: 1_500 }), golden.s2],
    ['direction', adwin({ direction: 'decrease' }), golden.s2],
  ])('heeds the option %s', (_, detector, stream) => {
    expect(alarms(detector, stream)).not.toEqual(alarms(adwin(), stream));
  });
});
