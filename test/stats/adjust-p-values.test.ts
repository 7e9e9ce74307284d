import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustLogPValues, adjustPValues, simes, type Correction } from '../../src/stats.js';

/** R: p <- c(0.01, 0.02, 0.03, 0.04, 0.05); p.adjust(p, method), and a shuffled vector with a tie and a capped value. */
const inR: Record<Exclude<Correction, 'none'>, [number[], number[]][]> = {
  bonferroni: [
    [
      [0.01, 0.02, 0.03, 0.04, 0.05],
      [0.05, 0.1, 0.15, 0.2, 0.25],
    ],
    [
      [0.3, 0.01, 0.01, 0.9],
      [1, 0.04, 0.04, 1],
    ],
  ],
  holm: [
    [
      [0.01, 0.02, 0.03, 0.04, 0.05],
      [0.05, 0.08, 0.09, 0.09, 0.09],
    ],
    [
      [0.3, 0.01, 0.01, 0.9],
      [0.6, 0.04, 0.04, 0.9],
    ],
  ],
  hochberg: [
    [
      [0.01, 0.02, 0.03, 0.04, 0.05],
      [0.05, 0.05, 0.05, 0.05, 0.05],
    ],
    [
      [0.3, 0.01, 0.01, 0.9],
      [0.6, 0.03, 0.03, 0.9],
    ],
  ],
  bh: [
    [
      [0.01, 0.02, 0.03, 0.04, 0.05],
      [0.05, 0.05, 0.05, 0.05, 0.05],
    ],
    [
      [0.3, 0.01, 0.01, 0.9],
      [0.4, 0.02, 0.02, 0.9],
    ],
  ],
  by: [
    [
      [0.01, 0.02, 0.03, 0.04, 0.05],
      [137 / 1200, 137 / 1200, 137 / 1200, 137 / 1200, 137 / 1200],
    ],
    [
      [0.3, 0.01, 0.01, 0.9],
      [5 / 6, 1 / 24, 1 / 24, 1],
    ],
  ],
};
const methods = ['holm', 'bh', 'by', 'bonferroni', 'hochberg', 'none'] as const;
const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });

describe('adjustPValues', () => {
  it.each(Object.entries(inR))('%s agrees with p.adjust of R', (method, examples) => {
    for (const [p, expected] of examples) {
      const adjusted = adjustPValues(p, method as Correction);
      for (const [i, value] of expected.entries()) expect(Math.abs(adjusted[i]! - value)).toBeLessThan(1e-15);
    }
  });

  it('Holm is what closed testing with Bonferroni gives', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const d = p.length;
        const adjusted = adjustPValues(p, 'holm');
        for (let i = 0; i < d; i++) {
          let worst = 0;
          for (let set = 1; set < 1 << d; set++) {
            if (!(set & (1 << i))) continue;
            const members = p.filter((_, j) => set & (1 << j));
            worst = Math.max(worst, Math.min(1, members.length * Math.min(...members)));
          }
          expect(Math.abs(adjusted[i]! - worst)).toBeLessThan(1e-15);
        }
      }),
    );
  });

  it('keeps the order of the input and the order of the values, within [p, 1]', () => {
    fc.assert(
      fc.property(pValues, fc.constantFrom(...methods), (p, method) => {
        const adjusted = adjustPValues(Object.freeze([...p]), method);
        for (let i = 0; i < p.length; i++) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p[i]!);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          for (let j = 0; j < p.length; j++) if (p[i]! < p[j]!) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
        }
        expect(adjustPValues(p.toReversed(), method).toReversed()).toEqual(adjusted);
      }),
    );
  });

  it('with `none` copies, and of nothing makes nothing', () => {
    const p = Float64Array.of(0.2, 0.1);
    expect(adjustPValues(p, 'none')).toEqual(p);
    expect(adjustPValues(p, 'none')).not.toBe(p);
    for (const method of methods) expect(adjustPValues([], method)).toEqual(new Float64Array(0));
  });

  it('refuses what is no p-value and no method', () => {
    expect(() => adjustPValues([0.5, NaN], 'bh')).toThrow(
      'adjustPValues: p[1]: expected a probability in [0, 1], got NaN',
    );
    expect(() => adjustPValues([1.5], 'bh')).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    expect(() => adjustPValues([0.5], 'sidak' as Correction)).toThrow('expected one of holm, bh');
  });
});

describe('adjustLogPValues', () => {
  it('is the logarithm of adjustPValues, and goes on where p-values underflow', () => {
    fc.assert(
      fc.property(
        pValues.filter((p) => p.every((value) => value > 1e-290)),
        fc.constantFrom(...methods),
        (p, method) => {
          const logs = adjustLogPValues(p.map(Math.log), method);
          for (const [i, value] of adjustPValues(p, method).entries()) expect(logs[i]).toBeCloseTo(Math.log(value), 11);
        },
      ),
    );
    expect([...adjustLogPValues([-2000, -1000, 0], 'holm')]).toEqual([-2000 + Math.log(3), -1000 + Math.LN2, 0]);
  });
});

describe('simes', () => {
  it('is the smallest d·p₍ᵢ₎/i', () => {
    expect(simes([0.04, 0.9, 0.03])).toBeCloseTo(Math.min(3 * 0.03, (3 * 0.04) / 2, 0.9), 15);
    expect(simes([])).toBe(1);
  });
});
