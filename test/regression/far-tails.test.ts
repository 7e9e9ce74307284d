import { describe, expect, it } from 'vitest';
import { andersonDarlingTest, chiSquared, chiSquareTest, normal } from '../../src/stats.js';

const ramp = (from: number) => Array.from({ length: 60 }, (_, i) => from + i);

describe('far tails that other packages round to zero or clamp', () => {
  // Row 31: jstat and @stdlib say 0.
  it('chi-squared with 9 degrees of freedom at 150 is 8.8e-28', () => {
    expect(chiSquared(9).sf(150) / 8.819629954805395e-28).toBeCloseTo(1, 12);
  });

  it('the normal tail at 5 standard deviations is 2.9e-7, not that of a rounded table', () => {
    expect(normal.sf(5) / 2.866515718791939e-7).toBeCloseTo(1, 12);
  });

  // Row 23: scipy clamps them.
  it('Anderson–Darling p-values go below .001', () => {
    expect(andersonDarlingTest(ramp(0), ramp(40)).pValue).toBeLessThan(1e-8);
  });

  it('a p-value is never reported as 0', () => {
    const { pValue, logPValue } = chiSquareTest([1_000_000, 0], [0, 1_000_000]);
    expect(pValue).toBe(Number.MIN_VALUE);
    expect(logPValue).toBeCloseTo(-1_000_000 - 0.5 * Math.log((2_000_000 * Math.PI) / 2), 3);
  });
});
