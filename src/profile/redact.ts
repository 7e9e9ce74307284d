import type { ColumnValues } from '../contracts/batch.js';
import type { Schema } from '../contracts/schema.js';
import { hash64 } from '../stats/hash.js';
import { makeBatch } from '../table/batch.js';
import { codedColumn } from '../table/columns.js';
import type { CategoricalValues, Coerced, NumericValues } from '../table/coerce.js';

/**
 * Replaces the categories of columns marked `labels: 'redact'` by hashes before anything is counted, trained or stored, so
 * that no text of theirs can reach an output. Equal categories keep equal hashes, and a hash stays as it is.
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
        ? { ...column, categories: column.categories.map(redactedName) }
        : column,
    );
  const { batch } = table;
  const cells = new Map<string, ColumnValues>();
  for (const name of batch.names) {
    const column = columns.get(name);
    cells.set(
      name,
      column?.kind === 'categorical' ? codedColumn(column.codes, column.categories) : batch.column(name)!,
    );
  }
  const { size, ids, times, modelVersions, name } = batch;
  return {
    ...table,
    columns,
    batch: makeBatch({
      size,
      columns: cells,
      ...(ids && { ids }),
      ...(times && { times }),
      ...(modelVersions && { modelVersions }),
      ...(name !== undefined && { name }),
    }),
  };
}

/** What stands for a category in a redacted column: its hash; a hash stays as it is. */
export const redactedName = (category: string): string =>
  /^#[0-9a-f]{16}$/.test(category) ? category : `#${hash64(category)}`;
