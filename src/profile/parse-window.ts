import * as z from 'zod/mini';
import type { WindowProfile } from '../contracts/profiles.js';
import { byKind, inOrder } from '../options.js';
import { categorical, checked, columnsOf, count, counts, frame, number, numeric } from './profile-shapes.js';

/** The form of the counts of one column. */
export const windowColumn = byKind({
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
const windowProfile = z.looseObject({
  kind: z.literal('windowProfile'),
  ...frame,
  reference: z.string(),
  columns: columnsOf(windowColumn),
  violations: z.array(z.looseObject({ column: z.string(), kind: z.string(), count, detail: z.string() })),
});

/**
 * Checks that stored JSON is a window profile of this version, with finite numbers and whole counts.
 *
 * @throws DriftSenseError `PROFILE_INVALID` with every problem at once.
 */
export const parseWindowProfile = (json: unknown): WindowProfile => checked(windowProfile, json) as WindowProfile;
