import * as z from 'zod/mini';
import { count } from '../../profile/profile-shapes.js';
import type { LedgerCounts } from './ledger-types.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends number ? number : Mutable<T[K]> };
export type RunningCounts = Mutable<LedgerCounts>;

const counts = (...names: readonly string[]) => z.strictObject(Object.fromEntries(names.map((name) => [name, count])));

export const newCounts = (): RunningCounts => ({
  records: {
    waiting: 0,
    joined: 0,
    duplicate: 0,
    conflict: 0,
    full: 0,
    expired: 0,
    'invalid-id': 0,
    'invalid-prediction': 0,
    'invalid-time': 0,
  },
  labels: {
    joined: 0,
    unmatched: 0,
    duplicate: 0,
    corrected: 0,
    superseded: 0,
    expired: 0,
    full: 0,
    'invalid-id': 0,
    'invalid-label': 0,
    'invalid-time': 0,
  },
  dropped: { waiting: 0, joined: 0, unmatched: 0 },
  expired: { unlabelled: 0, unmatched: 0 },
  feed: { fed: 0, skipped: 0, otherVersion: 0, correctedAfter: 0 },
});

/** What `newCounts` makes, with whole numbers in it. */
export const countsSchema = z.strictObject(
  Object.fromEntries(Object.entries(newCounts()).map(([group, names]) => [group, counts(...Object.keys(names))])),
);
