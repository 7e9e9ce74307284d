import * as z from 'zod';
import { DriftSenseError } from './errors.js';

/**
 * Checks options against their schema, fills in defaults and reports every problem at once.
 *
 * @param where - What the options belong to, for the message: `adwin`, `Monitor`.
 * @throws DriftSenseError `OPTION_INVALID` with one line per problem: path, expectation, what was given.
 */
export function parseOptions<S extends z.ZodType>(schema: S, given: unknown, where: string): z.output<S> {
  const result = schema.safeParse(given ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const path = [where, ...issue.path.map(String)].join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `${path}: unknown option '${key}'`).join('\n');
    return `${path}: ${issue.message}`;
  });
  throw new DriftSenseError('OPTION_INVALID', problems.join('\n'), { details: { where, problems } });
}
