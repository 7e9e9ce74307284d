import type { AcknowledgeOptions } from '../act/alert/acknowledge.js';
import type { AlertKind, AlertMessage } from '../contracts/alerter.js';
import type { ReferenceProfile, WindowColumn, WindowProfile } from '../contracts/profiles.js';
import { edgeLimits } from '../edge-limits.js';
import { fingerprintOf, joinable } from '../profile/join-reference.js';
import { mergeColumns } from '../profile/merge-windows.js';
import type { Judged } from './judge-window.js';
import type { MonitorState } from './state.js';

/** Windows added up: how many, their rows, and their counts by column. */
export interface Windows {
  readonly windows: number;
  readonly rows: number;
  /** `of`: the column of the reference over whose cells they were counted. */
  readonly columns: readonly { readonly of: string; readonly counts: WindowColumn }[];
}

/** What has joined the reference, and what alarmed and will if that is acknowledged as benign, by the kind of alert. Plain JSON. */
export interface Pool extends Windows {
  readonly held?: Partial<Record<AlertKind, Windows>>;
}

/** No window has joined yet. */
export const emptyPool: Pool = { windows: 0, rows: 0, columns: [] };

/** A window and the reference over whose cells it was counted. */
export interface Counted {
  readonly reference: ReferenceProfile;
  readonly window: WindowProfile;
}

/** With this window there would be more rows than counts can hold, those that wait included: it stays out. */
export function isFull(pool: Pool, { reference, window }: Counted): boolean {
  const rows = [pool, ...Object.values(pool.held ?? {})].reduce((sum, windows) => sum + windows.rows, 0);
  return reference.size + rows + window.size > edgeLimits.pooledRows;
}

/** The pool after a window. One that alarmed waits for somebody to say that it is benign; one without verdict is none. */
export function poolWith(
  judged: Judged,
  { reference, window }: Counted,
  pool: Pool,
  { keys }: MonitorState['alerts'],
): Pool {
  if (judged.verdict === 'undecided') return pool;
  const full = isFull(pool, { reference, window });
  const columns = window.columns.map((counts) => ({
    of: fingerprintOf(reference.columns.find(({ name }) => name === counts.name)!),
    counts: joinable(counts),
  }));
  const own: Windows = { windows: 1, rows: window.size, columns };
  // An episode that is over was not acknowledged as benign.
  const goesOn = (kind: AlertKind): boolean =>
    keys[kind]?.status === 'firing' || (keys[kind]?.recent.some((id) => id !== null) ?? false);
  const held = Object.fromEntries(
    Object.entries(pool.held ?? {}).filter(([kind]) => goesOn(kind as AlertKind)),
  ) as NonNullable<Pool['held']>;
  if (full) return withHeld(pool, held);
  if (judged.verdict !== 'drift') return withHeld(add(pool, own), held);
  const kind = alertOf(judged);
  return withHeld(pool, { ...held, [kind]: add(held[kind], own) });
}

/** Which alert tells of a window. */
function alertOf({ reason, quality }: Judged): AlertKind {
  if (reason !== 'quality-changed') return 'data-drift';
  return quality.some(({ flags, verdict, kind }) => flags && verdict === 'drift' && kind !== 'schema')
    ? 'data-quality'
    : 'schema';
}

function withHeld({ windows, rows, columns }: Windows, held: NonNullable<Pool['held']>): Pool {
  return { windows, rows, columns, ...(Object.keys(held).length > 0 && { held }) };
}

/** Windows together; of a column whose reference is another one now, the later ones. */
function add(a: Windows = emptyPool, b: Windows): Windows {
  const earlier = new Map(a.columns.map((column) => [column.counts.name, column]));
  for (const column of b.columns) {
    const before = earlier.get(column.counts.name);
    const counts = before?.of === column.of ? mergeColumns(before.counts, column.counts) : column.counts;
    earlier.set(column.counts.name, { of: column.of, counts });
  }
  return { windows: a.windows + b.windows, rows: a.rows + b.rows, columns: [...earlier.values()] };
}

/** What changes where somebody said that alarms are benign: the windows that led to them so far join the reference. */
export function acknowledgeWindows(
  { pool }: MonitorState,
  alert: string | AlertMessage,
  { as }: AcknowledgeOptions,
): Pick<MonitorState, 'pool'> {
  const key = typeof alert === 'string' ? alert : alert.key;
  const kind = key.slice(key.lastIndexOf('/') + 1) as AlertKind;
  const { [kind]: benign, ...held } = pool?.held ?? {};
  return pool && benign && as === 'benign' ? { pool: withHeld(add(pool, benign), held) } : {};
}
