import { compare, jsDivergence, profile, type CompareOptions, type ReferenceProfile, type Table } from 'driftsense';
import { jensenShannonDistance, jensenShannonDivergence } from 'driftsense/stats';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';

const random = seededRandom('fixed thresholds');
const draw = (n: number, by = 0) => ({
  x: Float64Array.from({ length: n }, () => random.normal() + by),
  c: Array.from({ length: n }, () => (random.uniform() < 0.5 + by / 5 ? 'a' : 'bcd'[random.integer(3)]!)),
});
type Thresholds = NonNullable<CompareOptions['thresholds']>;
const off = { ks: null, jsDivergence: null, psi: null, chiSquare: null };
const judged = (
  reference: Table | ReferenceProfile,
  window: Table,
  thresholds: Thresholds,
  more: CompareOptions = {},
) => compare(reference, window, { preset: 'thresholds', thresholds, ...more });

const reference = draw(5_000);
const still = draw(2_000);
const moved = draw(2_000, 1);

describe('each test of the seed alone', () => {
  it.each([
    ['ks', { ...off, ks: 0.05 }, 'x'],
    ['psi', { ...off, psi: 0.25 }, 'x'],
    ['jsDivergence', { ...off, jsDivergence: 0.1 }, 'x'],
    ['chiSquare', { ...off, chiSquare: 0.05 }, 'c'],
  ] as const)(
    '%s flags a shift of one standard deviation, and nothing where nothing moved',
    (test, thresholds, column) => {
      const report = judged(reference, moved, thresholds);
      expect(report.verdict).toBe('drift');
      expect(report.columns.filter(({ verdict }) => verdict === 'drift').map((c) => [c.column, c.decider])).toEqual([
        [column, test],
      ]);
      expect(judged(reference, still, thresholds).verdict).toBe('stable');
    },
  );

  it('are at .05, .10, .25 and .05 where nothing is said, and inform on the other kind of column', () => {
    const limits = judged(reference, still, {}).columns.map(({ column, tests }) => [
      column,
      tests.flatMap(({ test, threshold }) => (threshold === undefined ? [] : [`${test} ${threshold}`])),
    ]);
    expect(Object.fromEntries(limits)).toEqual({
      x: ['ks 0.05', 'psi 0.25', 'jsDivergence 0.1'],
      c: ['chiSquare 0.05'],
    });
    const informing = judged(reference, moved, {}).columns.flatMap(({ column, tests }) =>
      tests.filter(({ reason }) => reason === 'informs').map(({ test }) => `${column} ${test}`),
    );
    expect(informing.toSorted()).toEqual(['c jsDivergence', 'c psi', 'x wasserstein']);
  });
});

describe('a reference profiled before', () => {
  it('is refused without the cells of the divergence, with what to do, and judged with them as its rows are', () => {
    expect(() => judged(profile(reference), moved, {})).toThrow(
      expect.objectContaining({
        code: 'OPTION_INVALID',
        message: "columns.x.test: 'jsDivergence' needs a reference with range20",
        remedy: 'profile(reference, { range20: true })',
      }),
    );
    const columns = { x: { test: jsDivergence({ cells: 'range20' }) } };
    expect(() => compare(profile(reference), moved, { columns })).toThrow("'jsDivergence' needs a reference with");
    expect(judged(profile(reference, { range20: true }), moved, {}).columns).toEqual(
      judged(reference, moved, {}).columns,
    );
  });
});

describe('a threshold', () => {
  const column = { ks: 'x', psi: 'x', jsDivergence: 'x', chiSquare: 'c' } as const;
  const slight = draw(2_000, 0.1);
  const resultOf = (test: keyof typeof column, threshold: number) =>
    judged(reference, slight, { ...off, [test]: threshold })
      .columns.find((c) => c.column === column[test])!
      .tests.find((t) => t.test === test)!;

  it.each(['psi', 'jsDivergence'] as const)('on the value of %s is passed above it, not at it', (test) => {
    const value = resultOf(test, 0.5).statistic!;
    expect(value).toBeGreaterThan(0);
    const verdicts = [value * (1 + 1e-12), value, value * (1 - 1e-12)].map((limit) => resultOf(test, limit).verdict);
    expect(verdicts).toEqual(['stable', 'stable', 'drift']);
  });

  it.each(['ks', 'chiSquare'] as const)('on the p-value of %s is passed below it, not at it', (test) => {
    const p = resultOf(test, 0.5).pValue!;
    expect(p).toBeLessThan(0.999);
    const verdicts = [p * (1 - 1e-12), p, p * (1 + 1e-12)].map((limit) => resultOf(test, limit).verdict);
    expect(verdicts).toEqual(['stable', 'stable', 'drift']);
  });

  it('on the divergence never reads the distance, which is shown beside it in base 2', () => {
    const { statistic, effect, variant } = resultOf('jsDivergence', 0.5);
    expect(variant).toBe('nats');
    expect(effect!.name).toBe('jsDistance');
    expect(effect!.value).toBeCloseTo(Math.sqrt(statistic! / Math.LN2), 14);
    const between = (statistic! + effect!.value) / 2;
    expect(effect!.value).toBeGreaterThan(between);
    expect(resultOf('jsDivergence', between).verdict).toBe('stable');
    const counts = [
      [10, 20, 30],
      [30, 20, 10],
    ] as const;
    expect(jensenShannonDistance(...counts) ** 2).toBeCloseTo(jensenShannonDivergence(...counts), 14);
  });

  it('on PSI reads the raw value; the one corrected for chance is in the result beside it', () => {
    const { statistic, effect, expectedUnderNull, bins } = resultOf('psi', 0.5);
    expect(expectedUnderNull).toBeCloseTo((bins! - 1) * (1 / 5_000 + 1 / 2_000), 12);
    expect(effect!.value).toBeCloseTo(statistic! - expectedUnderNull!, 12);
    const between = (statistic! + effect!.value) / 2;
    expect(resultOf('psi', between).verdict).toBe('drift');
  });
});

describe('the aggregation of three tests and four features', () => {
  const names = ['a', 'b', 'c', 'd'] as const;
  const tests = ['ks', 'psi', 'jsDivergence'] as const;
  const limit = { ks: [1e-300, 1e-6], psi: [1e6, 0.25], jsDivergence: [1e6, 0.1] } as const;
  const table = (n: number, shifted: number) =>
    Object.fromEntries(names.map((name, i) => [name, draw(n, i < shifted ? 1.2 : 0).x]));
  const before = table(3_000, 0);
  const windows = [0, 1, 2, 3, 4].map((shifted) => table(1_000, shifted));
  const rules = ['any', 'majority'] as const;
  const combinations = rules.flatMap((testRule) =>
    rules.flatMap((featureRule) =>
      windows.flatMap((_, shifted) => [0, 1, 2, 3].map((breaching) => ({ testRule, featureRule, shifted, breaching }))),
    ),
  );

  it.each(combinations)(
    'tests $testRule, features $featureRule: $shifted of 4 features, each by $breaching of 3 tests',
    ({ testRule, featureRule, shifted, breaching }) => {
      const thresholds = Object.fromEntries(tests.map((test, i) => [test, limit[test][i < breaching ? 1 : 0]]));
      const report = judged(before, windows[shifted]!, thresholds, {
        aggregate: { tests: testRule, features: featureRule },
      });
      // By hand: half of the tests, or of the features, is a majority.
      const columnDrifts = testRule === 'any' ? breaching >= 1 : breaching >= 2;
      const drifted = columnDrifts ? shifted : 0;
      expect(report.columns.filter(({ verdict }) => verdict === 'drift')).toHaveLength(drifted);
      expect(report.verdict === 'drift').toBe(featureRule === 'any' ? drifted >= 1 : drifted >= 2);
    },
  );

  it('in one word sets the level of the features, and each feature drifts when any of its tests does', () => {
    const one = { ks: 0.05, psi: 1e6, jsDivergence: 1e6 };
    expect(judged(before, windows[1]!, one, { aggregate: 'any' }).verdict).toBe('drift');
    expect(judged(before, windows[1]!, one, { aggregate: 'majority' }).verdict).toBe('warning');
    expect(judged(before, windows[2]!, one, { aggregate: 'majority' }).verdict).toBe('drift');
  });
});

it('thresholds and their aggregation are refused under a budget, which would pass them over', () => {
  for (const one of [{ thresholds: { ks: 0.01 } }, { aggregate: 'majority' }] as const)
    expect(() => compare(reference, still, one)).toThrow("thresholds, aggregate: preset 'budget' has none");
});
