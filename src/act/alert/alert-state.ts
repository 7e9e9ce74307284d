import * as z from 'zod/mini';
import { DriftSenseError } from '../../errors.js';
import { byName, problemOf } from '../../options.js';

const acknowledgement = z.strictObject({
  /** Epoch milliseconds. */
  at: z.number(),
  /** When reminders go on. */
  until: z.optional(z.number()),
  as: z.optional(z.enum(['drift', 'benign'])),
});

/** That somebody has seen an episode, and what they said of it. */
export type Acknowledgement = Readonly<z.infer<typeof acknowledgement>>;

const key = z.strictObject({
  status: z.enum(['quiet', 'firing']),
  /** Transitions so far; never restarts. */
  sequence: z.int().check(z.gte(0)),
  /** First firing window of the episode. */
  since: z.optional(z.string()),
  /** The last judged windows, oldest first: id where it fired, null where it was clean. At most `confirm.of`. */
  recent: z.array(z.nullable(z.string())),
  /** Firing windows of the episode, clean windows in a row, judged windows since the last message. */
  firingWindows: z.int().check(z.gte(0)),
  clean: z.int().check(z.gte(0)),
  sinceMessage: z.int().check(z.gte(0)),
  acknowledged: z.optional(acknowledgement),
});
/** Where one kind of alert stands. */
export type KeyState = Readonly<z.infer<typeof key>>;

const schema = z.strictObject({
  kind: z.literal('alertState'),
  schemaVersion: z.literal(1),
  keys: byName(key),
});

/** The alert life-cycle of one monitor as plain JSON: one entry per kind that was ever judged. */
export interface AlertState {
  readonly kind: 'alertState';
  readonly schemaVersion: 1;
  readonly keys: Readonly<Record<string, KeyState>>;
}

export const initialAlertState: AlertState = { kind: 'alertState', schemaVersion: 1, keys: {} };

/**
 * Checks a stored state.
 *
 * @throws DriftSenseError `STATE_INVALID`.
 */
export function restoreAlertState(json: unknown): AlertState {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new DriftSenseError(
    'STATE_INVALID',
    `alert state: ${result.error.issues.map((issue) => problemOf(issue, '')).join('; ')}`,
  );
}
