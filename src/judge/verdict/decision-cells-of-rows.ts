import type { NumericReference, ReferenceColumn, ReferenceProfile } from '../../contracts/profiles.js';
import { cellIndex, cellOf } from '../../profile/cell-index.js';
import type { CategoricalValues, Coerced, NumericValues } from '../../table/coerce.js';

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

/** The columns of a reference that hold something in two cells to be decided on, with the cell of each of its rows. */
export function decisionCellsOfRows(reference: ReferenceProfile, table: Coerced): ColumnOfCells[] {
  return reference.columns.flatMap((column): ColumnOfCells[] => {
    const values = table.columns.get(column.name);
    if (values === undefined || column.skipped !== undefined) return [];
    const { name, kind } = column;
    if (column.kind === 'numeric') {
      if (column.grid === undefined || values.kind !== 'numeric') return [];
      const size = (column.grid.view.at(-1) ?? 0) + 1;
      return column.grid.counts.filter((count) => count > 0).length < 2
        ? []
        : [{ name, kind, size, cells: cellsOfNumbers(values, column.grid) }];
    }
    if (column.counts.length < 2 || values.kind !== 'categorical') return [];
    const otherCell = column.capped ? column.counts.length - 1 : undefined;
    const cells = cellsOfCategories(values, column.categories, otherCell);
    return [{ name, kind, size: column.counts.length, cells, ...(otherCell !== undefined && { otherCell }) }];
  });
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
