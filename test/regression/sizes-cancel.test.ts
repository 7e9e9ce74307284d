import { expect, it } from 'vitest';
import { cramersV, cramerVonMisesTest, deltaSquared } from '../../src/stats.js';
import { numericPairs } from '../stats/golden-pairs.js';

// Row 25: V holds the ratio of the sample sizes, so that one and the same change looks smaller against a large reference.
it('Δ² is the same when one sample is ten times as large, V is not', () => {
  const [a, b] = [
    [300, 200, 100],
    [200, 220, 180],
  ];
  const tenfold = a.map((count) => 10 * count);
  expect(deltaSquared(tenfold, b)).toBeCloseTo(deltaSquared(a, b), 14);
  expect(cramersV(tenfold, b) / cramersV(a, b)).toBeLessThan(0.7);
});

// Row 6: evidently's exact law of Cramér and von Mises overflows for small samples with numpy 2.
it('the exact law of Cramér and von Mises holds for eight and seven values', () => {
  const [, { x, y }] = numericPairs().find(([name]) => name === 'tiny_8_7')!;
  expect(cramerVonMisesTest(x, y).pValue).toBeCloseTo(0.00373, 5);
});
