import { describe, expect, it } from 'vitest';
import { chiSquared, chiSquareTest, ksTest, wassersteinDistance } from '../../src/stats.js';
import { golden, relativeError } from '../stats/golden.js';
import { numericPairs } from '../stats/golden-pairs.js';

interface Peers {
  readonly evidently: Readonly<Record<'ks' | 'wasserstein', number>>;
  readonly nannyml: Readonly<Record<'kolmogorov_smirnov' | 'wasserstein', number>>;
}
interface Categories {
  readonly keys: readonly string[];
  readonly ref: Readonly<Record<string, number>>;
  readonly cur: Readonly<Record<string, number>>;
  readonly evidently: { readonly chisquare: number };
  readonly nannyml: { readonly chi2: number };
}

const sd = (x: readonly number[]): number => {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
};

describe.each(numericPairs())('two samples, as others report them: %s', (name, { x, y, values }) => {
  const { evidently, nannyml } = values as unknown as Peers;
  const distance = wassersteinDistance(x, y);

  it('Kolmogorov–Smirnov', () => {
    const { statistic, pValue } = ksTest(x, y);
    expect(relativeError(pValue, evidently.ks)).toBeLessThan(1e-9);
    // Of more than 10,000 rows NannyML compares binned shares.
    if (!name.startsWith('large')) expect(relativeError(statistic, nannyml.kolmogorov_smirnov)).toBeLessThan(1e-12);
  });

  it('Wasserstein: one divides by the standard deviation of the reference', () => {
    expect(relativeError(distance / Math.max(sd(x), 0.001), evidently.wasserstein)).toBeLessThan(1e-12);
    if (!name.startsWith('large')) expect(relativeError(distance, nannyml.wasserstein)).toBeLessThan(1e-12);
  });
});

const { categorical } = golden('stat') as { categorical: Record<string, Categories> };

describe.each(Object.entries(categorical))(
  'categories, as others report them: %s',
  (_, { keys, ref, cur, ...peers }) => {
    const [a, b] = [keys.map((key) => ref[key] ?? 0), keys.map((key) => cur[key] ?? 0)];
    const [rows, others] = [a, b].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [number, number];

    it('chi-square of the table, with the correction of Yates where it is 2 × 2', () => {
      const options = keys.length === 2 ? ({ correction: 'yates' } as const) : {};
      expect(relativeError(chiSquareTest(a, b, options).statistic, peers.nannyml.chi2)).toBeLessThan(1e-12);
    });

    it('chi-square with the reference taken for the truth', () => {
      const statistic = a.reduce((sum, count, k) => {
        const expected = (count * others) / rows;
        return expected > 0 ? sum + (b[k]! - expected) ** 2 / expected : b[k]! > 0 ? Infinity : sum;
      }, 0);
      expect(chiSquared(keys.length - 1).sf(statistic)).toBeCloseTo(peers.evidently.chisquare, 12);
    });
  },
);
