import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/stats/random.js';
import { varianceInflation, varianceInflations } from '../../../src/stats/sequential/tempering.js';

const random = seededRandom('tempering');

/** Cells of rows of which each repeats the one before with this probability. */
function cells(rows: number, distinct: number, repeats: number): Uint16Array {
  const drawn = new Uint16Array(rows);
  for (let row = 0; row < rows; row++)
    drawn[row] = row > 0 && random.uniform() < repeats ? drawn[row - 1]! : random.integer(distinct);
  return drawn;
}

describe('varianceInflations', () => {
  it('is varianceInflation of the rows scored by their cells, for independent and dependent rows of any number', () => {
    const scores = [
      [0.3, -1, 2, 0.7, 5, -0.2],
      [0, 0, 1, 0, 0, 0],
      [1, 1, 1, 1, 1, 1],
    ];
    const found: number[] = [];
    for (const [rows, repeats] of [
      [3, 0],
      [200, 0],
      [5_000, 0],
      [60_000, 0],
      [5_000, 0.5],
      [60_000, 0.9],
    ] as const) {
      const rowCells = cells(rows, 6, repeats);
      varianceInflations(rowCells, 6, scores).forEach((inflation, k) => {
        expect(inflation).toBeCloseTo(varianceInflation(Float64Array.from(rowCells, (cell) => scores[k]![cell]!)), 9);
        found.push(inflation);
      });
    }
    expect(Math.max(...found)).toBeGreaterThan(5);
    expect(found.filter((inflation) => inflation > 1 && inflation < 1.1).length).toBeGreaterThan(2);
  });

  it('takes cells beyond those it is asked for as the last one', () => {
    const rowCells = cells(3_000, 12, 0.1);
    const together = rowCells.map((cell) => Math.min(cell, 2));
    expect(varianceInflations(rowCells, 3, [[1, 0, 0]])).toEqual(varianceInflations(together, 3, [[1, 0, 0]]));
  });
});
