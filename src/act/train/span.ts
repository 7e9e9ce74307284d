import type { Coerced } from '../../table/coerce.js';

/** The rows of one window, or of the reference. */
export interface OfWindow extends Coerced {
  /** Its id; `reference` for the rows of the reference. */
  readonly window: string;
}

/** First and last window, by id. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/**
 * First and last window that rows come from.
 *
 * @param rows - Row numbers over all tables, in any order; at least one.
 * @param tables - Oldest first.
 */
export function spanOf(rows: readonly number[], tables: readonly OfWindow[]): Span {
  let [first, last] = [Infinity, 0];
  for (const row of rows) {
    first = Math.min(first, row);
    last = Math.max(last, row);
  }
  const windowOf = (row: number): string => {
    let end = 0;
    return tables.find(({ size }) => (end += size) > row)!.window;
  };
  return { from: windowOf(first), to: windowOf(last) };
}
