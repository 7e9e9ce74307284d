import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DistinctNumbers } from '../../src/table/count-distinct.js';

const countOf = (values: readonly number[], limit = values.length): number => {
  const seen = new DistinctNumbers(limit);
  for (const x of values) seen.add(x);
  return seen.size;
};

describe('DistinctNumbers', () => {
  it('counts what a set counts, for any numbers', () => {
    const numbers = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -5, max: 5 }));
    fc.assert(fc.property(fc.array(numbers), (values) => countOf(values) === new Set(values).size));
  });

  it('counts zeros of either sign as one, and infinities', () => {
    expect(countOf([0, -0, Infinity, -Infinity, Infinity])).toBe(3);
    expect(countOf([-0, 0])).toBe(1);
  });

  it('has room for as many as it was made for, whole numbers and neighbouring doubles alike', () => {
    expect(countOf(Array.from({ length: 50_000 }, (_, i) => i))).toBe(50_000);
    expect(countOf(Array.from({ length: 50_000 }, (_, i) => 1 + i * Number.EPSILON))).toBe(50_000);
    expect(countOf([1], 1)).toBe(1);
  });
});
