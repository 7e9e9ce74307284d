import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lnBetaBinomialTail } from '../../../src/stats/distributions/beta-binomial.js';
import { lnHypergeometricTail } from '../../../src/stats/distributions/hypergeometric.js';
import { fDistribution } from '../../../src/stats/distributions/f-distribution.js';
import { kolmogorov } from '../../../src/stats/distributions/kolmogorov.js';
import { nonCentralChiSquared } from '../../../src/stats/distributions/non-central-chi-squared.js';
import { studentT } from '../../../src/stats/distributions/student-t.js';
import { besselK14, scaledBesselK14 } from '../../../src/stats/special/bessel-k.js';
import { betaInc, lnBetaTails } from '../../../src/stats/special/beta-inc.js';
import { erfc, lnErfc } from '../../../src/stats/special/erfc.js';
import { findRoot } from '../../../src/stats/special/find-root.js';
import { gammaQ, lnGammaTails } from '../../../src/stats/special/gamma-q.js';
import { lnBinomial } from '../../../src/stats/special/ln-binomial.js';
import { lnGamma } from '../../../src/stats/special/ln-gamma.js';
import { ln1mExp, lnAddExp } from '../../../src/stats/special/log-sum.js';
import { lnSmirnovTail } from '../../../src/stats/special/smirnov.js';
import { symmetricEigen } from '../../../src/stats/special/symmetric-eigen.js';
import { golden, relativeError } from '../golden.js';

/** Made by test/oracles/special_functions.py with 60 digits: arguments, then the logarithm as text. */
const reference = JSON.parse(
  readFileSync(new URL('../../fixtures/special-functions.json', import.meta.url), 'utf8'),
) as Record<string, (number | string)[][]>;

/** Each function, and the worst relative error that is allowed of it: not of its logarithm, but for the two that are one. */
const functions: Record<string, readonly [worst: number, compute: (...args: number[]) => number]> = {
  lnGamma: [3e-14, (x) => lnGamma(x)],
  lnGammaLower: [1e-12, (a, x) => lnGammaTails(a, x).lnLower],
  lnGammaUpper: [1e-12, (a, x) => lnGammaTails(a, x).lnUpper],
  lnErfc: [8e-14, (z) => lnErfc(z)],
  lnBetaLower: [5e-13, (a, b, x) => lnBetaTails(a, b, x).lnLower],
  lnBetaUpper: [5e-13, (a, b, x) => lnBetaTails(a, b, x).lnUpper],
  lnBesselK14: [7e-14, (z) => Math.log(besselK14(z))],
  nonCentralLogSf: [1e-13, (df, lambda, x) => nonCentralChiSquared(df, lambda).logSf(x)],
  nonCentralLogCdf: [1e-13, (df, lambda, x) => Math.log(nonCentralChiSquared(df, lambda).cdf(x))],
  studentLogSf: [5e-13, (df, t) => studentT(df).logSf(t)],
  fLogSf: [5e-13, (d1, d2, f) => fDistribution(d1, d2).logSf(f)],
  lnHypergeometricTail: [1e-12, (k, marked, plain, draws) => lnHypergeometricTail(k, marked, plain, draws)],
  lnBetaBinomialTail: [1e-12, (k, n, a, b) => lnBetaBinomialTail(k, n, a, b)],
  lnBinomial: [3e-14, (n, k) => lnBinomial(n, k)],
  kolmogorovLogSf: [1e-15, (x) => kolmogorov.logSf(x)],
  lnSmirnovTail: [1e-10, (x, n) => lnSmirnovTail(x, n)],
};
/** Tails whose logarithm has to be right down to a probability of 1e-300, whose logarithm is −691. */
const far = ['lnGammaUpper', 'lnErfc', 'lnBetaUpper', 'nonCentralLogSf', 'studentLogSf', 'fLogSf', 'kolmogorovLogSf'];

describe('special functions against 60-digit arithmetic', () => {
  for (const [name, [worst, compute]] of Object.entries(functions)) {
    it(`${name} is as exact as it is said to be, but for the rounding of its logarithm`, () => {
      const rows = reference[name]!;
      expect(rows.length).toBeGreaterThan(20);
      for (const row of rows) {
        const args = row.slice(0, -1) as number[];
        const expected = Number(row.at(-1));
        // An absolute error of the logarithm is a relative error of the function; the logarithm itself is rounded to 2⁻⁵³.
        const size = name === 'lnGamma' || name === 'lnBinomial' ? Math.max(1, Math.abs(expected)) : 1;
        const allowed = worst * size + Math.abs(expected) * Number.EPSILON;
        expect(Math.abs(compute(...args) - expected), `${name}(${args.join(', ')})`).toBeLessThanOrEqual(allowed);
      }
    });
  }

  it.each(far)('%s is held to that in tails down to 1e-300 and beyond', (name) => {
    const logarithms = reference[name]!.map((row) => Number(row.at(-1)));
    expect(Math.min(...logarithms)).toBeLessThan(-690.8);
    // And on the way there.
    for (let from = -600; from < 0; from += 200)
      expect(logarithms.some((ln) => ln >= from && ln < from + 200)).toBe(true);
  });

  it('cover every function of the reference file', () => {
    expect(
      Object.keys(reference)
        .filter((name) => name !== '_meta')
        .toSorted(),
    ).toEqual(Object.keys(functions).toSorted());
  });

  it('agree with the golden incomplete beta value', () => {
    for (const [a, b, x, expected] of (golden('functions') as { betainc: [number, number, number, number][] }).betainc)
      expect(relativeError(betaInc(a, b, x), expected)).toBeLessThan(1e-9);
  });
});

describe('special functions at their edges', () => {
  it('besselK14 keeps its digits where its integrand is a narrow bell', () => {
    expect(Math.log(besselK14(290))).toBeCloseTo(-292.609471829307, 11);
    expect(Math.log(scaledBesselK14(1000))).toBeCloseTo(1000 - 1003.2281799900196, 11);
  });

  it('gammaQ is 1 at 0 and 0 at infinity', () => {
    expect([gammaQ(2.5, 0), gammaQ(2.5, Infinity)]).toEqual([1, 0]);
  });

  it('betaInc is 0 at 0 and 1 at 1', () => {
    expect([betaInc(2, 3, 0), betaInc(2, 3, 1)]).toEqual([0, 1]);
  });

  it('erfc goes from 2 to 0 and is 1 at 0', () => {
    expect([erfc(-40), erfc(0), erfc(40)]).toEqual([2, 1, 0]);
  });

  it('betaInc from 1 − x keeps the digits that x does not have', () => {
    // I_x(1, b) = 1 − (1 − x)^b; x itself rounds to 1.
    expect(relativeError(lnBetaTails(1, 3, 1, 1e-20).lnUpper, Math.log(1e-60))).toBeLessThan(1e-15);
  });

  it('lnBinomial is -Infinity outside and 0 at the ends', () => {
    expect([lnBinomial(5, -1), lnBinomial(5, 6), lnBinomial(5, 0), lnBinomial(5, 5)]).toEqual([
      -Infinity,
      -Infinity,
      0,
      0,
    ]);
  });

  it('the gamma tails join where the method changes, at x = a + 1', () => {
    for (const a of [0.5, 1, 7.3, 450, 1e5]) {
      const [below, above] = [lnGammaTails(a, (a + 1) * (1 - 1e-13)), lnGammaTails(a, (a + 1) * (1 + 1e-13))];
      expect(Math.abs(below.lnUpper - above.lnUpper)).toBeLessThan(1e-10);
      expect(Math.abs(below.lnLower - above.lnLower)).toBeLessThan(1e-10);
    }
  });

  it('the beta tails join where the method changes', () => {
    for (const [a, b] of [
      [0.5, 0.5],
      [3, 40],
      [2000, 5],
      [1e4, 1e4],
    ] as const) {
      const x = (a + 1) / (a + b + 2);
      const [below, above] = [lnBetaTails(a, b, x * (1 - 1e-14)), lnBetaTails(a, b, x * (1 + 1e-14))];
      expect(Math.abs(below.lnUpper - above.lnUpper)).toBeLessThan(1e-10);
      expect(Math.abs(below.lnLower - above.lnLower)).toBeLessThan(1e-10);
    }
  });

  it('sums and differences of exponentials do not overflow', () => {
    expect(lnAddExp(2000, 2000)).toBeCloseTo(2000 + Math.LN2, 12);
    expect(lnAddExp(-Infinity, -Infinity)).toBe(-Infinity);
    expect(ln1mExp(-1e-20)).toBeCloseTo(Math.log(1e-20), 12);
    expect(ln1mExp(-800)).toBe(-Math.exp(-800));
  });

  it('findRoot finds a root to the last bits also where the function is flat or infinite', () => {
    expect(findRoot((x) => x ** 3 - 2, 0, 5)).toBeCloseTo(Math.cbrt(2), 14);
    expect(findRoot((x) => (x < 1 / 3 ? -Infinity : 1), 0, 1)).toBeCloseTo(1 / 3, 14);
    expect(findRoot((x) => x - 4, 4, 9)).toBeCloseTo(4, 14);
  });

  it('symmetricEigen gives back the matrix', () => {
    const matrix = [
      [4, 1, -2],
      [1, 2, 0.5],
      [-2, 0.5, 3],
    ];
    const { values, vectors } = symmetricEigen(matrix);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const sum = values.reduce((total, value, k) => total + value * vectors[k]![i]! * vectors[k]![j]!, 0);
        expect(sum).toBeCloseTo(matrix[i]![j]!, 13);
      }
  });
});
