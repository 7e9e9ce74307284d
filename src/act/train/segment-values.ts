import type { CategoricalValues, Coerced, NumericValues } from '../../table/coerce.js';
import type { SegmentValues } from './gate-segments.js';

/** The segments that rows belong to, by column; a table without the column has no values of it. @param rows - Counted over all tables. */
export const segmentValues = (
  tables: readonly Coerced[],
  columns: readonly string[],
  rows: Iterable<number>,
): SegmentValues => {
  const chosen = [...rows];
  return Object.fromEntries(
    columns.map((column) => {
      const all = tables.flatMap((table) => textsOf(table.columns.get(column), table.size));
      return [column, chosen.map((row) => all[row])];
    }),
  );
};

function textsOf(values: NumericValues | CategoricalValues | undefined, size: number): (string | undefined)[] {
  if (values?.kind === 'categorical') return Array.from(values.codes, (code) => values.categories[code]);
  if (values === undefined) return Array.from({ length: size }, () => undefined);
  return Array.from(values.values, (value) => (Number.isNaN(value) ? undefined : String(value)));
}
