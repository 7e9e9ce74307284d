import * as z from 'zod/mini';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import { messageOf } from '../errors.js';
import { byKind } from '../options.js';
import { viewOf } from '../stats/grid.js';
import { checkSchema } from '../table/schema.js';
import {
  ascending,
  categorical,
  checked,
  columnsOf,
  count,
  counts,
  fits,
  frame,
  invalid,
  number,
  numbers,
  numeric,
} from './profile-shapes.js';

const grid = z
  .looseObject({ edges: ascending, counts, view: counts, levels: counts })
  .check(
    fits(
      ({ edges, counts: cells, view, levels }) =>
        cells.length === edges.length + 1 &&
        levels.length === edges.length &&
        view.join() === viewOf({ levels }, 10).join(),
      'counts, levels and a view that fit the edges',
    ),
  );
const scale = { size: count, blocks: count, sumX: number, sumY: number, sumXX: number, sumYY: number, worst: number };
const dependence = z.looseObject({ rows: count, scales: z.array(z.looseObject(scale)) });
const inflation = number.check(z.gte(1));
const reference = {
  role: z.string(),
  skipped: z.optional(z.literal('id-like')),
  dependence: z.optional(dependence),
  tempering: z.optional(
    z.looseObject({
      values: inflation,
      spread: z.optional(inflation),
      missing: inflation,
      longestMissing: z.optional(count),
    }),
  ),
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
    sampleSeed: z.optional(number),
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
const referenceProfile = z.looseObject({
  kind: z.literal('referenceProfile'),
  ...frame,
  hash: z.string(),
  schema: z.custom((given) => typeof given === 'object' && given !== null, 'expected a schema'),
  columns: columnsOf(referenceColumn),
});
/**
 * Checks that stored JSON is a reference profile of this version, with finite numbers and counts that fit its cells.
 *
 * @throws DriftSenseError `PROFILE_INVALID` with every problem at once.
 */
export function parseReference(json: unknown): ReferenceProfile {
  const profile = checked(referenceProfile, json) as ReferenceProfile;
  try {
    checkSchema(profile.schema);
  } catch (cause) {
    throw invalid([`profile.schema: ${messageOf(cause)}`], cause);
  }
  return profile;
}

/** Whether a value says of itself that it is a window profile. */
export const isWindowProfile = (given: unknown): given is WindowProfile => kindOf(given) === 'windowProfile';

/** Whether a value says of itself that it is a reference profile. */
export const isReferenceProfile = (given: unknown): given is ReferenceProfile => kindOf(given) === 'referenceProfile';

const kindOf = (given: unknown): unknown =>
  typeof given === 'object' && given !== null && 'kind' in given ? given.kind : undefined;
