import type { Schema, SchemaViolation } from '../contracts/schema.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import type { Coerced } from '../table/coerce.js';

/**
 * Refuses a reference whose scores are no probabilities: predictions would be made of them, and all be wrong. Single odd
 * cells are counted instead, as in any column.
 *
 * @throws DriftSenseError `VALUE_NESTED` for arrays in a score column, `SCHEMA_INVALID` for texts and for percentages.
 */
export function refuseScores({ columns, violations }: Coerced, { columns: known }: Schema): void {
  for (const { name } of known.filter(({ role }) => role === 'score')) {
    const column = columns.get(name);
    if (column?.kind !== 'numeric') continue;
    const own = violations.filter((violation) => violation.column === name);
    const found = (kind: SchemaViolation['kind']) => own.find((violation) => violation.kind === kind);
    const [invalid, text, outside] = [found('invalid-value'), found('wrong-type'), found('out-of-range')];
    const values = column.values.reduce((count, value) => count + Number(value === value), 0);
    const refuse = (code: 'VALUE_NESTED' | 'SCHEMA_INVALID', got: string, remedy: string): never => {
      const message = `score '${name}' of the reference: expected probabilities in [0, 1], got ${got}`;
      throw new DriftSenseError(code, message, { details: { column: name }, remedy });
    };
    if (values === 0 && invalid)
      refuse(
        'VALUE_NESTED',
        `${invalid.detail} in ${invalid.count} rows`,
        `give one score column per class, its name ending with the class: '${name}_<class>'`,
      );
    if (values === 0 && text)
      refuse('SCHEMA_INVALID', `${text.count} texts`, `give '${name}' the role feature, or ignore`);
    if (outside && outside.count > limits.oddScores * values)
      refuse(
        'SCHEMA_INVALID',
        `${outside.count} of ${values} values outside`,
        `divide percentages by 100, make probabilities of other scores, or give '${name}' the role feature`,
      );
  }
}
