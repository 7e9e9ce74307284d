import type { CategoricalReference, NumericReference, ReferenceColumn, Tempering } from '../../contracts/profiles.js';
import { cellIndex, cellOf } from '../../profile/cell-index.js';
import { locationScore, spreadScore } from '../../stats/sequential/rank-scores.js';
import { varianceInflation } from '../../stats/sequential/tempering.js';
import type { CategoricalValues, Coerced, NumericValues } from '../../table/coerce.js';
import { namedCategories } from './plan.js';

/** A column of the reference, counted stratum by stratum. */
export interface StratifiedColumn {
  /** Rows per cell of the reference, stratum after stratum. */
  readonly values: readonly number[];
  /** Per stratum, rows without a value and with one. */
  readonly missing: readonly number[];
  /** How alike neighbouring rows are besides being of their strata. */
  readonly tempering?: Tempering;
}

/** Which stratum each row is of. */
export interface RowsByStratum {
  /** Per row; −1 = none. */
  readonly strata: Int16Array;
  readonly size: number;
  readonly order: ArrayLike<number> | undefined;
}

/**
 * Counts a column of the reference by stratum, and finds how alike neighbouring rows are within it: by their ranks in their
 * strata, in the order of time, as evidence of all strata adds up.
 */
export function stratify(
  reference: ReferenceColumn,
  table: Coerced,
  { strata, size, order }: RowsByStratum,
): StratifiedColumn {
  const [cells, width] = cellsOfColumn(reference, table.columns.get(reference.name), table.size);
  const values = Array.from({ length: width * size }, () => 0);
  const missing = Array.from({ length: 2 * size }, () => 0);
  for (const [row, stratum] of strata.entries()) {
    if (stratum < 0) continue;
    missing[2 * stratum + (cells[row]! < 0 ? 0 : 1)]! += 1;
    if (cells[row]! >= 0) values[stratum * width + cells[row]!]! += 1;
  }
  if (order === undefined) return { values, missing };
  const rows = Int32Array.from(order).filter((row) => strata[row]! >= 0);
  const present = rows.filter((row) => cells[row]! >= 0);
  const of = (row: number): number => strata[row]! * width + cells[row]!;
  const shareOf = (row: number): number =>
    missing[2 * strata[row]!]! / (missing[2 * strata[row]!]! + missing[2 * strata[row]! + 1]!);
  const inflation = inflationOf(rows, (row) => (cells[row]! < 0 ? 1 : 0) - shareOf(row));
  if (reference.kind === 'numeric') {
    const ranks = middleRanks(values, width);
    const tempering = {
      values: inflationOf(present, (row) => locationScore(ranks[of(row)]!)),
      spread: inflationOf(present, (row) => spreadScore(ranks[of(row)]!)),
      missing: inflation,
    };
    return { values, missing, tempering };
  }
  const rateOf = (row: number, category: number): number =>
    values[strata[row]! * width + category]! / missing[2 * strata[row]! + 1]!;
  const inflations = Array.from({ length: Math.min(reference.distinct, namedCategories) }, (_, category) =>
    inflationOf(present, (row) => Number(cells[row] === category) - rateOf(row, category)),
  );
  return { values, missing, tempering: { values: Math.max(1, ...inflations), missing: inflation } };
}

const inflationOf = (rows: Int32Array, scoreOf: (row: number) => number): number =>
  varianceInflation(Float64Array.from(rows, scoreOf));

/** The cell of each row among those of the reference, −1 where it has none; and how many there are. */
function cellsOfColumn(
  reference: NumericReference | CategoricalReference,
  column: NumericValues | CategoricalValues | undefined,
  size: number,
): [cells: Int16Array, width: number] {
  const none = (width: number): [Int16Array, number] => [new Int16Array(size).fill(-1), width];
  if (reference.kind === 'numeric') {
    const { grid } = reference;
    if (grid === undefined || column?.kind !== 'numeric') return none(grid?.counts.length ?? 1);
    const index = cellIndex(grid.edges);
    return [Int16Array.from(column.values, (x) => (x - x === 0 ? cellOf(index, x) : -1)), grid.counts.length];
  }
  const { categories } = reference;
  if (column?.kind !== 'categorical' || categories.length === 0) return none(Math.max(1, categories.length));
  const cellOfCategory = new Map(categories.map((category, cell) => [category, cell]));
  // What the cap of the dictionary left out is in the last.
  const byCode = column.categories.map((category) => cellOfCategory.get(category) ?? categories.length - 1);
  return [Int16Array.from(column.codes, (code) => (code < 0 ? -1 : byCode[code]!)), categories.length];
}

/** Per stratum and cell, the middle rank of its rows within the stratum, from 0 to 1. */
function middleRanks(counts: readonly number[], width: number): Float64Array {
  const ranks = new Float64Array(counts.length);
  for (let from = 0; from < counts.length; from += width) {
    const own = counts.slice(from, from + width);
    const rows = own.reduce((a, b) => a + b, 0);
    let below = 0;
    for (const [cell, n] of own.entries()) {
      below += n;
      ranks[from + cell] = rows === 0 ? 0.5 : (below - n / 2) / rows;
    }
  }
  return ranks;
}
