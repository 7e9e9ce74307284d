import { describe, expect, it } from 'vitest';
import { published } from '../../scripts/pages/levels-page.js';
import { builtIns, camelCase } from '../../src/config/names.js';
import { boundaryLevels } from './decider-power.js';
import { burstTimes } from './dependent-populations.js';
import { detectableRates } from './detectable.js';
import { distanceNames, distanceSizes, type DistanceSize } from './distance-sizes.js';
import { tail, tailCases, tailLevels, type TailLevel } from './tail-levels.js';
import { classical, levels, statisticLevels, statisticNames, testLevels, type TestLevel } from './test-levels.js';

const measured = published();
const [tests, statistics, distances] = [measured.tests.rows, measured.statistics.rows, measured.distances.rows];
const [power, boundary] = [measured.power.rows, measured.boundary.rows];
const [budget, dependence, bursts] = [measured.budget.rows, measured.dependence.rows, measured.bursts.rows];
const names = (rows: readonly TestLevel[]) => [...new Set(rows.map(({ test }) => test))].toSorted();

/** A share of runs is no more than it may be, within three standard errors. */
function expectAtMost(
  most: number,
  { rejected, runs }: { readonly rejected: number; readonly runs: number },
  what: string,
) {
  expect(rejected / runs, what).toBeLessThanOrEqual(most + 3 * Math.sqrt((most * (1 - most)) / runs));
}
/** Where the law is known to be light: G with about ten rows a cell. The page says so. */
const mostOf = ({ test, window }: TestLevel, level: number) => (test === 'gTest' && window < 100 ? 1.4 * level : level);
const expectLevels = (rows: readonly TestLevel[]) => {
  for (const row of rows)
    for (const [i, level] of levels.entries()) {
      const { test, column, reference, window, runs, rejected } = row;
      expectAtMost(
        mostOf(row, level),
        { rejected: rejected[i]!, runs },
        `${test}, ${column}, ${reference} / ${window}, ${level}`,
      );
    }
};

describe('every test rejects no more often than its level where nothing changes', () => {
  it('in the published table, which has every built-in test with a p-value, at windows of 50, 200 and 2,000 rows', () => {
    expect([...new Set(tests.map(({ window }) => window))]).toEqual(expect.arrayContaining([50, 200, 2_000]));
    expectLevels(tests);
    // Without a p-value: it informs, or has a fixed threshold.
    const without = new Set('jsDivergence wasserstein hellinger totalVariation lInfinity cramersV energy'.split(' '));
    const known = [...builtIns.tests.keys()].map(camelCase).filter((name) => !without.has(name));
    expect(names(tests)).toEqual([...known, 'ks, exactKs'].toSorted());
  });

  // Against references of a size that costs as little as the window: each run draws and profiles its own.
  it.each([
    { reference: 250, window: 50, runs: 300 },
    { reference: 1_000, window: 200, runs: 300 },
    { reference: 2_000, window: 2_000, runs: 300 },
  ])('and in $runs runs made now, $reference / $window', ({ runs, ...sizes }) => {
    // Those on the values themselves take as long as all others together, and where their laws may fail is in small samples.
    const asked = (test: string) => sizes.window < 200 || !classical.has(test);
    const now = testLevels(sizes, runs, asked);
    expect(names(now)).toEqual(names(tests.filter(({ test }) => asked(test))));
    expectLevels(now);
  });

  it('as the functions of driftsense/stats do', () => {
    expect(names(statistics)).toEqual(statisticNames.toSorted());
    expectLevels(statistics);
    expectLevels(statisticLevels(60, 200));
  });

  it('and often enough for that to mean something: the bare tests in at least half of the share', () => {
    for (const { test, runs, rejected, window } of statistics)
      if (window > 50) expect(rejected[0]! / runs, test).toBeGreaterThan(0.025);
  });
});

describe('distances without a p-value are as large without change as theory says', () => {
  /** Means without any change: V² and Δ² by their degrees of freedom, W₁ and energy by the Brownian bridge of a normal law. */
  const expectTheory = (rows: readonly DistanceSize[]) => {
    for (const { distance, rows: n, mean, q95, runs } of rows) {
      expect(q95, distance).toBeGreaterThan(mean);
      const [square, expected] = theory[distance] ?? [false, undefined];
      if (expected === undefined) continue;
      const value = square ? mean ** 2 : mean;
      // Theory is that of many rows: 50 lie within 6 per cent of it. A squared mean lies below the mean of squares.
      expect(value / expected(n), `${distance} of ${n} rows`).toBeGreaterThan(
        square ? 0.75 : 0.94 - 3 / Math.sqrt(runs),
      );
      expect(value / expected(n), `${distance} of ${n} rows`).toBeLessThan(1 + 3 / Math.sqrt(runs));
    }
  };
  const theory: Readonly<Record<string, readonly [square: boolean, (n: number) => number]>> = {
    cramersV: [true, (n) => 4 / (2 * n)],
    deltaSquared: [false, (n) => (4 * 2) / n],
    hellinger: [true, (n) => (4 * 2) / n / 8],
    wassersteinDistance: [false, (n) => 1.27 / Math.sqrt(n / 2)],
  };

  it('in the published table, which has each of them at 50, 200 and 2,000 rows', () => {
    for (const rows of [50, 200, 2_000])
      expect(distances.filter((row) => row.rows === rows).map(({ distance }) => distance)).toEqual(distanceNames);
    expectTheory(distances);
  });

  it('and in runs made now', () => expectTheory(distanceSizes(120, 300)));
});

describe('the decider', () => {
  it('finds what its design says it finds', () => {
    for (const { change, tolerance, window, found, runs, stated } of power) {
      const error = Math.sqrt((stated * (1 - stated)) / runs);
      const what = `${change}, tolerance ${tolerance}, ${window} rows`;
      // Design figures have a relative standard error of up to a tenth themselves.
      expect(Math.abs(found / runs - stated), what).toBeLessThanOrEqual(3 * error + 0.1 * stated);
    }
  });

  it('says of a change of exactly the tolerance no more than its level, for windows up to two fifths of the reference', () => {
    for (const { change, reference, window, runs, rejected } of boundary)
      if (window < reference)
        for (const [i, level] of boundaryLevels.entries())
          expectAtMost(level, { rejected: rejected[i]!, runs }, `${change}, ${reference} / ${window}, ${level}`);
  });
});

describe('far in the tail, where one column of twenty is decided', () => {
  const expectTail = (rows: readonly TailLevel[]) => {
    for (const { test, column, tolerance, runs, rejected } of rows)
      for (const [i, level] of tail.levels.entries())
        expectAtMost(level, { rejected: rejected[i]!, runs }, `${test}, ${column}, tolerance ${tolerance}, ${level}`);
  };

  it('no test rejects more often than its level in the published table, which has every case in 100,000 runs and more', () => {
    expect([...new Set(measured.tail.rows.map(({ column, tolerance }) => `${column} ${tolerance}`))]).toEqual(
      tailCases.map(([column, tolerance]) => `${column} ${tolerance}`),
    );
    for (const { runs } of measured.tail.rows) expect(runs).toBeGreaterThanOrEqual(100_000);
    expectTail(measured.tail.rows);
  });

  it.skipIf(process.env['NIGHTLY'] === undefined)('and in runs made now', () => expectTail(tailLevels(20_000)));
});

describe('the change that is to be found in .8 of windows', () => {
  const shareOf = ({ found, runs }: { readonly found: number; readonly runs: number }) => found / runs;
  const stated = measured.detectable.rows.filter(({ column }) => !column.includes(' from '));
  /** Whether one of a hundred even categories has a cell of its own in 200 rows is chance. */
  const allowed = ({ column, window }: (typeof stated)[number]) =>
    column === '100, even' && window === 200 ? 0.09 : 0.03;

  it('is found that often in the published table, within .03: a shift, and a share of 2, 5, 20 and 100 categories', () => {
    expect(new Set(stated.map(({ column }) => column.split(',')[0]))).toEqual(
      new Set(['2', '5', '20', '100', 'normal']),
    );
    for (const row of stated) {
      expect(row.runs).toBeGreaterThanOrEqual(800);
      const error = Math.sqrt(0.16 / row.runs);
      expect(Math.abs(shareOf(row) - 0.8), JSON.stringify(row)).toBeLessThanOrEqual(allowed(row) + 3 * error);
    }
  });

  it.each(['2, nine to one', '20, as 1/k', 'normal'])('and in runs made now: %s', (column) => {
    const now = detectableRates(16, [column]);
    const mean = now.reduce((sum, row) => sum + shareOf(row), 0) / now.length;
    expect(Math.abs(mean - 0.8)).toBeLessThanOrEqual(0.03 + 3 * Math.sqrt(0.16 / (16 * now.length)));
  });
});

describe('windows', () => {
  it('keep the budget of one in a hundred, without change, at the tolerance, and where rows depend on one another', () => {
    for (const [i, window] of [50, 200, 2_000, 50_000].entries())
      for (const run of budget.slice(2 * i, 2 * i + 2)) expect([run.window, run.windows]).toEqual([window, 1_000]);
    const within = dependence.filter(({ reference, window }) => 7 * window <= reference);
    expect(within.length).toBeGreaterThan(20);
    for (const run of [...budget, ...within]) expect(run.rate).toBeLessThanOrEqual(0.01 + 3 * run.standardError);
  });

  it('keep it where bursts are as frequent in the reference as is claimed, and not where it has hardly seen any', () => {
    expect([...new Set(bursts.map(({ often }) => often))]).toEqual(burstTimes);
    for (const { often, rate, standardError } of bursts)
      if (often >= 10) expect(rate, String(often)).toBeLessThanOrEqual(0.01 + 3 * standardError);
      else expect(rate, String(often)).toBeGreaterThan(0.01);
  });
});
