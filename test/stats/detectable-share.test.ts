import { describe, expect, it } from 'vitest';
import { changePower } from '../../src/stats/change-power.js';
import { detectableShare, type DecidedCategories } from '../../src/stats/detectable-share.js';
import { smallestDetectable } from '../../src/stats/smallest-detectable.js';

const usual = { rows: 1_000, dispersion: 1, tolerance: 0.05, level: 0.009, power: 0.8 } as const;
const of = (counts: readonly number[], options: Partial<DecidedCategories> = {}) =>
  detectableShare({ ...usual, counts, ...options });

describe('changePower', () => {
  it('is the level where nothing changes, and grows to 1 with the change', () => {
    const p = [0.5, 0.3, 0.2];
    const power = (by: number) =>
      changePower({ p, q: [0.5 + by, 0.3 - by, 0.2], n: 5_000, m: 1_000, tolerance: 0, level: 0.01 });
    expect(power(0)).toBeCloseTo(0.01, 12);
    expect(power(0.03)).toBeGreaterThan(0.05);
    expect(power(0.2)).toBeGreaterThan(1 - 1e-9);
  });

  it('heeds the guard where the tolerance is many rows wide', () => {
    // A category that nearly vanishes has a great PSI, one that appears from little a small one: G sees both.
    const [p, q] = [
      [0.9, 0.1],
      [0.811, 0.189],
    ];
    const power = (tolerance: number) => changePower({ p, q, n: 50_000, m: 5_000, tolerance, level: 0.0002 });
    expect(power(0.0109)).toBeGreaterThan(power(0.05));
  });
});

describe('detectableShare', () => {
  it('is nearly the limit law where changes are small', () => {
    const counts = [30_000, 30_000, 20_000, 20_000];
    const { psi } = of(counts, { rows: 100_000, tolerance: 0 })!;
    const limit = smallestDetectable({
      cells: 4,
      ordered: false,
      n: 100_000,
      m: 100_000,
      tolerance: 0,
      level: 0.009,
      power: 0.8,
    }).psi;
    expect(psi / limit).toBeCloseTo(1, 2);
  });

  it('is a rise of a category, and a fall of one that has half of the rows', () => {
    const rise = of([400, 300, 300])!;
    expect(rise.share).toBeGreaterThan(0);
    const [from, to] = [0.4, 0.4 + rise.share];
    expect(rise.psi).toBeCloseTo((to - from) * (Math.log(to / from) - Math.log((1 - to) / (1 - from))), 12);
    expect(of([900, 100])!.share).toBeLessThan(0);
    // What is true of two categories is true of either.
    expect(of([900, 100])!.psi).toBeCloseTo(of([100, 900])!.psi, 12);
  });

  it('counts only the categories that keep a cell of their own in such a window', () => {
    const rare = [5_000, 4_000, ...Array.from({ length: 100 }, () => 10)];
    const pooled = [5_000, 4_000, 1_000];
    expect(of(rare, { rows: 200 })!.share).toBeCloseTo(of(pooled, { rows: 200 })!.share, 6);
    const long = { rows: 10_000, tolerance: 0 };
    expect(of(rare, long)!.psi).toBeGreaterThan(1.5 * of(pooled, long)!.psi);
    // The cell of a dictionary that was cut never moves by itself.
    expect(of([3_000, 2_000, 5_000], { otherCell: 2 })!.share).toBeGreaterThan(0);
  });

  it('is a great change where all categories are rare, and none where no change can be seen', () => {
    const hundred = Array.from({ length: 100 }, () => 100);
    expect(of(hundred, { rows: 200 })!.share).toBeGreaterThan(0.7);
    expect(of(hundred, { rows: 50 })).toBeUndefined();
  });

  it('goes by the middle one of categories about as common, not by the luckiest', () => {
    const lucky = [225, 190, 195, 205, 185];
    expect(of(lucky)!.share).toBeCloseTo(of([195, 225, 190, 205, 185])!.share, 12);
    expect(of(lucky)!.share).toBeCloseTo(of([200, 200, 200, 200, 200])!.share, 2);
  });

  it('is of a category that has rows, and there is none where all are in the cell of the others', () => {
    const known = [4, 3, 0, 0, 0, 0, 0, 993];
    expect(of(known, { otherCell: 7 })!.psi).toBeLessThan(Infinity);
    expect(of([0, 0, 1_000], { otherCell: 2 })).toBeUndefined();
  });
});
