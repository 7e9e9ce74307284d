import type { ColumnSchema, SchemaViolation } from '../contracts/schema.js';

/** What was met while one column was coerced, in cells. */
export interface Tally {
  /** Texts in a numeric column that are no number. */
  wrongType: number;
  /** Nested values, numbers no double holds, times without zone: cells no kind of column can take. */
  invalid: number;
  /** Outside min and max. */
  outside: number;
  /** In none of the schema's categories. */
  unknown: number;
  /** Path into the first nested cell. */
  path?: string;
}

export const newTally = (): Tally => ({ wrongType: 0, invalid: 0, outside: 0, unknown: 0 });

/** What a violation says of nested cells, before their path. */
export const isNested = ({ detail }: SchemaViolation): boolean => detail.includes('the first is nested');

/** The tally as violations. Counts and names only: no value of a cell, and no path into a redacted column. */
export function violationsOf(column: ColumnSchema, tally: Tally): SchemaViolation[] {
  const range = `[${column.min ?? '-∞'}, ${column.max ?? '∞'}]`;
  const path = column.labels === 'redact' ? '' : `: ${tally.path}`;
  const nested = tally.path === undefined ? '' : `; the first is nested${path}`;
  const found: readonly (readonly [kind: SchemaViolation['kind'], count: number, detail: string])[] = [
    ['wrong-type', tally.wrongType, 'texts that are no numbers'],
    ['invalid-value', tally.invalid, `values no column can take${nested}`],
    ['out-of-range', tally.outside, `outside ${range}`],
    ['unknown-category', tally.unknown, `none of the ${column.categories?.length} categories`],
  ];
  return found
    .filter(([, count]) => count > 0)
    .map(([kind, count, detail]) => ({ column: column.name, kind, count, detail }));
}
