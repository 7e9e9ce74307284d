import type { Schema } from '../../contracts/schema.js';
import { redactedName } from '../../profile/redact.js';
import type { CategoricalValues, Coerced, NumericValues } from '../../table/coerce.js';
import type { SegmentValues } from './gate-segments.js';

/**
 * The segments that rows belong to, some rows a step; a table without the column has no values of it. Of a redacted column,
 * numbers are hashes as well.
 *
 * @param rows - Counted over all tables.
 */
export function* segmentValues(
  tables: readonly Coerced[],
  names: readonly string[],
  { columns }: Schema,
  rows: ArrayLike<number>,
): Generator<number, SegmentValues> {
  const values: [string, (string | undefined)[]][] = [];
  for (const name of names) {
    const redacted = columns.some((column) => column.name === name && column.labels === 'redact');
    const parts = tables.map((table) => ({ size: table.size, textOf: textsOf(table.columns.get(name)) }));
    const own: (string | undefined)[] = [];
    for (let i = 0; i < rows.length; i++) {
      let row = rows[i]!;
      let part = 0;
      while (row >= parts[part]!.size) row -= parts[part++]!.size;
      const text = parts[part]!.textOf(row);
      own.push(text !== undefined && redacted ? redactedName(text) : text);
      if (i % 1_000 === 999) yield 1_000 * (redacted ? 1_000 : 100);
    }
    values.push([name, own]);
  }
  return Object.fromEntries(values);
}

function textsOf(values: NumericValues | CategoricalValues | undefined): (row: number) => string | undefined {
  if (values === undefined) return () => undefined;
  if (values.kind === 'categorical') return (row) => values.categories[values.codes[row]!];
  return (row) => (Number.isNaN(values.values[row]) ? undefined : String(values.values[row]));
}
