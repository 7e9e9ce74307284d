import type { ColumnSchema } from '../../contracts/schema.js';
import { redactedName } from '../../profile/redact.js';
import { coerceCategorical } from '../../table/coerce-categorical.js';
import { coerceNumeric } from '../../table/coerce-numeric.js';
import { newTally } from '../../table/tally.js';
import { encode, type TaskSettings } from './outcomes.js';

/**
 * One label as a class index, or as a number for regression, by the rules for the cells of its column: `true`, `'true'` and
 * a category called `true` are one label. NaN for a missing one, for one of another type and for a class nobody knows.
 *
 * @param column - The label column; where the schema has none, the prediction column, whose values it shares.
 * @example
 * encodeLabel('yes', { name: 'fraud', role: 'label', type: 'categorical' }, { ...task, classes: ['no', 'yes'] }); // 1
 */
export function encodeLabel(value: unknown, column: ColumnSchema, task: TaskSettings): number {
  if (column.type === 'numeric') {
    const x = encode(coerceNumeric([value], 1, column, newTally()), task)[0]!;
    return Number.isFinite(x) ? x : Number.NaN;
  }
  const coerced = coerceCategorical([value], 1, column, newTally());
  const categories = column.labels === 'redact' ? coerced.categories.map(redactedName) : coerced.categories;
  return encode({ ...coerced, categories }, task)[0]!;
}
