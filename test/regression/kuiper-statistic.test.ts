import { describe, expect, it } from 'vitest';
import { kuiperTest } from '../../src/stats.js';

// Row 14: frouros takes the statistic of Kolmogorov and Smirnov for Kuiper's.
describe('Kuiper is not Kolmogorov–Smirnov', () => {
  it('adds both directions: a change of spread has V = D⁺ + D⁻', () => {
    const narrow = Array.from({ length: 100 }, (_, i) => (i - 49.5) / 4);
    const wide = Array.from({ length: 100 }, (_, i) => i - 49.5);
    expect(kuiperTest(narrow, wide).statistic).toBeCloseTo(0.76, 2);
  });
});
