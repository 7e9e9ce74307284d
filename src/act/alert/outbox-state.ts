import * as z from 'zod/mini';
import type { AlertKind, AlertMessage } from '../../contracts/alerter.js';
import { DriftSenseError } from '../../errors.js';
import { problemOf } from '../../options.js';

const count = z.int().check(z.gte(0));
const kinds = [
  'data-drift',
  'data-quality',
  'concept-drift',
  'schema',
  'performance',
  'retraining',
  'dropped',
  'label-coverage',
  'no-data',
  'delivery',
] as const satisfies readonly AlertKind[];

const message = z.strictObject({
  key: z.string(),
  monitor: z.string(),
  kind: z.enum(kinds),
  transition: z.enum(['firing', 'reminder', 'resolved', 'superseded']),
  sequence: count,
  title: z.string(),
  text: z.string(),
  window: z.strictObject({ id: z.string(), rows: z.number() }),
  since: z.string(),
  columns: z.array(
    z.strictObject({
      column: z.string(),
      role: z.string(),
      reason: z.string(),
      effect: z.exactOptional(z.number()),
      tolerance: z.exactOptional(z.number()),
      moved: z.exactOptional(z.string()),
    }),
  ),
  more: count,
  modelVersion: z.exactOptional(count),
  nextStep: z.string(),
  link: z.exactOptional(z.string()),
  at: z.number(),
}) satisfies z.ZodMiniType<AlertMessage>;

const losses = z.strictObject({
  monitor: z.string(),
  counts: z.strictObject({ failed: count, unknown: count, dropped: count, coalesced: count, abandoned: count }),
  titles: z.array(z.string()),
  since: z.string(),
  last: z.string(),
});

const delivery = z.strictObject({
  message,
  attempts: count,
  unknown: count,
  announces: z.exactOptional(losses),
});

const state = z.strictObject({
  kind: z.literal('outbox'),
  schemaVersion: z.literal(1),
  channels: z.record(
    z.string(),
    z.strictObject({
      waiting: z.array(delivery),
      told: z.array(z.string()),
      losses: z.exactOptional(losses),
      summaries: count,
    }),
  ),
}) satisfies z.ZodMiniType<OutboxState>;

/** Messages a channel did not deliver and has not yet told anybody about, by how that came. */
export type Losses = z.infer<typeof losses>;

/** A message on its way through one channel. */
export interface Delivery {
  readonly message: AlertMessage;
  /** Attempts so far. */
  attempts: number;
  /** Attempts whose outcome is unknown. */
  unknown: number;
  /** The losses this message is the summary of. */
  readonly announces?: Losses;
}

/** What one channel has to remember. */
export interface ChannelState {
  readonly waiting: readonly Delivery[];
  /** Keys whose beginning was delivered here, and whose end was not. */
  readonly told: readonly string[];
  readonly losses?: Losses;
  /** Summaries of losses made so far. */
  readonly summaries: number;
}

/** What waits on each channel, by channel name, as plain JSON. */
export interface OutboxState {
  readonly kind: 'outbox';
  readonly schemaVersion: 1;
  readonly channels: Readonly<Record<string, ChannelState>>;
}

/**
 * Checks a stored outbox.
 *
 * @throws DriftSenseError `STATE_INVALID`.
 */
export function restoreOutboxState(json: unknown): OutboxState {
  const result = state.safeParse(json);
  if (result.success) return result.data;
  throw new DriftSenseError(
    'STATE_INVALID',
    `outbox: ${result.error.issues.map((issue) => problemOf(issue, '')).join('; ')}`,
  );
}
