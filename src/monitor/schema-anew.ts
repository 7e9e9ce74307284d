import type { Batch } from '../contracts/batch.js';
import type { ColumnSchema, Schema } from '../contracts/schema.js';
import { columnFacts } from '../table/column-facts.js';
import { inferColumns } from '../table/schema.js';

/**
 * The schema by which rows are read that become the reference. One that was declared stays. One that was inferred follows the
 * features that are there: new ones are inferred, those that are gone are left out, and numbers of which most are texts
 * now are categories. What else is known of a column stays, its role above all, which no value tells.
 *
 * @param timeZone - Of times without offset in new columns.
 */
export function schemaAnew(before: Schema, rows: Batch, timeZone: string | undefined): Schema {
  if (before.origin === 'declared' || rows.size === 0) return before;
  const inferred = inferColumns(rows, timeZone === undefined ? {} : { timeZone });
  const here = new Map(inferred.columns.map((column) => [column.name, column]));
  const kept = before.columns.flatMap((column): ColumnSchema[] => {
    const now = here.get(column.name);
    here.delete(column.name);
    if (column.role !== 'feature') return [column];
    if (now === undefined) return [];
    return [isText(column, rows) ? { ...column, type: 'categorical' } : column];
  });
  return { ...before, columns: [...kept, ...here.values()] };
}

/** A column of numbers of whose values most are texts that are no numbers. */
function isText({ name, type }: ColumnSchema, rows: Batch): boolean {
  if (type !== 'numeric') return false;
  const { texts, words, numericTexts, codeTexts, missing } = columnFacts(rows.column(name)!);
  return 2 * (texts - words - numericTexts - codeTexts) > rows.size - missing;
}
