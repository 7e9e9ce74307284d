import * as fc from 'fast-check';
import { quantileSorted } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { countCells } from '../../src/stats/count-cells.js';
import { quantileAt, quantileEdges } from '../../src/stats/quantile-edges.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('quantileEdges', () => {
  it('interpolates linearly at exact positions (type 7)', () => {
    expect(quantileEdges([1, 2, 3, 4, 5], 4)).toEqual(Float64Array.of(2, 3, 4));
    expect(quantileEdges([4, 1, 3, 2], 2)).toEqual(Float64Array.of(2.5));
    // Position 9·3/10 = 2.7: in plain doubles (n − 1)·0.3 is 2.6999999999999997.
    expect(
      quantileAt(
        Float64Array.from({ length: 10 }, (_, i) => i),
        3,
        10,
      ),
    ).toBe(2.7);
  });

  it('merges equal edges', () => {
    expect(quantileEdges([0, 0, 0, 0, 0, 0, 0, 5, 6, 7], 10)).toEqual(Float64Array.of(0, 1.5, 5.2, 6.1));
  });

  it('leaves its input as it was and takes any order', () => {
    const values = Object.freeze([3, 1, 2]);
    expect(quantileEdges(values, 2)).toEqual(Float64Array.of(2));
    expect(values).toEqual([3, 1, 2]);
  });

  it('does not overflow between the ends of the number range', () => {
    expect(quantileEdges([-Number.MAX_VALUE, Number.MAX_VALUE], 2)).toEqual(Float64Array.of(0));
  });

  it.each([
    [[], 4],
    [[1, Number.NaN], 4],
    [[1, Infinity], 4],
    [[1, 2], 0],
    [[1, 2], 2.5],
  ])('refuses %j in %d cells', (values, cells) => {
    expect(() => quantileEdges(values, cells)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });

  it('lies where a quarter, half and three quarters of simple-statistics lie, within one gap', () => {
    // simple-statistics takes order statistics without interpolation; both must lie between the same neighbours.
    fc.assert(
      fc.property(fc.array(finite, { minLength: 3, maxLength: 60 }), (values) => {
        const sorted = Float64Array.from(values).toSorted();
        const median = quantileAt(sorted, 1, 2);
        const other = quantileSorted([...sorted], 0.5);
        const middle = (sorted.length - 1) / 2;
        for (const x of [median, other]) {
          expect(x).toBeGreaterThanOrEqual(sorted[Math.floor(middle)]!);
          expect(x).toBeLessThanOrEqual(sorted[Math.ceil(middle)]!);
        }
      }),
    );
  });
});

describe('countCells', () => {
  it('is closed on the left and takes everything beyond the outer edges', () => {
    expect(countCells([1, 2, 2.5, 3, 9, -1e300, 1e300], [2, 3])).toEqual(Uint32Array.of(2, 2, 3));
  });

  it('counts every value once, as a search cell by cell does', () => {
    fc.assert(
      fc.property(
        fc.array(finite, { maxLength: 80 }),
        fc.uniqueArray(finite, { maxLength: 70 }),
        (values, unsorted) => {
          const edges = unsorted.map((edge) => edge + 0).toSorted((a, b) => a - b);
          const plain = new Uint32Array(edges.length + 1);
          for (const x of values) plain[edges.filter((edge) => edge <= x).length]!++;
          expect(countCells(values, edges)).toEqual(plain);
        },
      ),
    );
  });

  it('refuses what is no finite number, with its row', () => {
    expect(() => countCells([1, Number.NaN], [0])).toThrow(/x\[1\].*finite.*NaN/);
  });
});
