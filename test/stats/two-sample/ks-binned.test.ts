import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kolmogorov, ksBinned, ksTest, normal } from '../../../src/stats.js';
import { seededRandom } from '../../../src/stats/random.js';
import { FastRandom } from '../../calibration/fast-random.js';

const counts = fc
  .array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 20 })
  .map((pairs) => [pairs.map(([a]) => a), pairs.map(([, b]) => b)] as const)
  .filter(([a, b]) => a.some((n) => n > 0) && b.some((m) => m > 0));

const spread = (of: readonly number[]) => of.flatMap((n, k) => Array.from({ length: n }, () => k));

describe('ksBinned', () => {
  it('has the D, sign and place of the samples when every cell holds one value', () => {
    fc.assert(
      fc.property(counts, ([a, b]) => {
        const [binned, raw] = [ksBinned(a, b), ksTest(spread(a), spread(b))];
        expect(binned.statistic).toBe(raw.statistic);
        // Where both directions reach the same distance, either sign is right.
        if (raw.statistic > 0 && ksTest(spread(a), spread(b), { alternative: 'less' }).statistic < raw.statistic) {
          expect(binned.sign).toBe(1);
          expect(binned.location).toBe(raw.location);
        }
        expect(ksBinned(b, a).sign + binned.sign).toBe(0);
      }),
    );
  });

  it('is the Kolmogorov tail at √n_e·D + 0.5826/√B over active cells', () => {
    const result = ksBinned([30, 0, 20, 20, 20, 10], [10, 0, 30, 20, 20, 20]);
    expect(result).toMatchObject({ statistic: 0.2, sign: 1, location: 0, method: 'binned' });
    expect(result.pValue).toBeCloseTo(kolmogorov.sf(Math.sqrt(50) * 0.2 + 0.5826 / Math.sqrt(5)), 14);
  });

  it('takes off the distance of the tolerated shift, and has p-value 1 within it', () => {
    const [a, b] = [
      [300, 200, 200, 200, 100],
      [250, 200, 200, 200, 150],
    ];
    const within = 0.959 * (0.0501 / 0.399) ** 2;
    expect(ksBinned(a, b, { tolerance: within }).pValue).toBe(1);
    expect(ksBinned(a, b, { tolerance: 0 })).toEqual(ksBinned(a, b));
    const [none, some] = [ksBinned(a, b), ksBinned(a, b, { tolerance: 0.0025 })];
    expect(some.statistic).toBe(none.statistic);
    const excess = 0.05 - 0.399 * Math.sqrt(0.0025 / 0.959);
    expect(some.pValue).toBeCloseTo(kolmogorov.sf(Math.sqrt(500) * excess + 0.5826 / Math.sqrt(5)), 13);
  });

  it('divides the effective size by the dispersion', () => {
    const [a, b] = [
      [300, 200, 200, 200, 100],
      [250, 200, 200, 200, 150],
    ];
    const expected = kolmogorov.sf(Math.sqrt(500 / 4) * 0.05 + 0.5826 / Math.sqrt(5));
    expect(ksBinned(a, b, { dispersion: 4 }).pValue).toBeCloseTo(expected, 13);
    expect(() => ksBinned(a, b, { dispersion: 0.5 })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });

  it('is the two-sided normal tail for two cells, and never under the sum of those at the borders for up to four', () => {
    const tail = (x: number, t: number) => 2 * normal.sf(x / Math.sqrt(t * (1 - t)));
    // Two values, half each: √n_e·D is half of |Z|.
    const two = ksBinned([500, 500], [440, 560]);
    expect(two.pValue).toBeCloseTo(tail(Math.sqrt(500) * 0.06, 0.47), 13);
    const three = ksBinned([300, 300, 400], [360, 280, 360]);
    const sum = tail(Math.sqrt(500) * 0.06, 0.33) + tail(Math.sqrt(500) * 0.06, 0.62);
    expect(three.pValue).toBeCloseTo(Math.min(sum, kolmogorov.sf(Math.sqrt(500) * 0.06)), 13);
  });

  it.each([2, 3, 4])('holds its level on %d equally likely values', (values) => {
    const random = new FastRandom(`few values ${values}`);
    const runs = process.env['NIGHTLY'] ? 100_000 : 20_000;
    const draw = (rows: number) => {
      const drawn = Array.from({ length: values }, () => 0);
      for (let i = 0; i < rows; i++) drawn[Math.floor(values * random.uniform())]!++;
      return drawn;
    };
    const rejected = [0, 0];
    for (let run = 0; run < runs; run++) {
      const { pValue } = ksBinned(draw(1_000), draw(300));
      [0.05, 0.01].forEach((level, i) => (rejected[i]! += Number(pValue < level)));
    }
    for (const [i, level] of [0.05, 0.01].entries())
      expect(rejected[i]! / runs).toBeLessThanOrEqual(level + 3 * Math.sqrt((level * (1 - level)) / runs));
    expect(rejected[0]! / runs).toBeGreaterThan(0.03);
  });

  it('keeps the logarithm of p-values that underflow', () => {
    const result = ksBinned([1e6, 0], [0, 1e6]);
    expect(result.pValue).toBe(Number.MIN_VALUE);
    expect(result.logPValue).toBeLessThan(-1e6 + 2000);
    expect(result.logPValue).toBeGreaterThan(-1.1e6);
  });

  it('is the normal tail for two cells also where that underflows', () => {
    const { logPValue } = ksBinned([4_000, 0], [0, 4_000]);
    expect(logPValue).toBeCloseTo(Math.LN2 + normal.logSf(2 * Math.sqrt(2_000)), 9);
  });

  it('holds its level on sixty quantile cells of the reference', () => {
    const random = seededRandom('binned level');
    const [n, m, cells, runs] = [3000, 300, 60, process.env['NIGHTLY'] ? 20_000 : 800];
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      // The order of the pooled uniform ranks is all that matters: cells cut the reference into equal parts.
      const reference = Float64Array.from({ length: n }, () => random.uniform()).toSorted();
      const a = new Uint32Array(cells).fill(n / cells);
      const b = new Uint32Array(cells);
      for (let i = 0; i < m; i++) {
        const value = random.uniform();
        let [low, high] = [0, cells];
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if (value >= reference[(middle * n) / cells]!) low = middle;
          else high = middle;
        }
        b[low]!++;
      }
      if (ksBinned(a, b).pValue < 0.05) rejected++;
    }
    const slack = 3 * Math.sqrt((0.05 * 0.95) / runs);
    expect(rejected / runs).toBeGreaterThan(0.049 - slack);
    expect(rejected / runs).toBeLessThan(0.053 + slack);
  });
});
