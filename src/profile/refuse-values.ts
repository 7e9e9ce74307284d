import type { ColumnSchema } from '../contracts/schema.js';
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
  for (const violation of violations) {
    const { column: name, kind, count, detail } = violation;
    const values = columns.get(name);
    const role = compared.find((column) => column.name === name)?.role;
    if (!values || !role) continue;
    const present = presentIn(values);
    const isScore = role === 'score';
    const isAllNested = present === 0 && isNested(violation);
    const isNoScore =
      isScore &&
      (kind === 'wrong-type' ? present === 0 : kind === 'out-of-range' && count > limits.oddScores * present);
    if (!isAllNested && !isNoScore) continue;
    const expected = isScore ? 'probabilities in [0, 1]' : 'numbers, texts or booleans';
    throw new DriftSenseError(
      isAllNested ? 'VALUE_NESTED' : 'SCHEMA_INVALID',
      `column '${name}' of the reference: expected ${expected}, got ${detail} in ${count} rows`,
      {
        details: { column: name },
        ...(isScore && {
          remedy: isAllNested
            ? `give one score column per class, its name ending with the class: '${name}_<class>'`
            : `divide percentages by 100, or give '${name}' the role feature`,
        }),
      },
    );
  }
}

const presentIn = (values: NumericValues | CategoricalValues): number =>
  values.kind === 'numeric'
    ? values.values.reduce((count, value) => count + Number(value === value), 0)
    : values.codes.reduce((count, code) => count + Number(code >= 0), 0);
