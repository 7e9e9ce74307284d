import * as z from 'zod/mini';
import { DriftSenseError } from '../../errors.js';
import { fitting, inOrder, orNull } from '../../options.js';
import { count } from '../../profile/profile-shapes.js';
import { farthest } from './cohorts.js';
import { countsSchema, type RunningCounts } from './ledger-counts.js';

const word = z.int().check(z.gte(-(2 ** 31)), z.lt(2 ** 31));
const time = z.int().check(z.gte(-2 * farthest), z.lte(2 * farthest));

const schema = z.strictObject({
  kind: z.literal('labelLedger'),
  schemaVersion: z.literal(1),
  key: inOrder(word, word, word, word),
  /** null: no time is known yet. */
  now: orNull(time),
  turns: count,
  counts: countsSchema,
  /** In the order they began. */
  cohorts: z.array(
    z.strictObject({
      window: z.string(),
      version: z.int().check(z.gte(-1)),
      periodEnd: orNull(time),
      from: time,
      to: time,
      predictions: count,
      dropped: count,
      matured: z.boolean(),
      rows: z.string(),
    }),
  ),
  unmatched: z.string(),
});

/** A ledger as plain JSON; the rows as `encodeRows` writes them. */
export type LedgerState = Omit<z.infer<typeof schema>, 'counts'> & { readonly counts: RunningCounts };

/** The same with something else in place of the texts of rows. */
export type LedgerStateOf<Rows> = Omit<LedgerState, 'cohorts' | 'unmatched'> & {
  readonly cohorts: (Omit<LedgerState['cohorts'][number], 'rows'> & { rows: Rows })[];
  readonly unmatched: Rows;
};

/**
 * Checks a stored state, but for its rows.
 *
 * @throws DriftSenseError `STATE_INVALID`.
 */
export function readLedgerState(json: unknown): LedgerState {
  // The counts are those of `newCounts` by their schema.
  return fitting(schema, json, '', (problems) => invalidLedger(problems.join('; '))) as LedgerState;
}

export const invalidLedger = (problem: string): DriftSenseError =>
  new DriftSenseError('STATE_INVALID', `label ledger: ${problem}`);
