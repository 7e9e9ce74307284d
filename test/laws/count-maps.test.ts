import fc from 'fast-check';
import { describe, it } from 'vitest';
import {
  balancedCramersV,
  chiSquareTest,
  cramersV,
  deciderTest,
  deltaSquared,
  gTest,
  hellinger,
  jensenShannonDistance,
  jensenShannonDivergence,
  lInfinity,
  populationStabilityIndex,
  psiTest,
  totalVariation,
} from '../../src/stats.js';

const numRuns = process.env['NIGHTLY'] ? 100_000 : 10_000;
const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 21, max: 4_000_000 }));
/** Counts of the same categories in two tables, at least one row each; the supports may have nothing in common. */
const pairs = fc
  .array(fc.tuple(count, count), { minLength: 1, maxLength: 30 })
  .map((cells) => [cells.map(([a]) => a), cells.map(([, b]) => b)] as const)
  .filter((sides) => sides.every((side) => side.some((n) => n > 0)));

type Counts = readonly number[];
type Result = Readonly<Record<string, number>>;
const test = ({ statistic, pValue }: { statistic: number; pValue: number }): Result => ({ statistic, pValue });
const value = (statistic: number): Result => ({ statistic });

const functions: Readonly<Record<string, (a: Counts, b: Counts) => Result>> = {
  chiSquareTest: (a, b) => test(chiSquareTest(a, b)),
  gTest: (a, b) => test(gTest(a, b)),
  psiTest: (a, b) => test(psiTest(a, b, { tolerance: 0 })),
  cramersV: (a, b) => value(cramersV(a, b)),
  populationStabilityIndex: (a, b) => value(populationStabilityIndex(a, b)),
  jensenShannonDivergence: (a, b) => value(jensenShannonDivergence(a, b)),
  jensenShannonDistance: (a, b) => value(jensenShannonDistance(a, b)),
  hellinger: (a, b) => value(hellinger(a, b)),
  totalVariation: (a, b) => value(totalVariation(a, b)),
  lInfinity: (a, b) => value(lInfinity(a, b)),
  deltaSquared: (a, b) => value(deltaSquared(a, b)),
  balancedCramersV: (a, b) => value(balancedCramersV(a, b)),
};

const isRight = ({ statistic, pValue = 0 }: Result): boolean =>
  Number.isFinite(statistic) && statistic! >= 0 && pValue >= 0 && pValue <= 1;
const near = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));

describe('any two count maps', () => {
  it.each(Object.entries(functions))('have a finite %s, the same both ways', (_, of) => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [there, back] = [of(a, b), of(b, a)];
        return (
          isRight(there) &&
          near(there['statistic']!, back['statistic']!) &&
          near(there['pValue'] ?? 0, back['pValue'] ?? 0)
        );
      }),
      { numRuns },
    );
  });

  it('have a finite decider, ordered or not', () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), ([a, b], ordered) => isRight(test(deciderTest(a, b, { ordered })))),
      { numRuns: numRuns / 10 },
    );
  });
});
