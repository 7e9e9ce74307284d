import { describe, expect, it } from 'vitest';
import { kswin, type KswinOptions, type Sampler } from '../../../src/judge/concept-drift/kswin.js';
import { stepRun } from '../../../src/judge/concept-drift/run.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';
import { track } from '../../../src/judge/concept-drift/track.js';
import { normalStream } from '../../../src/testing/streams.js';
import { PythonRandom } from '../../oracles/python-random.js';
import { alarms, golden } from './golden.js';

/** 0, 1, …, 29 as the older half and the same moved by k as the newer one: K is exactly k. */
const apart = (k: number) => [...Array(30).keys(), ...Array.from({ length: 30 }, (_, i) => i + k - 0.5)];

/** The least k at which `kswin` alarms when nothing is left to chance. */
function leastK(alpha: number): number | undefined {
  const detector = kswin({ alpha, windowSize: 60, statSize: 30 });
  return Array.from({ length: 31 }, (_, k) => k).find((k) => k > 0 && alarms(detector, apart(k)).length > 0);
}

/** The exact p-value for n = m = r and D = K/r (Gnedenko and Korolyuk), in a form that the detector does not use. */
function closedForm(r: number, k: number): number {
  let p = 0;
  for (let j = 1; j * k <= r; j++) {
    let ratio = 1; // C(2r, r − jk) / C(2r, r)
    for (let i = 1; i <= j * k; i++) ratio *= (r - j * k + i) / (r + i);
    p += 2 * (j % 2 === 1 ? ratio : -ratio);
  }
  return p;
}

describe('kswin', () => {
  it('alarms where river does when the sample is the whole older half', () => {
    const key = 'KSWIN(alpha=1e-4,200,100,seed=42 python Random.sample)(s1)';
    const detector = kswin({ alpha: 1e-4, windowSize: 200, statSize: 100 });
    expect(alarms(detector, golden.s1)).toEqual(golden.expected_river[key]);
  });

  it("alarms where river does when it draws as Python's random.sample does", () => {
    const python = new PythonRandom(42);
    const sample: Sampler = (population, size) => python.sample(population, size);
    const detector = kswin({ alpha: 1e-4, sample });
    expect(alarms(detector, golden.doc)).toEqual(golden.expected_river['KSWIN(alpha=1e-4,seed=42)(doc)']);
  });

  it('alarms from the least K on whose exact p-value is at most alpha', () => {
    // The table of five p-values for samples of 30; the closed form gives each to the digits printed there.
    const printed: [k: number, p: number, digits: number][] = [
      [14, 0.00253, 5],
      [15, 0.0009, 5],
      [16, 0.00029, 5],
      [17, 0.000087, 6],
      [18, 0.000024, 6],
    ];
    for (const [k, p, digits] of printed) {
      const exact = closedForm(30, k);
      expect(exact).toBeCloseTo(p, digits);
      expect(leastK(exact * (1 + 1e-9))).toBe(k);
      expect(leastK(exact * (1 - 1e-9))).toBe(k + 1);
    }
  });

  it('needs D above .1, whatever alpha says', () => {
    expect(leastK(0.999_999)).toBe(4);
  });

  it('can be asked for a level that no pair of samples reaches', () => {
    expect(leastK(1e-20)).toBeUndefined();
  });

  it('counts equal values together', () => {
    const halves = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 0 : 1));
    expect(alarms(kswin({ alpha: 0.5, windowSize: 60, statSize: 30 }), halves)).toEqual([]);
  });

  it('gives no verdict before its window is full, again after each alarm', () => {
    const jump = [
      ...Array.from({ length: 300 }, (_, i) => i % 7),
      ...Array.from({ length: 300 }, (_, i) => 50 + (i % 7)),
    ];
    const found = alarms(kswin(), jump);
    expect(found).toHaveLength(1);
    const steps = Array.from({ length: 400 }, (_, i) => 10 * Math.floor(i / 40) + (i % 3));
    const all = alarms(kswin(), steps);
    expect(all.length).toBeGreaterThan(1);
    expect(all[0]).toBeGreaterThanOrEqual(99);
    expect(all.slice(1).every((row, i) => row - all[i]! >= 100)).toBe(true);
  });

  it('tells a rise from a fall by the means', () => {
    const changes = [
      { at: 500, mean: 3 },
      { at: 1_000, mean: 0 },
    ];
    const stream = normalStream({ rows: 1_500, changes, seed: 1 });
    const verdicts = (direction: NonNullable<KswinOptions['direction']>) => {
      const detector = kswin({ direction });
      const run = startRun(detector);
      return Array.from(stream, (x) => stepRun(detector, run, x))
        .filter(({ drift, improvement }) => drift || improvement === true)
        .map(({ drift, improvement }) => `${drift ? 'drift' : ''}${improvement === true ? '+' : ''}`);
    };
    expect(verdicts('increase')).toEqual(['drift', '+']);
    expect(verdicts('decrease')).toEqual(['+', 'drift']);
    expect(verdicts('both')).toEqual(['drift', 'drift+']);
  });

  it('draws by its seed', () => {
    const changes = [{ at: 1_000, mean: 1 }];
    const stream = [...normalStream({ rows: 1_200, changes, seed: 2 })];
    const options = { alpha: 0.05, windowSize: 100 };
    const bySeed = [1, 2, 3].map((seed) => alarms(kswin({ ...options, seed }), stream));
    expect(alarms(kswin({ ...options, seed: 1 }), stream)).toEqual(bySeed[0]);
    expect(new Set(bySeed.map(String)).size).toBe(3);
  });

  it('draws anew on every row, and keeps no -0', () => {
    const detector = kswin();
    const run = startRun(detector);
    const draws = new Set<string>();
    for (let row = 0; row < 110; row++) {
      stepRun(detector, run, row % 5);
      draws.add(JSON.stringify(run.state.random));
    }
    expect(draws.size).toBe(12); // the seed's, then one for each row from the hundredth on
    const handle = track(detector);
    handle.observe({ value: -0 });
    handle.observe({ error: -0 as 0 });
    expect(handle.toJSON().state).toMatchObject({ values: [0, 0] });
  });

  it('asks its sampler for statSize of the values before them, oldest first', () => {
    const asked: (readonly number[])[] = [];
    const sample: Sampler = (population, size) => {
      asked.push(population, [size]);
      return population.slice(0, size);
    };
    alarms(kswin({ windowSize: 10, statSize: 3, sample }), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(asked).toEqual([[1, 2, 3, 4, 5, 6, 7], [3], [2, 3, 4, 5, 6, 7, 8], [3]]);
  });

  it.each([
    ['too few', () => [1, 2]],
    ['something else', () => ['a', 'b', 'c'] as unknown as number[]],
    ['NaN', () => [1, 2, Number.NaN]],
  ])('fails loudly when its sampler returns %s', (_, sample) => {
    const detector = kswin({ windowSize: 10, statSize: 3, sample });
    expect(() => alarms(detector, [...Array(10).keys()])).toThrow(/kswin\.sample must return 3 of the values/);
  });

  it('refuses a sample larger than what it is drawn from', () => {
    expect(() => kswin({ windowSize: 50 })).toThrow(/kswin\.statSize: must be at most half of windowSize/);
    expect(() => kswin({ alpha: 1, sample: 3 as unknown as Sampler })).toThrow(
      /kswin\.alpha: .*\nkswin\.sample: expected a/,
    );
  });

  it.each([
    ['alpha', kswin({ alpha: 0.3 })],
    ['windowSize', kswin({ windowSize: 1_100 })],
    ['statSize', kswin({ statSize: 10 })],
    ['direction', kswin({ direction: 'decrease' })],
  ])('heeds the option %s', (_, detector) => {
    expect(alarms(detector, golden.doc)).not.toEqual(alarms(kswin(), golden.doc));
  });
});
