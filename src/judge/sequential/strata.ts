import type { ReferenceColumn } from '../../contracts/profiles.js';
import { DriftSenseError } from '../../errors.js';
import type { CategoricalValues, Coerced, NumericValues } from '../../table/coerce.js';
import { mostStrata } from './plan.js';
import { stratify, type StratifiedColumn } from './stratify.js';

/** Reference rows by stratum. */
export interface Strata {
  /** The column that tells strata apart. */
  readonly by: string;
  readonly keys: readonly string[];
  column(reference: ReferenceColumn): StratifiedColumn;
}

/** The key of each row: how its value prints; undefined where it has none. */
export function keysOf(values: NumericValues | CategoricalValues): (row: number) => string | undefined {
  if (values.kind === 'numeric')
    return (row) => (Number.isNaN(values.values[row]) ? undefined : String(values.values[row]));
  return (row) => values.categories[values.codes[row]!];
}

/**
 * Splits the rows of a reference up by the value of one column, over the cells of the whole.
 *
 * @param order - Row numbers in order of time; undefined where the order means nothing.
 * @throws DriftSenseError `OPTION_INVALID` for a column with more than 1,000 values.
 */
export function strataOf(table: Coerced, by: string, order: ArrayLike<number> | undefined): Strata {
  const column = table.columns.get(by);
  const keyOf = column === undefined ? () => undefined : keysOf(column);
  const numbers = new Map<string, number>();
  const strata = Int16Array.from({ length: table.size }, (_, row) => {
    const key = keyOf(row);
    if (key === undefined || numbers.size > mostStrata) return -1;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  });
  if (numbers.size > mostStrata)
    throw new DriftSenseError(
      'OPTION_INVALID',
      `sequentialMonitor.stratum: '${by}' has more than ${mostStrata} values; rows of each are to be compared with each other`,
    );
  const keys = [...numbers.keys()];
  return { by, keys, column: (reference) => stratify(reference, table, { strata, size: keys.length, order }) };
}
