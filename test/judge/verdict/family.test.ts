import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyLevels, passes, type Correction } from '../../../src/judge/verdict/family.js';
import { adjustPValues } from '../../../src/stats.js';
import { FastRandom } from '../../calibration/fast-random.js';

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

  const weighted = fc.array(
    fc.tuple(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true })),
    { minLength: 1, maxLength: 7 },
  );
  const alphas = fc.constantFrom(0.001, 0.01, 0.05, 0.2);

  it('rejects with weighted holm what closed testing by weighted Bonferroni rejects', () => {
    fc.assert(
      fc.property(weighted, alphas, (given, level) => {
        const ps = given.map(([p]) => p);
        const weights = given.map(([, weight]) => weight);
        const own = familyLevels(ps.map(Math.log), level, 'holm', weights);
        // Every set of hypotheses is tested by itself; one is rejected with all sets that hold it.
        const sets = Array.from({ length: 2 ** ps.length - 1 }, (_, i) =>
          [...ps.keys()].filter((j) => (i + 1) & (1 << j)),
        );
        const ratio = (set: readonly number[]): number => {
          const total = set.reduce((sum, j) => sum + weights[j]!, 0);
          return Math.min(...set.map((j) => (ps[j]! * total) / (level * weights[j]!)));
        };
        const ratios = sets.map(ratio);
        if (ratios.some((x) => Math.abs(x - 1) < 1e-9)) return;
        for (const [i, p] of ps.entries())
          expect(passes(Math.log(p), own[i]!)).toBe(sets.every((set, s) => !set.includes(i) || ratios[s]! < 1));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['bonferroni', 'bh', 'by'] as const)(
    'rejects with weighted %s what it rejects without weights of p-values over weights of mean 1',
    (correction) => {
      fc.assert(
        fc.property(weighted, alphas, (given, level) => {
          const ps = given.map(([p]) => p);
          const mean = given.reduce((sum, [, weight]) => sum + weight, 0) / given.length;
          const own = familyLevels(
            ps.map(Math.log),
            level,
            correction,
            given.map(([, weight]) => weight),
          );
          const adjusted = adjustPValues(
            given.map(([p, weight]) => Math.min(1, (p * mean) / weight)),
            correction,
          );
          for (const [i, x] of ps.entries())
            if (Math.abs(adjusted[i]! - level) > 1e-9 * level)
              expect(passes(Math.log(x), own[i]!)).toBe(adjusted[i]! <= level);
        }),
        { numRuns: 500 },
      );
    },
  );

  it('shares the whole level, and no more, whatever the weights', () => {
    const weights = [1, 7, 0.002, 30];
    const shares = familyLevels([-0.1, -0.1, -0.1, -0.1], 0.01, 'bonferroni', weights);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(0.01, 15);
    expect(shares[1]! / shares[0]!).toBeCloseTo(7, 12);
  });

  it.each(['holm', 'bonferroni'] as const)(
    'rejects anything of 20 true hypotheses by the level of %s',
    (correction) => {
      const random = new FastRandom('weights');
      const weights = Array.from({ length: 20 }, (_, i) => 1 + i);
      const families = 20_000;
      const level = 0.05;
      let wrong = 0;
      for (let i = 0; i < families; i++) {
        const logs = weights.map(() => Math.log(random.uniform()));
        const own = familyLevels(logs, level, correction, weights);
        if (logs.some((log, j) => passes(log, own[j]!))) wrong++;
      }
      // One minus the chance that all of 20 independent ones stay: a little under the level.
      const exact = 1 - weights.reduce((stays, weight) => stays * (1 - (level * weight) / 210), 1);
      expect(Math.abs(wrong / families - exact)).toBeLessThan(3 * Math.sqrt((exact * (1 - exact)) / families));
    },
  );

  it('compares p-values that underflow by their logs', () => {
    const levels = familyLevels([-5_000, -0.1], 0.01, 'holm');
    expect(passes(-5_000, levels[0]!)).toBe(true);
    expect(passes(-0.1, levels[1]!)).toBe(false);
  });

  it('leaves the level as it is without correction', () => {
    expect(familyLevels([-1, -2, -3], 0.05, 'none' satisfies Correction)).toEqual([0.05, 0.05, 0.05]);
  });
});
