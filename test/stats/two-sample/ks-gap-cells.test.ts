import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kolmogorovTwoSided } from '../../../src/stats/distributions/kolmogorov-two-sided.js';
import { ksBinned, ksTest } from '../../../src/stats.js';
import { seededRandom } from '../../../src/stats/random.js';
import { ksTolerance } from '../../../src/stats/two-sample/ks-binned.js';
import { ksGapCells } from '../../../src/stats/two-sample/ks-gap-cells.js';

/** Counts below, at and between the distinct values of x. */
function gapCounts(x: readonly number[], of: readonly number[]): number[] {
  const values = [...new Set(x)].toSorted((a, b) => a - b);
  const counts = Array.from<number>({ length: 2 * values.length + 1 }).fill(0);
  for (const y of of) {
    const below = values.filter((v) => v < y).length;
    counts[values[below] === y ? 2 * below + 1 : 2 * below]!++;
  }
  return counts;
}
const fromGaps = (x: readonly number[], y: readonly number[], options = {}) =>
  ksGapCells(gapCounts(x, x), gapCounts(x, y), options);

const sample = fc.array(
  fc.oneof(
    fc.integer({ min: -8, max: 8 }),
    fc.double({ min: -8, max: 8, noNaN: true }).map((v) => v + 0),
  ),
  { minLength: 1, maxLength: 60 },
);

describe('ksGapCells', () => {
  it('is the two-sample test on the values, ties or not: D, sign, p-value and method', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const { sign, ...cells } = fromGaps(x, y);
        const { location: _, sign: signOfValues, ...values } = ksTest(x, y);
        expect(cells).toEqual(values);
        const [above, below] = (['greater', 'less'] as const).map(
          (alternative) => ksTest(x, y, { alternative }).statistic,
        );
        if (above !== below) expect(sign).toBe(signOfValues);
      }),
      { numRuns: 500 },
    );
  });

  it('goes over to the asymptotic law where ksTest does', () => {
    const random = seededRandom('gap cells');
    const x = Array.from({ length: 12_000 }, () => random.integer(300));
    const y = Array.from({ length: 900 }, () => random.integer(310));
    const values = ksTest(x, y);
    expect(values.method).toBe('asymptotic');
    expect(fromGaps(x, y)).toMatchObject({ statistic: values.statistic, pValue: values.pValue, method: 'asymptotic' });
  });

  it('sees what cells are blind to: a move inside one of them', () => {
    const x = [0, 1, 2, 3];
    expect(ksBinned([4], [4]).statistic).toBe(0);
    expect(ksBinned([4], [4]).resolution).toBe(1);
    expect(fromGaps(x, [3, 3, 3, 3])).toMatchObject({ statistic: 0.75, sign: 1 });
  });

  it('tolerates D₀: p is the share of all orders whose D is at least the excess, and 1 up to it', () => {
    const [x, y] = [
      [0, 1, 2, 3, 4],
      [2.5, 3.5, 4.5, 5.5, 6.5],
    ];
    const { statistic } = fromGaps(x, y);
    expect(statistic).toBe(0.6);
    const statistics: number[] = [];
    for (let set = 0; set < 1 << 10; set++) {
      const chosen = Array.from({ length: 10 }, (_, i) => i).filter((i) => (set >> i) & 1);
      const others = Array.from({ length: 10 }, (_, i) => i).filter((i) => !((set >> i) & 1));
      if (chosen.length === 5) statistics.push(ksTest(chosen, others).statistic);
    }
    const share = (least: number) => statistics.filter((d) => d >= least - 1e-9).length / statistics.length;
    for (const tolerance of [0, 0.01, 0.05, 0.3, 0.9, 1.5]) {
      const excess = statistic - ksTolerance(tolerance);
      expect(fromGaps(x, y, { tolerance }).pValue).toBeCloseTo(share(excess), 12);
    }
    expect(fromGaps(x, y, { tolerance: 5 })).toMatchObject({ pValue: 1, statistic: 0.6 });
  });

  it('divides the rows by the dispersion, without an exact law, and stays finite at complete separation', () => {
    const x = Array.from({ length: 400 }, (_, i) => i);
    const y = Array.from({ length: 200 }, (_, i) => 2.2 * i + 0.5);
    const { statistic } = fromGaps(x, y);
    const dependent = fromGaps(x, y, { dispersion: 4 });
    expect(dependent.method).toBe('asymptotic');
    expect(dependent.logPValue).toBeCloseTo(kolmogorovTwoSided(33).logSf(statistic), 12);
    const apart = fromGaps(x, [1e6, 2e6, 3e6], { dispersion: 2 });
    expect(apart.statistic).toBe(1);
    expect(Number.isFinite(apart.logPValue)).toBe(true);
    expect(fromGaps([1, 2], [1, 2], { dispersion: 9 })).toMatchObject({ pValue: 1, logPValue: 0, sign: 0 });
    expect(fromGaps([1], [2], { dispersion: 9 }).pValue).toBe(1);
  });

  it.each([{ tolerance: -1 }, { dispersion: 0.5 }, { extra: 1 }])('refuses the options %j', (options) => {
    expect(() => ksGapCells([1, 0, 1], [1, 0, 1], options as object)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    );
  });
});
