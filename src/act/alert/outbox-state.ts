import * as z from 'zod/mini';
import type { AlertMessage } from '../../contracts/alerter.js';
import { problemOf, reading } from '../../options.js';
import { alertKinds } from './alert-kinds.js';
import type { ChannelHealth } from './channel-health.js';

/** JSON holds no `undefined`, so that nothing exact is asked for: a class of zod less to load. */
const optional = z.optional as unknown as typeof z.exactOptional;
const count = z.int().check(z.gte(0));
const messageSchema = z.strictObject({
  key: z.string(),
  monitor: z.string(),
  kind: z.enum(alertKinds),
  transition: z.enum(['firing', 'reminder', 'resolved', 'superseded', 'notice']),
  severity: z.enum(['critical', 'warning', 'info']),
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
      effect: optional(z.number()),
      tolerance: optional(z.number()),
      moved: optional(z.string()),
    }),
  ),
  acknowledged: optional(z.strictObject({ at: z.number(), as: optional(z.enum(['drift', 'benign'])) })),
  more: count,
  modelVersion: optional(count),
  nextStep: z.string(),
  link: optional(z.string()),
  at: z.number(),
}) satisfies z.ZodMiniType<AlertMessage>;

const lossSchema = z.strictObject({
  monitor: z.string(),
  counts: z.strictObject({ failed: count, unknown: count, dropped: count, coalesced: count, abandoned: count }),
  titles: z.array(z.string()),
  since: z.string(),
  last: z.string(),
});

const deliverySchema = z.strictObject({
  message: messageSchema,
  attempts: count,
  unknown: count,
  announces: optional(lossSchema),
});

/** Messages a channel did not deliver and has not yet told anybody about, by how that came. */
export type Losses = z.infer<typeof lossSchema>;

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
  /** Kinds of alerts whose beginning was delivered here, also under an earlier name of the monitor, and whose end was not. */
  readonly told: readonly string[];
  readonly losses?: Losses;
  /** Summaries of losses made so far. */
  readonly summaries: number;
}

/** What is stored of one channel. */
export type StoredChannel = ChannelState & ChannelHealth;

/** What waits on each channel, by channel name, as plain JSON. */
export interface OutboxState {
  readonly kind: 'outbox';
  readonly schemaVersion: 1;
  readonly channels: Readonly<Record<string, StoredChannel>>;
}

/** What could be read of a stored outbox, and what is wrong with the rest. */
export interface RestoredOutbox {
  readonly channels: Readonly<Record<string, StoredChannel>>;
  readonly problems: readonly string[];
}

/**
 * Reads a stored outbox part by part: what is damaged, or of a later version, is left out and named, so that it never
 * holds up the rest.
 */
export function restoreOutboxState(json: unknown): RestoredOutbox {
  const problems: string[] = [];
  const stored = isObject(json) ? json : {};
  const known = stored['kind'] === 'outbox' && stored['schemaVersion'] === 1 && isObject(stored['channels']);
  if (!known) problems.push('the stored outbox: expected {kind: "outbox", schemaVersion: 1, channels}');
  const channels = Object.entries(known ? (stored['channels'] as object) : {}).map(([name, given]) => {
    const channel: Record<string, unknown> = isObject(given) ? given : {};
    const place = `channel '${name}'`;
    const read = <T>(schema: z.ZodMiniType<T>, member: string): T | undefined =>
      valid(schema, channel[member], `${place}: ${member}`, problems);
    const losses = channel['losses'] === undefined ? undefined : read(lossSchema, 'losses');
    return [
      name,
      {
        waiting: listOf(deliverySchema, channel['waiting'], `${place}: waiting`, problems),
        told: listOf(z.string(), channel['told'], `${place}: told`, problems),
        summaries: read(count, 'summaries') ?? 0,
        ...(losses && { losses }),
        outages: read(count, 'outages') ?? 0,
        ...(typeof channel['downSince'] === 'string' && { downSince: channel['downSince'] }),
      },
    ] as const;
  });
  return { channels: Object.fromEntries(channels), problems };
}

/** Reads stored messages one by one, in the same way. */
export function restoreMessages(json: unknown): {
  readonly messages: readonly AlertMessage[];
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  return { messages: listOf(messageSchema, json, 'stored alerts', problems), problems };
}

/** The entries of a list that fit. */
function listOf<T>(schema: z.ZodMiniType<T>, json: unknown, place: string, problems: string[]): readonly T[] {
  const list = valid(z.array(z.unknown()), json, place, problems) ?? [];
  return list.flatMap((entry, i) => {
    const read = valid(schema, entry, `${place}[${i}]`, problems);
    return read === undefined ? [] : [read];
  });
}

function valid<T>(schema: z.ZodMiniType<T>, json: unknown, place: string, problems: string[]): T | undefined {
  const result = schema.safeParse(json, reading);
  if (result.success) return result.data;
  problems.push(`${place}: ${result.error.issues.map((issue) => problemOf(issue, '')).join('; ')}`);
  return undefined;
}

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
