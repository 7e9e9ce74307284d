import { describe, expect, it } from 'vitest';
import { normalMixtureBoundary, stitchedBoundary } from '../../../src/stats/sequential/boundaries.js';
import { confidenceSequence } from '../../../src/stats/sequential/confidence-sequence.js';
import { seededRandom } from '../../../src/stats/random.js';

const nightly = process.env['NIGHTLY'] !== undefined;

/** The band after the last of some values, by its definition. */
function definition(values: readonly number[], alpha: number) {
  const meanOf = (t: number) => (0.5 + values.slice(0, t).reduce((a, b) => a + b, 0)) / (t + 1);
  const varianceOf = (t: number) =>
    (0.25 + values.slice(0, t).reduce((sum, x, i) => sum + (x - meanOf(i + 1)) ** 2, 0)) / (t + 1);
  const bets = values.map((_, i) =>
    Math.min(0.5, Math.sqrt((2 * Math.log(2 / alpha)) / (varianceOf(i) * (i + 1) * Math.log(2 + i)))),
  );
  const total = bets.reduce((a, b) => a + b);
  const spent = values.reduce((sum, x, i) => sum + (x - meanOf(i)) ** 2 * (-Math.log(1 - bets[i]!) - bets[i]!), 0);
  return {
    centre: values.reduce((sum, x, i) => sum + bets[i]! * x, 0) / total,
    half: (Math.log(2 / alpha) + spent) / total,
  };
}

describe('a confidence sequence', () => {
  it('is that of its definition after every row', () => {
    const random = seededRandom('bands');
    const values = Array.from({ length: 300 }, () => random.uniform() ** 2);
    for (const alpha of [0.05, 0.001]) {
      const { centre, lower, upper } = confidenceSequence(values, { alpha });
      for (const t of [1, 2, 3, 10, 57, 300]) {
        const band = definition(values.slice(0, t), alpha);
        expect(centre[t - 1]).toBeCloseTo(band.centre, 12);
        expect(lower[t - 1]).toBeCloseTo(Math.max(0, band.centre - band.half), 12);
        expect(upper[t - 1]).toBeCloseTo(Math.min(1, band.centre + band.half), 12);
      }
    }
  });

  it.each<[string, number, (u: number) => number]>([
    ['errors', 0.1, (u) => (u < 0.1 ? 1 : 0)],
    ['rare errors', 0.01, (u) => (u < 0.01 ? 1 : 0)],
    ['losses', 1 / 3, (u) => u * u],
  ])('of %s holds at all rows at once, as often as it says', (name, mean, valueOf) => {
    const [runs, rows] = nightly ? [2_000, 5_000] : [200, 1_000];
    let missed = 0;
    let width = 0;
    for (let run = 0; run < runs; run++) {
      const random = seededRandom(`${name}/${run}`);
      const { lower, upper } = confidenceSequence(
        Float64Array.from({ length: rows }, () => valueOf(random.uniform())),
        { alpha: 0.1 },
      );
      if (lower.some((low, i) => low > mean || upper[i]! < mean)) missed += 1;
      width += (upper.at(-1)! - lower.at(-1)!) / runs;
    }
    if (nightly) process.stdout.write(`bands of ${name}: ${missed} of ${runs} missed, last ${width.toFixed(4)} wide\n`);
    expect(missed / runs).toBeLessThanOrEqual(0.1 + 3 * Math.sqrt((0.1 * 0.9) / runs));
    // And is of use: no wider than three times what one look at the end would give.
    expect(width).toBeLessThan((3 * 2 * 1.645 * Math.sqrt(mean * (1 - mean))) / Math.sqrt(rows));
  });

  it('takes nothing outside of [0, 1], and no values at all', () => {
    expect(() => confidenceSequence([0.5, 1.5])).toThrow(/expected values in \[0, 1\], got 1.5 at 1/);
    expect(() => confidenceSequence([Number.NaN])).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    expect(() => confidenceSequence([1], { alpha: 0 })).toThrow(/alpha/);
    expect(confidenceSequence([]).lower).toHaveLength(0);
  });
});

describe('boundaries', () => {
  it('have the published values', () => {
    // Of the package confseq.
    expect(stitchedBoundary(100, { alpha: 0.05, from: 10, scale: 3 })).toBeCloseTo(64.48755, 5);
    expect(normalMixtureBoundary(100, { alpha: 0.05, best: 100 })).toBeCloseTo(30.35209, 5);
  });

  it('are crossed by a normal walk at any time as seldom as they say', () => {
    const [runs, rows] = [500, 2_000];
    const crossed = { stitched: 0, mixture: 0 };
    for (let run = 0; run < runs; run++) {
      const random = seededRandom(`walk/${run}`);
      let sum = 0;
      let [above, beyond] = [false, false];
      for (let t = 1; t <= rows; t++) {
        sum += random.normal();
        above ||= sum >= stitchedBoundary(t, { alpha: 0.1 });
        beyond ||= Math.abs(sum) >= normalMixtureBoundary(t, { alpha: 0.1 });
      }
      crossed.stitched += Number(above);
      crossed.mixture += Number(beyond);
    }
    const most = 0.1 + 3 * Math.sqrt(0.09 / runs);
    expect(crossed.stitched / runs).toBeLessThanOrEqual(most);
    expect(crossed.mixture / runs).toBeLessThanOrEqual(most);
    expect(crossed.mixture / runs).toBeGreaterThan(0.02);
  });

  it('grow with variance, scale and certainty, and refuse what is no variance', () => {
    expect(stitchedBoundary(200)).toBeGreaterThan(stitchedBoundary(100));
    expect(stitchedBoundary(100, { scale: 1 })).toBeGreaterThan(stitchedBoundary(100));
    expect(stitchedBoundary(100, { alpha: 0.01 })).toBeGreaterThan(stitchedBoundary(100));
    expect(stitchedBoundary(3, { from: 10 })).toBe(stitchedBoundary(10, { from: 10 }));
    expect(normalMixtureBoundary(100, { best: 10 })).toBeGreaterThan(normalMixtureBoundary(100));
    for (const boundary of [stitchedBoundary, normalMixtureBoundary])
      for (const variance of [-1, Number.NaN, Infinity])
        expect(() => boundary(variance)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    expect(() => stitchedBoundary(1, { from: 0 })).toThrow(/from/);
  });
});
