import { describe, expect, it } from 'vitest';
import { balancedCramersV, cramerVonMisesTest, jensenShannonDistance, welchTest } from '../../src/stats.js';
import { lnCvmLimitTail } from '../../src/stats/two-sample/cramer-von-mises.js';
import { relativeError } from '../stats/golden.js';

// Expected values: mpmath 1.3, 40 digits.
describe('digits that other packages lose', () => {
  it("Welch's t of means a million deviations from zero, where numpy rounds the means", () => {
    const x = [1_000_000.1, 999_999.7, 1_000_000.9];
    const y = [1_000_000.3, 1_000_001.1, 999_999.8, 1_000_000.4, 999_998.9];
    expect(relativeError(welchTest(x, y).statistic, 0.2627828232865679)).toBeLessThan(1e-14);
  });

  it('the Jensen–Shannon distance of nearly equal shares', () => {
    expect(relativeError(jensenShannonDistance([142, 43], [10, 3]), 0.001674264445260432)).toBeLessThan(1e-14);
    expect(jensenShannonDistance([1e140, 3e140], [3e140, 1e140])).toBeCloseTo(
      jensenShannonDistance([1, 3], [3, 1]),
      14,
    );
  });

  it.each([
    [2.500_1, 9.737106955288842e-7],
    [2.6, 5.836571763597959e-7],
    [3, 7.56774345931602e-8],
    [4.5, 3.791213082457176e-11],
    [7.3, 2.9852758747280165e-17],
  ])('the tail of the Cramér–von Mises limit law at %d, where scipy stops its series', (t, expected) => {
    expect(relativeError(Math.exp(lnCvmLimitTail(t)), expected)).toBeLessThan(1e-13);
  });

  it('and below the smallest double', () => {
    const ramp = (from: number) => Array.from({ length: 1_000 }, (_, i) => from + i);
    const { logPValue } = cramerVonMisesTest(ramp(0), ramp(2_000));
    expect(logPValue).toBeLessThan(-800);
    expect(logPValue).toBeGreaterThan(-900);
  });

  it('balanced V says nothing where every row has a cell of its own, instead of a quotient of rounding errors', () => {
    expect(balancedCramersV([0, 0, 1, 2, 1, 0, 1, 0, 0], [0, 0, 0, 0, 1, 1, 0, 0, 0])).toBe(0);
    expect(balancedCramersV([586, 284, 197, 140, 128, 93, 69], [0, 0, 1, 0, 0, 0, 1])).toBe(0);
  });
});
