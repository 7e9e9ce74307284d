import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellCounter } from '../../src/profile/cell-counts.js';
import { cellIndex } from '../../src/profile/cell-index.js';
import { findingCounter } from '../../src/profile/profile-numeric.js';
import { seededRandom } from '../../src/stats/random.js';

const random = seededRandom('cell counts');
const normal = (size: number, scale = 1) => Float64Array.from({ length: size }, () => scale * random.normal());
const quantiles = (values: Float64Array) =>
  Float64Array.from({ length: 59 }, (_, k) => values.toSorted()[Math.floor(((k + 1) / 60) * values.length)]!);
const sumOf = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0);

/** Counts and moments of blocks, by halves of slots and by finding each cell. */
function both(edges: Float64Array, blocks: readonly Float64Array[]) {
  const index = cellIndex(edges);
  return [cellCounter(index, findingCounter(index)), findingCounter(index)].map((counter) => {
    const moments = blocks.map((block) =>
      counter.add(block, block.length, sumOf(block) / block.length, Math.min(...block), Math.max(...block)),
    );
    return { moments, counts: [...counter.counts()] };
  });
}

describe('cellCounter', () => {
  it('counts by halves of slots where no slot holds two edges, and else as it is done otherwise', () => {
    const even = cellIndex(quantiles(normal(10_000)));
    const crowded = cellIndex(Float64Array.of(0, 1e-9, 1));
    for (const [index, same] of [
      [even, false],
      [crowded, true],
      [cellIndex(Float64Array.of()), false],
    ] as const) {
      const others = findingCounter(index);
      expect(cellCounter(index, others) === others).toBe(same);
    }
  });

  it('gives the same counts and moments, to the bit, as finding the cell of each value, within and beyond the slots', () => {
    const reference = normal(10_000);
    const blocks = [normal(4096), normal(1000, 50), Float64Array.of(0, -0), normal(4096), quantiles(reference)];
    const [halves, found] = both(quantiles(reference), blocks);
    expect(halves).toEqual(found);
    expect(halves!.counts.reduce((sum, n) => sum + n, 0)).toBe(sumOf(Float64Array.from(blocks, (b) => b.length)));
  });

  it('does so for any edges, and for values at and beside them', () => {
    const numbers = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(
        fc.uniqueArray(numbers, { minLength: 1, maxLength: 20 }),
        fc.array(numbers, { minLength: 1, maxLength: 30 }),
        (given, values) => {
          const edges = Float64Array.from(given, (x) => x + 0).sort();
          const beside = edges.map((x) => x * (1 - Number.EPSILON));
          const [halves, found] = both(edges, [Float64Array.of(...values, ...edges), beside]);
          expect(halves).toEqual(found);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does so at either end of the range of doubles, where what lies before the edges overflows', () => {
    for (const sign of [1, -1]) {
      const edges = Float64Array.of(1.5e308, 1.65e308, 1.7e308, 1.75e308)
        .map((x) => sign * x)
        .sort();
      const [halves, found] = both(edges, [Float64Array.of(...edges, sign * 1.6e308, 0, -0, 5e-324, sign * 1e308)]);
      expect(halves).toEqual(found);
    }
  });
});
