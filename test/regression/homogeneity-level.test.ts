import { describe, expect, it } from 'vitest';
import { chiSquareTest, fisherTest, gTest } from '../../src/stats.js';
import { seededRandom } from '../../src/stats/random.js';

describe('tests of homogeneity', () => {
  // Row 1: evidently's χ² is one of goodness of fit to the reference.
  it('chi-square takes the reference for a sample, not for the truth: its level is .05', () => {
    // Goodness of fit to the reference has .30 here.
    const random = seededRandom('chi-square level');
    const runs = process.env['NIGHTLY'] ? 20_000 : 3000;
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const draw = () => {
        const counts = [0, 0, 0, 0, 0];
        for (let i = 0; i < 500; i++) counts[random.integer(5)]!++;
        return counts;
      };
      if (chiSquareTest(draw(), draw()).pValue < 0.05) rejected++;
    }
    const slack = 3 * Math.sqrt((0.05 * 0.95) / runs);
    expect(rejected / runs).toBeGreaterThan(0.04 - slack / 3);
    expect(rejected / runs).toBeLessThan(0.05 + slack);
  });

  // Row 1: there it has p = 0.
  it('one and the same category on both sides is no drift at any sizes', () => {
    expect(chiSquareTest([500], [300]).pValue).toBe(1);
  });

  // Row 2.
  it('one row of a new category in a thousand is no drift', () => {
    expect(chiSquareTest([600, 400, 0], [599, 400, 1]).pValue).toBeGreaterThan(0.5);
  });

  // Row 3: evidently's G throws at unequal sizes, and its Fisher wants equal ones.
  it('G and Fisher run at unequal sizes', () => {
    expect(gTest([900, 100], [420, 80]).pValue).toBeCloseTo(0.00094153474, 10);
    expect(
      fisherTest([
        [900, 100],
        [420, 80],
      ]).pValue,
    ).toBeCloseTo(0.000982229, 8);
  });
});
