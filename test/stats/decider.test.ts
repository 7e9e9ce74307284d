import { describe, expect, it } from 'vitest';
import { activeCells } from '../../src/stats/active-cells.js';
import { deciderStatistics, deciderTails, deciderTest } from '../../src/stats/decider.js';
import { golden, relativeError } from './golden.js';

interface Case {
  a: number[];
  b: number[];
  psi0: number;
  ordered: boolean;
  phi?: number;
  df?: number;
  active: number;
  G: number;
  q: number;
  D?: number;
  location?: number;
  spread?: number;
  psi: number;
  lam: number;
  pD?: number;
  pG: number;
  pPsi?: number;
  p: number;
}
const { decider } = golden('decider') as { decider: Case[] };

const diluted = ({ a, b, phi = 1 }: Case) =>
  activeCells(
    a.map((x) => x / phi),
    b.map((x) => x / phi),
    'test',
  );

/** p-values to 1e-9 relative; where they underflow, both must. */
function expectP(ln: number | undefined, p: number | undefined): void {
  if (p === undefined) return expect(ln).toBeUndefined();
  if (p < 1e-290) expect(ln!).toBeLessThan(-290 * Math.LN10);
  else expect(relativeError(Math.exp(ln!), p)).toBeLessThan(1e-9);
}

/** Statistics to 1e-12 relative. */
const error = (actual: number, expected: number): void => expect(relativeError(actual, expected)).toBeLessThan(1e-12);

describe('deciderTest against the golden cases', () => {
  it.each(decider.map((c, i) => [i, c] as const))('has the statistics and p-values of case %i', (_, c) => {
    const s = deciderStatistics(diluted(c), c.ordered);
    expect(s.cells).toBe(c.active);
    error(s.deviance / s.q, c.G);
    error(s.q, c.q);
    error(s.psi, c.psi);
    if (c.ordered) {
      const { location, spread } = s.projections!;
      expect(Math.abs(location - c.location!)).toBeLessThan(1e-12 * Math.sqrt(c.G));
      expect(Math.abs(spread - c.spread!)).toBeLessThan(1e-12 * Math.sqrt(c.G));
      error((location ** 2 + spread ** 2) / s.q, c.D!);
    } else expect(s.projections).toBeUndefined();
    const tails = deciderTails(s, c.psi0, c.df ?? null);
    expect(relativeError(tails.lambda, c.lam)).toBeLessThan(1e-12);
    expectP(tails.lnShape, c.pG);
    expectP(tails.lnOrdered, c.pD);
    expectP(tails.lnPsi, c.pPsi);
    expectP(tails.lnP, c.p);
    const result = deciderTest(c.a, c.b, {
      tolerance: c.psi0,
      ordered: c.ordered,
      ...(c.phi !== undefined && { dispersion: c.phi, dispersionDf: c.df! }),
    });
    expectP(result.logPValue, c.p);
    expect(result.pValue).toBeGreaterThan(0);
  });
});
