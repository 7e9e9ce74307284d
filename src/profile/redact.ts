import type { Schema } from '../contracts/schema.js';
import { hash64 } from '../stats/hash.js';
import type { CategoricalValues, Coerced, NumericValues } from '../table/coerce.js';

/**
 * Replaces the categories of columns marked `labels: 'redact'` by hashes before anything is counted, trained or stored, so
 * that no text of theirs can reach an output. Equal categories keep equal hashes.
 */
export function redactCategories(table: Coerced, schema: Schema): Coerced {
  const redacted = new Set(
    schema.columns
      .filter((column) => column.labels === 'redact' && column.type === 'categorical')
      .map((column) => column.name),
  );
  if (redacted.size === 0) return table;
  const columns = new Map<string, NumericValues | CategoricalValues>();
  for (const [name, column] of table.columns)
    columns.set(
      name,
      column.kind === 'categorical' && redacted.has(name)
        ? { ...column, categories: column.categories.map((category) => `#${hash64(category)}`) }
        : column,
    );
  return { ...table, columns };
}
