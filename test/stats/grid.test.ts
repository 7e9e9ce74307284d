import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCells } from '../../src/stats/count-cells.js';
import { buildGrid, range20Edges, viewCounts, viewOf, type Grid, type ViewCells } from '../../src/stats/grid.js';
import { quantileAt } from '../../src/stats/quantile-edges.js';
import { seededRandom } from '../../src/stats/random.js';

const sorted = (values: Iterable<number>): Float64Array => Float64Array.from(values).toSorted();
const repeat = (value: number, times: number): number[] => Array.from({ length: times }, () => value);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const normals = (n: number, seed: string): number[] => {
  const random = seededRandom(seed);
  return upTo(n).map(() => random.normal());
};
const view = (grid: Grid, cells: ViewCells): number[] => Array.from(viewCounts(grid.counts, viewOf(grid, cells)));

describe('buildGrid', () => {
  it('has 60 cells at the quantiles of a continuous reference', () => {
    const values = sorted(normals(5_000, 'sixty'));
    const grid = buildGrid(values);
    expect(grid.edges).toHaveLength(59);
    for (let k = 1; k < 60; k++) {
      const quantile = quantileAt(values, k, 60);
      expect(Math.abs(grid.edges[k - 1]! - quantile)).toBeLessThanOrEqual(2 ** -20 * Math.abs(quantile));
    }
    for (const count of grid.counts) expect(Math.abs(count - 5_000 / 60)).toBeLessThan(1.5);
  });

  it.each([
    [10_000, 60],
    [600, 60],
    [599, 30],
    [300, 30],
    [299, 20],
    [200, 20],
    [199, 10],
    [100, 10],
    [99, 5],
    [30, 5],
  ])('with %i values has %i cells, ten values in each', (n, cells) => {
    const { counts } = buildGrid(sorted(upTo(n)));
    expect(counts).toHaveLength(cells);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(Math.min(6, Math.floor(n / cells)));
  });

  it('has below, equal and above for a constant reference', () => {
    for (const value of [7, 0, -1e-300, 1e15]) {
      const grid = buildGrid(sorted(repeat(value, 100)));
      expect(grid.counts).toEqual([0, 100, 0]);
      expect(Array.from(countCells([value], grid.edges))).toEqual([0, 1, 0]);
    }
    expect(buildGrid(sorted(repeat(0, 50))).edges).toEqual([-5e-324, 5e-324]);
  });

  it('has five cells for two values, four when the rarer one fills no cell', () => {
    expect(buildGrid(sorted([...repeat(0, 500), ...repeat(1, 500)])).counts).toEqual([0, 500, 0, 500, 0]);
    expect(buildGrid(sorted([...repeat(0, 930), ...repeat(1, 70)])).counts).toEqual([0, 930, 0, 70, 0]);
    expect(buildGrid(sorted([...repeat(0, 980), ...repeat(1, 20)])).counts).toEqual([0, 980, 0, 20]);
  });

  it('keeps resolution beside an atom: 60 % zeros leave 24 cells for the rest', () => {
    const values = sorted([...repeat(0, 6_000), ...upTo(4_000).map((i) => 1 + i / 1_000)]);
    const grid = buildGrid(values);
    const atom = grid.counts.indexOf(6_000);
    expect(atom).toBe(1);
    expect(grid.counts.filter((count) => count > 0)).toHaveLength(25);
    expect(view(grid, 10).filter((count) => count > 0)).toEqual(
      [6_000, 1_000, 1_000, 1_000, 1_000].map((n) => expect.closeTo(n, -1)),
    );
  });

  it('gives an atom its cell in a view by its count, wherever its rows lie', () => {
    // A share of .104 from the middle of one tenth to the middle of the next: only one order k/10 falls into it.
    const values = sorted([
      ...upTo(450).map((i) => i / 1_000),
      ...repeat(0.5, 104),
      ...upTo(446).map((i) => 0.6 + i / 1_000),
    ]);
    expect(view(buildGrid(values), 10)).toContain(104);
    expect(view(buildGrid(values), 5)).not.toContain(104);
  });

  it('gives a value that fills a sixtieth and a half its own cell among continuous values', () => {
    const values = sorted([
      ...upTo(2_950).map((i) => i / 10_000),
      ...repeat(0.5, 160),
      ...upTo(2_890).map((i) => 0.6 + i / 10_000),
    ]);
    expect(buildGrid(values).counts).toContain(160);
  });

  it('is nested: every view is a sum of fine cells, and 5, 10, 20, 30 cells lie in each other', () => {
    const grid = buildGrid(sorted(normals(3_000, 'nested')));
    for (const cells of [5, 10, 20, 30, 60] as const) expect(view(grid, cells)).toHaveLength(cells);
    expect(viewOf(grid, 10)).toEqual(grid.view);
    expect(viewOf(grid, 5)).toEqual(viewOf(grid, 10).map((cell) => Math.floor(cell / 2)));
    expect(viewOf(grid, 10)).toEqual(viewOf(grid, 20).map((cell) => Math.floor(cell / 2)));
    expect(viewOf(grid, 10)).toEqual(viewOf(grid, 30).map((cell) => Math.floor(cell / 3)));
  });

  it('takes the next smaller view where one does not nest in a small grid', () => {
    const grid = buildGrid(sorted(upTo(300)));
    expect(viewOf(grid, 20)).toEqual(viewOf(grid, 10));
    expect(view(buildGrid(sorted(upTo(60))), 10)).toHaveLength(5);
  });

  it('is plain JSON that comes back the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 200 }),
        (values) => {
          const grid = buildGrid(sorted(values.map((x) => x + 0)));
          expect(JSON.parse(JSON.stringify(grid))).toEqual(grid);
        },
      ),
    );
  });

  it('has ascending finite edges, and counts the reference as countCells does, for any values and any ties', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1, 5e-324, 1e-310, -1),
      fc.integer({ min: -3, max: 3 }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 700 }), (values) => {
        const reference = sorted(values.map((x) => x + 0));
        const { edges, counts, view: tenths, levels } = buildGrid(reference);
        edges.forEach((edge, k) => {
          expect(Number.isFinite(edge)).toBe(true);
          if (k > 0) expect(edge).toBeGreaterThan(edges[k - 1]!);
        });
        expect(Array.from(countCells(reference, edges))).toEqual(counts);
        expect(tenths).toHaveLength(counts.length);
        expect(levels).toHaveLength(edges.length);
      }),
      { numRuns: 300 },
    );
  });

  it('gives every value with two sixtieths of the rows a cell that holds nothing else', () => {
    const few = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 700, maxLength: 900 });
    fc.assert(
      fc.property(few, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (integers, unit) => {
        const reference = sorted(integers.map((x) => x * unit + 0));
        const { edges, counts } = buildGrid(reference);
        for (const value of new Set(reference)) {
          const rows = reference.filter((x) => x === value).length;
          if (rows * 30 >= reference.length + 30) expect(counts[countCells([value], edges).indexOf(1)]).toBe(rows);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('the distance that edges keep', () => {
  const prices = (n: number): number[] => {
    const random = seededRandom('prices');
    // Prices with cents between 0 and 200,000, many alike: 32-bit floats move most of them.
    return upTo(n).map(
      () => Math.round(100 * Math.exp(12 * random.uniform()) * (random.uniform() < 0.5 ? 1 : 0)) / 100,
    );
  };

  it.each([
    ['prices', prices(5_000)],
    ['tenths', upTo(5_000).map((i) => (i % 47) / 10)],
    ['large integers', upTo(5_000).map((i) => 1_000_000 + (i % 31))],
    ['negative tenths', upTo(5_000).map((i) => -(i % 13) / 10)],
  ])('keeps the same %s in their cells when stored in 32 bits', (_, values) => {
    const reference = sorted(values);
    const { edges, counts } = buildGrid(reference);
    expect(Array.from(countCells(Float32Array.from(reference), edges))).toEqual(counts);
    const equalWidth = range20Edges(reference);
    expect(countCells(Float32Array.from(reference), equalWidth)).toEqual(countCells(reference, equalWidth));
  });

  it('never passes the middle to the neighbouring value', () => {
    const close = [1, 1 + 2 ** -52, 1 + 2 ** -51];
    const values = sorted(close.flatMap((x) => repeat(x, 300)));
    expect(buildGrid(values).counts.filter((count) => count > 0)).toEqual([300, 300, 300]);
    // Closer than two distances: one edge in the middle serves both.
    const near = 1 + 1.5 * 2 ** -20;
    expect(buildGrid(sorted([...repeat(1, 300), ...repeat(near, 300)])).edges).toContain((1 + near) / 2);
    expect(buildGrid(sorted([...repeat(1, 300), ...repeat(near, 300)])).counts).toEqual([0, 300, 300, 0]);
    // The same for values that are no atoms: every edge touches one and stays in the middle of its gap.
    const fine = Float64Array.from({ length: 601 }, (_, i) => 1 + i * 1.5 * 2 ** -20);
    buildGrid(fine).edges.forEach((edge, k) => expect(edge).toBe((fine[10 * k + 9]! + fine[10 * k + 10]!) / 2));
  });
});

describe('an outlier', () => {
  it('in a window moves nothing, and lies in the outer cell', () => {
    const grid = buildGrid(sorted(normals(2_000, 'outlier')));
    expect(countCells([1e15], grid.edges)).toHaveLength(60);
    expect(countCells([1e15], grid.edges)[59]).toBe(1);
  });

  it('in the reference moves no edge by more than its neighbouring values are apart', () => {
    const values = normals(2_000, 'outlier');
    const calm = buildGrid(sorted(values)).edges;
    const wild = buildGrid(sorted([...values, 1e15])).edges;
    expect(wild).toHaveLength(calm.length);
    wild.forEach((edge, k) => expect(Math.abs(edge - calm[k]!)).toBeLessThan(0.05));
  });
});

describe('range20Edges', () => {
  it('divides the range into twenty', () => {
    const edges = range20Edges(sorted([0.013, 0.977, 20, 13.3]));
    expect(edges).toHaveLength(19);
    edges.forEach((edge, k) => expect(edge).toBeCloseTo(0.013 + (k + 1) * ((20 - 0.013) / 20), 12));
  });

  it('keeps every reference value on its side of lo + k·((hi − lo)/20)', () => {
    const reference = sorted(upTo(1_001).map((i) => 0.1 + i * 0.01));
    const literal = upTo(19).map((k) => reference[0]! + (k + 1) * ((reference.at(-1)! - reference[0]!) / 20));
    expect(countCells(reference, range20Edges(reference))).toEqual(countCells(reference, literal));
  });

  it('has three cells for a constant reference', () => {
    expect(Array.from(countCells([2, 3, 4], range20Edges(sorted([3, 3]))))).toEqual([1, 1, 1]);
  });

  it('does not overflow', () => {
    const edges = range20Edges(sorted([-Number.MAX_VALUE, Number.MAX_VALUE]));
    expect(edges).toHaveLength(19);
    expect(edges.every(Number.isFinite)).toBe(true);
  });
});
