import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellIndex, cellOf } from '../../src/profile/cell-index.js';

const plain = (edges: Float64Array, x: number) => edges.filter((edge) => edge <= x).length;

describe('cellOf', () => {
  it('finds the cell that counting the edges below finds, for any edges and values', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.uniqueArray(numbers, { minLength: 1, maxLength: 120 }),
        fc.array(numbers, { maxLength: 50 }),
        (given, xs) => {
          const edges = Float64Array.from(given).sort();
          const index = cellIndex(edges);
          for (const x of [...xs, ...edges]) expect(cellOf(index, x)).toBe(plain(edges, x));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is right where one edge is an outlier, so that all others share a slot', () => {
    const edges = Float64Array.of(...Array.from({ length: 59 }, (_, k) => k), 1e300);
    const index = cellIndex(edges);
    for (const x of [-1, 0, 0.5, 31, 57.9, 58, 1e299, 1e300, 1e308]) expect(cellOf(index, x)).toBe(plain(edges, x));
  });

  it('puts every value into the one cell of a grid without edges', () => {
    expect(cellOf(cellIndex(new Float64Array()), 7)).toBe(0);
  });
});
