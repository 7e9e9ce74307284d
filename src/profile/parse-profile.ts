import * as z from 'zod/mini';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import { DriftSenseError, messageOf } from '../errors.js';
import { byKind, inOrder, problemOf } from '../options.js';
import { parseSchema } from '../table/schema.js';

const number = z.number();
const count = z.int().check(z.gte(0));
/**
 * A list whose elements are looked at one by one only when something is wrong with one of them: a profile has thousands,
 * and a schema in a fresh process takes a microsecond for each.
 */
const listOf = <T>(element: z.ZodMiniType, holds: (value: unknown) => boolean) =>
  z.custom<readonly T[]>().check((context) => {
    const given: unknown = context.value;
    if (Array.isArray(given) && given.every(holds)) return;
    const { error } = z.safeParse(z.array(element), given, { reportInput: true });
    for (const issue of error?.issues ?? []) context.issues.push({ ...issue, continue: false } as z.core.$ZodRawIssue);
  });
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const counts = listOf<number>(count, isCount);
const numbers = listOf<number>(number, Number.isFinite);
const ascending = numbers.check(
  z.refine((edges) => edges.every((edge, k) => k === 0 || edge > edges[k - 1]!), 'expected ascending numbers'),
);
/** A refinement that two lists fit each other. */
const fits = <T>(holds: (value: T) => boolean, expected: string) => z.refine<T>(holds, `expected ${expected}`);

const moments = z.looseObject({ n: count, mean: number, sd: number, m2: number, m3: number, m4: number });
const shared = { name: z.string(), size: count, missing: count, count };
const numeric = {
  ...shared,
  kind: z.literal('numeric'),
  posInf: count,
  negInf: count,
  unparsable: count,
  moments: z.optional(moments),
  min: z.optional(number),
  max: z.optional(number),
};
const categorical = { ...shared, kind: z.literal('categorical'), counts };

const grid = z
  .looseObject({ edges: ascending, counts, view: counts, levels: counts })
  .check(
    fits(
      ({ edges, counts: cells, view, levels }) =>
        cells.length === edges.length + 1 && view.length === cells.length && levels.length === edges.length,
      'one count and one view cell more than edges, and a level per edge',
    ),
  );
const scale = z.looseObject({
  size: count,
  blocks: count,
  sumX: number,
  sumY: number,
  sumXX: number,
  sumYY: number,
  worst: number,
});
const isScale = (given: unknown): boolean => {
  const { size, blocks, sumX, sumY, sumXX, sumYY, worst } = (given ?? {}) as Partial<z.output<typeof scale>>;
  return isCount(size) && isCount(blocks) && [sumX, sumY, sumXX, sumYY, worst].every(Number.isFinite);
};
const dependence = z.looseObject({ rows: count, scales: listOf(scale, isScale) });
const inflation = number.check(z.gte(1));
const reference = {
  role: z.string(),
  skipped: z.optional(z.literal('id-like')),
  dependence: z.optional(dependence),
  tempering: z.optional(z.looseObject({ values: inflation, spread: z.optional(inflation), missing: inflation })),
};
const referenceColumn = byKind({
  numeric: z.looseObject({
    ...numeric,
    ...reference,
    grid: z.optional(grid),
    cellMeans: z.optional(numbers),
    range20: z.optional(
      z
        .looseObject({ edges: ascending, counts })
        .check(fits(({ edges, counts: cells }) => cells.length === edges.length + 1, 'one count more than edges')),
    ),
    gaps: z.optional(
      z
        .looseObject({ values: ascending, counts })
        .check(
          fits(({ values, counts: cells }) => cells.length === 2 * values.length + 1, 'a count at and between all'),
        ),
    ),
    quantiles: z.optional(z.array(z.looseObject({ order: number, value: number }))),
    sample: z.optional(numbers),
  }),
  categorical: z
    .looseObject({
      ...categorical,
      ...reference,
      categories: z.array(z.string()),
      capped: z.boolean(),
      distinct: count,
      once: count,
      twice: count,
    })
    .check(fits(({ categories, counts: cells }) => categories.length === cells.length, 'as many counts as categories')),
});
const windowColumn = byKind({
  numeric: z.looseObject({
    ...numeric,
    below: count,
    above: count,
    counts,
    range20: z.optional(counts),
    gaps: z.optional(counts),
    sample: z.optional(z.array(inOrder(number, number))),
  }),
  categorical: z.looseObject({ ...categorical, unseen: count, unseenNamed: z.array(inOrder(z.string(), count)) }),
});
const columnsOf = <C extends z.ZodMiniType<{ readonly name: string }>>(column: C) =>
  z
    .array(column)
    .check(fits((columns) => new Set(columns.map(({ name }) => name)).size === columns.length, 'each column once'));

const frame = { schemaVersion: z.literal(1), libVersion: z.string(), size: count, notes: z.array(z.string()) };
const referenceProfile = z.looseObject({
  kind: z.literal('referenceProfile'),
  ...frame,
  hash: z.string(),
  schema: z.custom((given) => typeof given === 'object' && given !== null, 'expected a schema'),
  columns: columnsOf(referenceColumn),
});
const windowProfile = z.looseObject({
  kind: z.literal('windowProfile'),
  ...frame,
  reference: z.string(),
  columns: columnsOf(windowColumn),
  violations: z.array(z.looseObject({ column: z.string(), kind: z.string(), count, detail: z.string() })),
});

/**
 * Checks that stored JSON is a reference profile of this version, with finite numbers and counts that fit its cells.
 *
 * @throws DriftSenseError `PROFILE_INVALID` with every problem at once.
 */
export function parseReference(json: unknown): ReferenceProfile {
  const profile = checked(referenceProfile, json) as ReferenceProfile;
  try {
    parseSchema(profile.schema);
  } catch (cause) {
    throw invalid([`profile.schema: ${messageOf(cause)}`], cause);
  }
  return profile;
}

/**
 * Checks that stored JSON is a window profile of this version, with finite numbers and whole counts.
 *
 * @throws DriftSenseError `PROFILE_INVALID` with every problem at once.
 */
export const parseWindowProfile = (json: unknown): WindowProfile => checked(windowProfile, json) as WindowProfile;

function checked(schema: z.ZodMiniType, json: unknown): unknown {
  const result = z.safeParse(schema, json, { reportInput: true });
  if (result.success) return json;
  throw invalid(result.error.issues.map((issue) => problemOf(issue, 'profile')));
}

const invalid = (problems: readonly string[], cause?: unknown): DriftSenseError =>
  new DriftSenseError('PROFILE_INVALID', problems.slice(0, 20).join('\n'), { details: { problems }, cause });

/** Whether a value says of itself that it is a window profile. */
export const isWindowProfile = (given: unknown): given is WindowProfile => kindOf(given) === 'windowProfile';

/** Whether a value says of itself that it is a reference profile. */
export const isReferenceProfile = (given: unknown): given is ReferenceProfile => kindOf(given) === 'referenceProfile';

const kindOf = (given: unknown): unknown =>
  typeof given === 'object' && given !== null && 'kind' in given ? given.kind : undefined;
