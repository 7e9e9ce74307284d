import { describe, expect, it } from 'vitest';
import { binomial, chiSquareTest, deciderTest, poolCategories, unseenTest } from '../../src/stats.js';
import { activeCells } from '../../src/stats/active-cells.js';
import { deciderStatistics } from '../../src/stats/decider.js';
import { chiSquared } from '../../src/stats/distributions/chi-squared.js';
import { seededRandom, type SeededRandom } from '../../src/stats/random.js';
import { evidently } from '../oracles/evidently.js';
import { drawCounts, runs, threeErrors } from '../stats/simulate.js';

const zipf = (categories: number) => Array.from({ length: categories }, (_, k) => 1 / (k + 1));

/** Share of windows without drift on which each rule speaks. */
function rates(
  name: string,
  trials: number,
  rules: (random: SeededRandom) => Readonly<Record<string, boolean>>,
): Record<string, number> {
  const random = seededRandom(name);
  const spoken: Record<string, number> = {};
  for (let trial = 0; trial < trials; trial++)
    for (const [rule, speaks] of Object.entries(rules(random))) spoken[rule] = (spoken[rule] ?? 0) + Number(speaks);
  return Object.fromEntries(Object.entries(spoken).map(([rule, count]) => [rule, count / trials]));
}

// Row 27.
describe('categories are pooled by both samples together', () => {
  const trials = runs(400);
  const found = rates('pooling', trials, (random) => {
    const [a, b] = [drawCounts(random, 1_000, zipf(2_000)), drawCounts(random, 1_000, zipf(2_000))];
    const known = b.map((count, k) => (a[k] === 0 ? 0 : count));
    const unseen = b.reduce((rows, count, k) => rows + (a[k] === 0 ? count : 0), 0);
    const pooled = poolCategories(a, known, { unseen });
    const byReference = [[...a], [...known]].map((counts) => {
      const kept = counts.filter((_, k) => a[k]! >= 5);
      return [...kept, counts.reduce((sum, count) => sum + count, 0) - kept.reduce((sum, count) => sum + count, 0)];
    });
    byReference[1]![byReference[1]!.length - 1]! += unseen;
    return {
      ours: chiSquareTest(pooled.reference, pooled.window).pValue < 0.05,
      byReference: chiSquareTest(byReference[0]!, byReference[1]!).pValue < 0.05,
      ownCell:
        chiSquareTest([...pooled.reference, 0], [...known.filter((_, k) => k < pooled.reference.length), unseen])
          .pValue < 0.05,
    };
  });

  it('so that the level holds on 2,000 Zipf categories', () => {
    expect(found['ours']).toBeGreaterThan(0.03 - threeErrors(trials, 0.03) / trials);
    expect(found['ours']).toBeLessThan(0.06 + threeErrors(trials, 0.06) / trials);
  });

  it('where pooling by the reference alone alarms twice as often, and a cell of their own for unseen rows always', () => {
    expect(found['byReference']).toBeGreaterThan(1.5 * found['ours']!);
    expect(found['ownCell']).toBeGreaterThan(0.99);
  });
});

// Row 28.
describe('ten cells of a small reference are a sample, as the window is', () => {
  const trials = runs(600);
  const found = rates('small reference', trials, (random) => {
    const reference = Float64Array.from({ length: 600 }, () => random.uniform()).toSorted();
    const counts = (values: Float64Array, cells: number) => {
      const edges = Array.from({ length: cells - 1 }, (_, k) => reference[Math.round((600 * (k + 1)) / cells)]!);
      const result = new Uint32Array(cells);
      for (const value of values) result[edges.filter((edge) => value >= edge).length]!++;
      return result;
    };
    const window = Float64Array.from({ length: 6_000 }, () => random.uniform());
    const [ten, sixty] = [10, 60].map((cells) => [counts(reference, cells), counts(window, cells)] as const);
    return {
      ours: deciderTest(ten![0], ten![1], { tolerance: 0 }).pValue < 0.05,
      chiSquare: chiSquareTest(sixty![0], sixty![1]).pValue < 0.05,
    };
  });

  it('so that the decider holds its level at 600 against 6,000 rows, where X² on sixty cells does not', () => {
    expect(found['ours']).toBeLessThan(0.055 + threeErrors(trials, 0.055) / trials);
    expect(found['chiSquare']).toBeGreaterThan(0.1);
  });
});

describe('categories of five rows each have a law of their own', () => {
  const even = Array.from({ length: 40 }, () => 1);
  const trials = runs(20_000);
  const found = rates('five rows', trials, (random) => {
    const [a, b] = [drawCounts(random, 1_000, even), drawCounts(random, 200, even)];
    const active = activeCells(a, b, 'test');
    const { cells, deviance, q } = deciderStatistics(active, false);
    return {
      ours: deciderTest(a, b, { tolerance: 0, ordered: false }).pValue < 0.05,
      williams: chiSquared(cells - 1).sf(deviance / q) < 0.05,
    };
  });

  it('so that the decider holds its level on forty of them, where the χ² law of G does not', () => {
    const within = 0.05 + threeErrors(trials, 0.05) / trials;
    expect(found['ours']).toBeLessThan(within);
    expect(found['williams']).toBeGreaterThan(within);
  });
});

// Row 30.
describe('new categories are expected from how many were seen once, with the variance of that', () => {
  const trials = runs(400);
  const found = rates('unseen', trials, (random) => {
    const [a, b] = [drawCounts(random, 1_000, zipf(2_000)), drawCounts(random, 1_000, zipf(2_000))];
    const once = a.filter((count) => count === 1).length;
    const unseen = b.reduce((rows, count, k) => rows + (a[k] === 0 ? count : 0), 0);
    const twice = a.filter((count) => count === 2).length;
    return {
      ours: unseenTest({ rows: 1_000, once, twice }, unseen, 1_000).pValue < 0.05,
      binomial: binomial(1_000, once / 1_000).sf(unseen - 1) < 0.05,
    };
  });

  it('so that the level holds, where the binomial law alarms far too often', () => {
    expect(found['ours']).toBeLessThan(0.05 + threeErrors(trials, 0.05) / trials);
    expect(found['binomial']).toBeGreaterThan(0.06 + threeErrors(trials, 0.06) / trials);
  });
});

// Row 9.
describe('a fixed threshold knows no sample size', () => {
  const trials = runs(200);
  const at = (rows: number, times: number) =>
    rates(`fixed ${rows}`, times, (random) => {
      const draw = () => Array.from({ length: rows }, () => random.normal());
      return { psi: evidently.psi(draw(), draw()) >= 0.1 };
    })['psi']!;

  it('PSI of .1 alarms on about half of the windows of 200 rows without drift, and on none of 5,000', () => {
    expect(at(200, trials)).toBeGreaterThan(0.35);
    expect(at(5_000, 20)).toBe(0);
  });

  it('the decider at a level of one in a hundred alarms in one of a hundred, at either size', () => {
    for (const rows of [200, 5_000]) {
      const cells = Array.from({ length: 10 }, () => 1);
      const { alarm } = rates(`decider ${rows}`, 5 * trials, (random) => ({
        alarm:
          deciderTest(drawCounts(random, rows, cells), drawCounts(random, rows, cells), { tolerance: 0 }).pValue < 0.01,
      }));
      expect(alarm).toBeLessThan(0.01 + threeErrors(5 * trials, 0.01) / (5 * trials));
    }
  });
});
