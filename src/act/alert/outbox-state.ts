import * as z from 'zod';
import type { AlertKind, AlertMessage } from '../../contracts/alerter.js';
import { DriftSenseError } from '../../errors.js';

const count = z.int().min(0);
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
      effect: z.number().exactOptional(),
      tolerance: z.number().exactOptional(),
      moved: z.string().exactOptional(),
    }),
  ),
  more: count,
  modelVersion: count.exactOptional(),
  nextStep: z.string(),
  link: z.string().exactOptional(),
  at: z.number(),
}) satisfies z.ZodType<AlertMessage>;

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
  announces: losses.exactOptional(),
});

const state = z.strictObject({
  kind: z.literal('outbox'),
  schemaVersion: z.literal(1),
  channels: z.record(
    z.string(),
    z.strictObject({
      waiting: z.array(delivery),
      told: z.array(z.string()),
      losses: losses.exactOptional(),
      summaries: count,
    }),
  ),
}) satisfies z.ZodType<OutboxState>;

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
  throw new DriftSenseError('STATE_INVALID', `outbox: ${z.prettifyError(result.error)}`);
}
