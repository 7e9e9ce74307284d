import { describe, expect, it } from 'vitest';
import { newFlagTest, rangeTest } from '../../src/stats/new-flag-test.js';
import { seededRandom } from '../../src/stats/random.js';
import { shareTest } from '../../src/stats/share-test.js';
import { relativeError } from './golden.js';
import { runs, threeErrors } from './simulate.js';

/** Binomial coefficients by Pascal's rule, exact for small n. */
function choose(n: number, k: number): number {
  let row = [1];
  for (let i = 0; i < n; i++) row = [1, ...row.map((x, j) => x + (row[j + 1] ?? 0))];
  return k < 0 || k > n ? 0 : row[k]!;
}

/** P(X ≥ k) of the hypergeometric law, summed from its definition. */
function tail(k: number, flagged: number, rows: number, draws: number): number {
  let sum = 0;
  for (let i = k; i <= Math.min(flagged, draws); i++)
    sum += (choose(flagged, i) * choose(rows - flagged, draws - i)) / choose(rows, draws);
  return sum;
}

function binomial(n: number, p: number): number[] {
  const mass = [(1 - p) ** n];
  for (let k = 1; k <= n; k++) mass.push((mass[k - 1]! * (n - k + 1) * p) / (k * (1 - p)));
  return mass;
}

describe('shareTest', () => {
  it('counts rows as many times less as flags come in runs', () => {
    const plain = shareTest(500, 5_000, 100, 500, { tolerance: 0 });
    expect(shareTest(500, 5_000, 100, 500, { tolerance: 0, dispersion: 1 })).toEqual(plain);
    expect(shareTest(500, 5_000, 100, 500, { tolerance: 0, dispersion: 5 })).toEqual(
      shareTest(100, 1_000, 20, 100, { tolerance: 0 }),
    );
    // Rounded towards no change: 101 of 501 rows say no more than 20 of 101, 499 of 4,999 no less than 100 of 1,000.
    expect(shareTest(499, 4_999, 101, 501, { tolerance: 0, dispersion: 5 })).toEqual(
      shareTest(100, 1_000, 20, 101, { tolerance: 0 }),
    );
    expect(shareTest(0, 100, 100, 100, { dispersion: 1e6 }).pValue).toBe(1);
    expect(() => shareTest(1, 10, 1, 10, { dispersion: 0.5 })).toThrow('expected a finite number of at least 1');
  });

  it('is twice the hypergeometric tail without tolerance', () => {
    expect(relativeError(shareTest(2, 20, 6, 15, { tolerance: 0 }).pValue, 2 * tail(6, 8, 35, 15))).toBeLessThan(1e-12);
    expect(relativeError(shareTest(6, 15, 2, 20, { tolerance: 0 }).pValue, 2 * tail(6, 8, 35, 15))).toBeLessThan(1e-12);
  });

  it('first raises the lower count by the tolerance, rounded up', () => {
    // .1 × 15 = 1.5 → 2: from 1 to 3 in the reference.
    expect(relativeError(shareTest(1, 15, 9, 18, { tolerance: 0.1 }).pValue, 2 * tail(9, 12, 33, 18))).toBeLessThan(
      1e-12,
    );
    expect(relativeError(shareTest(9, 18, 1, 15, { tolerance: 0.1 }).pValue, 2 * tail(9, 12, 33, 18))).toBeLessThan(
      1e-12,
    );
  });

  it('sees nothing within the tolerance, exactly at it neither', () => {
    for (const [a, n, b, m] of [
      [10, 1_000, 30, 1_000],
      [1, 100, 3, 100],
      [30, 1_000, 10, 1_000],
      [0, 5_000, 100, 5_000],
      [7, 50, 7, 50],
    ] as const)
      expect(shareTest(a, n, b, m)).toEqual({ pValue: 1, logPValue: 0 });
  });

  it('does not flag a real but tiny change in a million rows unless asked to', () => {
    expect(shareTest(10_000, 1_000_000, 10_600, 1_000_000).pValue).toBe(1);
    // 1.00 % → 1.06 %: 2.6e-5 by the normal law, a little more by the exact one.
    const { pValue } = shareTest(10_000, 1_000_000, 10_600, 1_000_000, { tolerance: 0 });
    expect(pValue).toBeGreaterThan(2.6e-5);
    expect(pValue).toBeLessThan(2.8e-5);
  });

  it('is one-sided where the reference has no flagged row', () => {
    expect(
      relativeError(shareTest(0, 1_000, 3, 100, { tolerance: 0 }).pValue, newFlagTest(3, 1_000, 100).pValue),
    ).toBeLessThan(1e-11);
  });

  it('looks at rises alone when asked to', () => {
    const rise = shareTest(2, 20, 6, 15, { tolerance: 0, alternative: 'increase' });
    expect(relativeError(rise.pValue, tail(6, 8, 35, 15))).toBeLessThan(1e-12);
    expect(shareTest(6, 15, 2, 20, { tolerance: 0, alternative: 'increase' }).pValue).toBe(1);
  });

  it('keeps its logarithm where the p-value underflows', () => {
    const { pValue, logPValue } = shareTest(0, 1_000_000, 500_000, 1_000_000);
    expect(pValue).toBe(Number.MIN_VALUE);
    expect(logPValue).toBeLessThan(-100_000);
    expect(Number.isFinite(logPValue)).toBe(true);
  });

  it.each([
    [200, 60],
    [60, 200],
    [250, 250],
    [400, 37],
  ])('never exceeds its level at the boundary of the tolerance, n = %i, m = %i, by enumeration', (n, m) => {
    for (const tolerance of [0, 0.02]) {
      const p = Array.from({ length: n + 1 }, (_, a) =>
        Array.from({ length: m + 1 }, (__, b) => shareTest(a, n, b, m, { tolerance }).pValue),
      );
      for (const share of [0, 0.005, 0.02, 0.1, 0.5])
        for (const other of [share + tolerance, share - tolerance].filter((x) => x >= 0)) {
          const [ofReference, ofWindow] = [binomial(n, share), binomial(m, other)];
          for (const level of [0.05, 0.01, 0.001]) {
            let spent = 0;
            for (let a = 0; a <= n; a++)
              for (let b = 0; b <= m; b++) if (p[a]![b]! < level) spent += ofReference[a]! * ofWindow[b]!;
            expect(spent).toBeLessThanOrEqual(level * (tolerance > 0 ? 0.5 : 1));
          }
        }
    }
  });

  it.each([
    [1, 0, 1, 1],
    [5, 4, 0, 4],
    [0, 4, 5, 4],
    [0.5, 4, 1, 4],
    [-1, 4, 1, 4],
  ])('refuses %d of %d against %d of %d', (a, n, b, m) => {
    expect(() => shareTest(a, n, b, m)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });
});

describe('newFlagTest', () => {
  it('is the product (m − i)/(n + m − i)', () => {
    expect(relativeError(newFlagTest(3, 1_000, 100).pValue, (100 / 1_100) * (99 / 1_099) * (98 / 1_098))).toBeLessThan(
      1e-13,
    );
    expect(newFlagTest(0, 10, 5)).toEqual({ pValue: 1, logPValue: 0 });
  });

  it('is the same sum for many rows as term by term', () => {
    let ln = 0;
    for (let i = 0; i < 5_000; i++) ln += Math.log((20_000 - i) / (70_000 - i));
    expect(relativeError(newFlagTest(5_000, 50_000, 20_000).logPValue, ln)).toBeLessThan(1e-11);
  });
});

describe('rangeTest', () => {
  it('doubles the rarer side and never exceeds 1', () => {
    expect(relativeError(rangeTest(4, 1, 500, 50).pValue, 2 * newFlagTest(4, 500, 50).pValue)).toBeLessThan(1e-12);
    expect(rangeTest(1, 4, 500, 50)).toEqual(rangeTest(4, 1, 500, 50));
    expect(rangeTest(0, 0, 500, 50)).toEqual({ pValue: 1, logPValue: 0 });
  });

  it('holds its level for values without ties, and is exact where its lattice allows', () => {
    const random = seededRandom('range');
    const [n, m] = [300, 60];
    const trials = runs(3_000);
    let alarms = 0;
    for (let trial = 0; trial < trials; trial++) {
      let [low, high] = [Infinity, -Infinity];
      for (let i = 0; i < n; i++) {
        const x = random.uniform();
        low = Math.min(low, x);
        high = Math.max(high, x);
      }
      let [above, below] = [0, 0];
      for (let i = 0; i < m; i++) {
        const x = random.uniform();
        if (x > high) above++;
        else if (x < low) below++;
      }
      if (rangeTest(above, below, n, m).pValue < 0.05) alarms++;
    }
    // Two values beyond one side have p = .055, three .0089: the level spent is that of three on either side.
    const level = 2 * newFlagTest(3, n, m).pValue;
    expect(Math.abs(alarms - level * trials)).toBeLessThanOrEqual(threeErrors(trials, level));
  });
});
