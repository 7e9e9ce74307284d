import { describe, expect, it } from 'vitest';
import { chiSquare, ks, psi, type ColumnProfile } from '../../../src/index.js';
import { activeCells } from '../../../src/stats/active-cells.js';
import { deciderStatistics } from '../../../src/stats/decider.js';
import { nonCentralChiSquared } from '../../../src/stats/distributions/non-central-chi-squared.js';
import { kolmogorov, populationStabilityIndex } from '../../../src/stats.js';

const [a, b] = [
  [300, 420, 180, 100],
  [260, 390, 240, 110],
];
const [n, m] = [1_000, 1_000];
const side = (kind: ColumnProfile['kind'], counts: readonly number[]): ColumnProfile => ({
  kind,
  size: 1_000,
  count: 1_000,
  missing: 0,
  posInf: 0,
  negInf: 0,
  unparsable: 0,
  unseen: 0,
  counts: Uint32Array.from(counts),
  ...(kind === 'numeric'
    ? { edges: Float64Array.of(1, 2, 3), view: Uint8Array.of(0, 1, 2, 3) }
    : { categories: ['a', 'b', 'c', 'd'] }),
});
const [tolerance, dispersion, share] = [0.01, 2, 0.01];
const context = { tolerance, dispersion, referenceError: share };
const central = (df: number, of: number) => nonCentralChiSquared(df, 0).isf(of);
/** The farthest that window and reference may lie from each other, of so many effective rows. */
const lambda = (df: number, of: number) => (Math.sqrt((m / n) * central(df, of)) + Math.sqrt((m / 2) * tolerance)) ** 2;
const halved = deciderStatistics(
  activeCells(
    a.map((count) => count / 2),
    b.map((count) => count / 2),
    'test',
  ),
  true,
);
/** m·(1/n + 1/m) */
const scale = 2;

describe('a p-value given the reference', () => {
  it('of psi on categories is that of the window alone, as far off as the reference may be and the tolerance allows', () => {
    const result = psi().compare(side('categorical', a), side('categorical', b), context)!;
    const law = nonCentralChiSquared(3, lambda(3, share));
    expect(result.logPValue).toBeCloseTo(law.logSf((scale * halved.deviance) / halved.q), 10);
    expect(result.method).toBe('reference-conditional');
    expect(result.statistic).toBeCloseTo(populationStabilityIndex(a, b), 12);
  });

  it('of psi on numbers is twice the smaller of shape and order, each over half of the share', () => {
    const result = psi().compare(side('numeric', a), side('numeric', b), context)!;
    const { location, spread } = halved.projections!;
    const shape = nonCentralChiSquared(3, lambda(3, share / 2)).logSf((scale * halved.deviance) / halved.q);
    const order = nonCentralChiSquared(2, lambda(2, share / 2)).logSf(
      (scale * (location ** 2 + spread ** 2)) / halved.q,
    );
    expect(result.logPValue).toBeCloseTo(Math.min(0, Math.LN2 + Math.min(shape, order)), 10);
  });

  it('of chiSquare is the same with X²', () => {
    const result = chiSquare().compare(side('categorical', a), side('categorical', b), context)!;
    const law = nonCentralChiSquared(3, lambda(3, share));
    expect(result.logPValue).toBeCloseTo(law.logSf((scale * result.statistic) / dispersion), 10);
  });

  it('of ks leaves as much of the distance as the empirical distribution of the reference may be off', () => {
    // Five cells: with fewer the law is another.
    const five = (counts: readonly number[]) => ({
      ...side('numeric', counts),
      edges: Float64Array.of(1, 2, 3, 4),
      view: Uint8Array.of(0, 1, 2, 3, 4),
    });
    const [close, apart] = [five([300, 420, 180, 60, 40]), five([100, 300, 350, 150, 100])];
    const result = ks().compare(close, apart, { ...context, tolerance: 0 })!;
    const off = Math.sqrt(Math.log(2 / share) / (2 * (n / dispersion)));
    const D = 0.32;
    expect(result.statistic).toBeCloseTo(D, 12);
    expect(result.logPValue).toBeCloseTo(
      kolmogorov.logSf(Math.sqrt(m / dispersion) * (D - off) + 0.5826 / Math.sqrt(5)),
      10,
    );
  });

  it('grows the fewer references it may be wrong for', () => {
    for (const kind of ['numeric', 'categorical'] as const) {
      const far = [200, 330, 320, 150];
      const p = (referenceError?: number) =>
        psi().compare(side(kind, a), side(kind, far), {
          tolerance: 0,
          dispersion: 1,
          ...(referenceError && { referenceError }),
        })!.pValue!;
      expect(p(0.001)).toBeGreaterThan(p(0.05));
    }
  });
});
