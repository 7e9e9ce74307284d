import type { ColumnSchema } from '../../contracts/schema.js';
import { allSteps } from '../../all-steps.js';
import { redactedName } from '../../profile/redact.js';
import { coerceCategorical, type CategoricalValues } from '../../table/coerce-categorical.js';
import { coerceNumeric, type NumericValues } from '../../table/coerce-numeric.js';
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
  try {
    const x = encode(coerced(value, column), task)[0]!;
    return Number.isFinite(x) ? x : Number.NaN;
  } catch {
    return Number.NaN; // an object that throws when it is looked at
  }
}

function coerced(value: unknown, column: ColumnSchema): NumericValues | CategoricalValues {
  if (column.type === 'numeric') return allSteps(coerceNumeric([value], 1, column, newTally()));
  const cell = allSteps(coerceCategorical([value], 1, column, newTally()));
  return column.labels === 'redact' ? { ...cell, categories: cell.categories.map(redactedName) } : cell;
}
