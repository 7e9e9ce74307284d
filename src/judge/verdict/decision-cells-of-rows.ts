import type { NumericReference, ReferenceColumn, ReferenceProfile } from '../../contracts/profiles.js';
import type { Reason } from '../../contracts/results.js';
import { limits } from '../../limits.js';
import { cellIndex, cellOf } from '../../profile/cell-index.js';
import type { CategoricalValues, Coerced, NumericValues } from '../../table/coerce.js';
import { decidingCells } from './minimum-detectable-effect.js';

/** A column as the decider sees it, row by row. */
export interface ColumnOfCells {
  readonly name: string;
  readonly kind: ReferenceColumn['kind'];
  /** Per row its cell; −1 where it has no value. */
  readonly cells: Int32Array;
  readonly size: number;
  /** Where categories beyond the dictionary are counted. */
  readonly otherCell?: number;
}

/** A column that cannot be decided on, and why. */
export interface LeftOut {
  readonly column: string;
  readonly reason: Extract<Reason, 'all-missing' | 'id-like' | 'too-few-cells' | 'too-few-rows'>;
}

/**
 * The columns of a reference that hold something in two cells to be decided on, with the cell of each of its rows; and the others.
 *
 * @param windowSize - Rows of a window, of which the column has to have enough with a value.
 */
export function decisionCellsOfRows(
  reference: ReferenceProfile,
  table: Coerced,
  windowSize: number,
): { readonly columns: readonly ColumnOfCells[]; readonly leftOut: readonly LeftOut[] } {
  const columns: ColumnOfCells[] = [];
  const leftOut: LeftOut[] = [];
  for (const column of reference.columns) {
    const reason = whyNot(column, windowSize);
    if (reason) leftOut.push({ column: column.name, reason });
    else columns.push(cellsOf(column, table.columns.get(column.name)!));
  }
  return { columns, leftOut };
}

function whyNot(column: ReferenceColumn, windowSize: number): LeftOut['reason'] | undefined {
  const { count, size, skipped } = column;
  if (skipped) return skipped;
  if (count === 0) return 'all-missing';
  if (count < limits.minSamples || (windowSize * count) / size < limits.minSamples) return 'too-few-rows';
  const counts = column.kind === 'numeric' ? column.grid!.counts : column.counts;
  return counts.filter((rows) => rows > 0).length < 2 ? 'too-few-cells' : undefined;
}

function cellsOf(column: ReferenceColumn, values: NumericValues | CategoricalValues): ColumnOfCells {
  const { name } = column;
  if (column.kind === 'numeric') {
    const grid = column.grid!;
    return { name, kind: 'numeric', size: decidingCells(column), cells: cellsOfNumbers(values as NumericValues, grid) };
  }
  const otherCell = column.capped ? column.counts.length - 1 : undefined;
  const cells = cellsOfCategories(values as CategoricalValues, column.categories, otherCell);
  return {
    name,
    kind: 'categorical',
    size: decidingCells(column),
    cells,
    ...(otherCell !== undefined && { otherCell }),
  };
}

function cellsOfNumbers({ values }: NumericValues, { edges, view }: NonNullable<NumericReference['grid']>): Int32Array {
  const index = cellIndex(edges);
  return Int32Array.from(values, (x) => (Number.isFinite(x) ? view[cellOf(index, x)]! : -1));
}

function cellsOfCategories(
  { codes, categories }: CategoricalValues,
  known: readonly string[],
  otherCell: number | undefined,
): Int32Array {
  const cell = new Map(known.map((category, k) => [category, k]));
  const byCode = categories.map((category) => cell.get(category) ?? otherCell ?? -1);
  return Int32Array.from(codes, (code) => (code < 0 ? -1 : byCode[code]!));
}
