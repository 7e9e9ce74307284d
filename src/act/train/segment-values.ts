import type { Schema } from '../../contracts/schema.js';
import { redactedName } from '../../profile/redact.js';
import type { CategoricalValues, Coerced, NumericValues } from '../../table/coerce.js';
import type { SegmentValues } from './gate-segments.js';

/**
 * The segments that rows belong to, by column; a table without the column has no values of it. Of a redacted column, numbers
 * are hashes as well.
 *
 * @param rows - Counted over all tables.
 */
export const segmentValues = (
  tables: readonly Coerced[],
  names: readonly string[],
  { columns }: Schema,
  rows: Iterable<number>,
): SegmentValues => {
  const chosen = [...rows];
  return Object.fromEntries(
    names.map((name) => {
      const redacted = columns.some((column) => column.name === name && column.labels === 'redact');
      const all = tables.flatMap((table) => textsOf(table.columns.get(name), table.size));
      return [
        name,
        chosen.map((row) => {
          const text = all[row];
          return text !== undefined && redacted ? redactedName(text) : text;
        }),
      ];
    }),
  );
};

function textsOf(values: NumericValues | CategoricalValues | undefined, size: number): (string | undefined)[] {
  if (values?.kind === 'categorical') return Array.from(values.codes, (code) => values.categories[code]);
  if (values === undefined) return Array.from({ length: size }, () => undefined);
  return Array.from(values.values, (value) => (Number.isNaN(value) ? undefined : String(value)));
}
