import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyLevels, passes, type Correction } from '../../../src/judge/verdict/family.js';
import { adjustPValues } from '../../../src/stats.js';

describe('familyLevels', () => {
  const corrections = ['holm', 'bh', 'by', 'bonferroni'] as const;

  it.each(corrections)('rejects with %s exactly what the adjusted p-values reject', (correction) => {
    const p = fc.array(fc.double({ min: 1e-12, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(p, fc.constantFrom(0.001, 0.01, 0.05, 0.2), (ps, level) => {
        const levels = familyLevels(ps.map(Math.log), level, correction);
        const adjusted = adjustPValues(ps, correction);
        for (const [i, x] of ps.entries()) {
          // At equality up to rounding either answer is right.
          if (Math.abs(adjusted[i]! - level) < 1e-9 * level) continue;
          expect(passes(Math.log(x), levels[i]!)).toBe(adjusted[i]! <= level);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('compares p-values that underflow by their logs', () => {
    const levels = familyLevels([-5_000, -0.1], 0.01, 'holm');
    expect(passes(-5_000, levels[0]!)).toBe(true);
    expect(passes(-0.1, levels[1]!)).toBe(false);
  });

  it('leaves the level as it is without correction', () => {
    expect(familyLevels([-1, -2, -3], 0.05, 'none' satisfies Correction)).toEqual([0.05, 0.05, 0.05]);
  });
});
