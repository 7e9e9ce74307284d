import type { ColumnSchema, SchemaViolation } from '../contracts/schema.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import type { CategoricalValues, Coerced, NumericValues } from '../table/coerce.js';
import { isNested } from '../table/tally.js';

/**
 * Refuses a reference that no window could be compared with: a column of objects or arrays alone, which would read as
 * missing throughout, and scores that are no probabilities, of which wrong predictions would be made. Single odd cells are
 * counted instead.
 *
 * @param compared - Columns that windows are compared by.
 * @throws DriftSenseError `VALUE_NESTED` for nested values, `SCHEMA_INVALID` for scores that are texts or percentages.
 */
export function refuseValues({ columns, violations }: Coerced, compared: readonly ColumnSchema[]): void {
  for (const column of compared) {
    const values = columns.get(column.name);
    const own = violations.filter((violation) => violation.column === column.name);
    if (values && own.length > 0) check(column, values, own);
  }
}

function check(
  { name, role }: ColumnSchema,
  values: NumericValues | CategoricalValues,
  violations: readonly SchemaViolation[],
): void {
  const found = (kind: SchemaViolation['kind']) => violations.find((violation) => violation.kind === kind);
  const [invalid, text, outside] = [found('invalid-value'), found('wrong-type'), found('out-of-range')];
  const isScore = role === 'score';
  const refuse = (code: 'VALUE_NESTED' | 'SCHEMA_INVALID', got: string, remedy?: string): never => {
    const what = isScore
      ? `score '${name}' of the reference: expected probabilities in [0, 1]`
      : `column '${name}' of the reference: expected numbers, texts or booleans`;
    throw new DriftSenseError(code, `${what}, got ${got}`, { details: { column: name }, ...(remedy && { remedy }) });
  };
  const present = presentIn(values);
  if (present === 0 && invalid && isNested(invalid))
    refuse(
      'VALUE_NESTED',
      `${invalid.detail} in ${invalid.count} rows`,
      isScore ? `give one score column per class, its name ending with the class: '${name}_<class>'` : undefined,
    );
  if (!isScore) return;
  if (present === 0 && text) refuse('SCHEMA_INVALID', `${text.count} texts`, `give '${name}' the role feature`);
  if (outside && outside.count > limits.oddScores * present)
    refuse(
      'SCHEMA_INVALID',
      `${outside.count} of ${present} values outside`,
      `divide percentages by 100, or give '${name}' the role feature`,
    );
}

const presentIn = (values: NumericValues | CategoricalValues): number =>
  values.kind === 'numeric'
    ? values.values.reduce((count, value) => count + Number(value === value), 0)
    : values.codes.reduce((count, code) => count + Number(code >= 0), 0);
