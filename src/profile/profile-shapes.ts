import * as z from 'zod/mini';
import { DriftSenseError } from '../errors.js';
import { fitting } from '../options.js';
import { knownBy, plainlyFits } from '../plainly-fits.js';

/** What reference profiles and window profiles have in common when they are checked. */

export const number = z.number();
export const count = knownBy(z.int().check(z.gte(0)), (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const counts = z.array(count);
export const numbers = z.array(number);
export const ascending = numbers.check(
  z.refine((edges) => edges.every((edge, k) => k === 0 || edge > edges[k - 1]!), 'expected ascending numbers'),
);
/** A refinement that two lists fit each other. */
export const fits = <T>(holds: (value: T) => boolean, expected: string) => z.refine<T>(holds, `expected ${expected}`);

const moments = z.looseObject({ n: count, mean: number, sd: number, m2: number, m3: number, m4: number });
const shared = { name: z.string(), size: count, missing: count, count };
export const numeric = {
  ...shared,
  kind: z.literal('numeric'),
  posInf: count,
  negInf: count,
  unparsable: count,
  moments: z.optional(moments),
  min: z.optional(number),
  max: z.optional(number),
};
export const categorical = { ...shared, kind: z.literal('categorical'), counts };

/** Columns of one kind of profile. */
export const columnsOf = <C extends z.ZodMiniType<{ readonly name: string }>>(column: C) =>
  z
    .array(column)
    .check(fits((columns) => new Set(columns.map(({ name }) => name)).size === columns.length, 'each column once'));

export const frame = { schemaVersion: z.literal(1), libVersion: z.string(), size: count, notes: z.array(z.string()) };

/** The JSON as it is, if it fits. @throws DriftSenseError `PROFILE_INVALID` with every problem at once. */
export function checked(schema: z.ZodMiniType, json: unknown): unknown {
  if (!plainlyFits(schema, json)) fitting(schema, json, 'profile', invalid);
  return json;
}

export const invalid = (problems: readonly string[], cause?: unknown): DriftSenseError =>
  new DriftSenseError('PROFILE_INVALID', problems.slice(0, 20).join('\n'), { details: { problems }, cause });
