import type { AcknowledgeOptions } from '../act/alert/acknowledge.js';
import type { AlertKind, AlertMessage } from '../contracts/alerter.js';
import type { ReferenceProfile, WindowColumn, WindowProfile } from '../contracts/profiles.js';
import type { QualityReport, WindowReport } from '../contracts/window-report.js';
import { fingerprintOf, joinable, joinReference } from '../profile/join-reference.js';
import { mergeColumns } from '../profile/merge-windows.js';
import type { Judged, openColumn } from './judge-window.js';
import type { MonitorState } from './state.js';

/**
 * The reference mode `pooled`: a window is compared with the reference and all windows before it that did not alarm. Without
 * drift each window is then one more sample of the same kind, and where it lies among those before it says nothing about where
 * the next will: alarms are as good as independent, while an error of the reference alone would be in all windows alike.
 *
 * The price: what changes slowly enough joins the reference. So each column also says how far it is from the reference alone.
 */

/** Windows added up: how many, their rows, and their counts by column. */
interface Windows {
  readonly windows: number;
  readonly rows: number;
  /** `of`: the column of the reference over whose cells they were counted. */
  readonly columns: readonly { readonly of: string; readonly counts: WindowColumn }[];
}

/** What has joined the reference, and what alarmed and will if that is acknowledged as benign, by the kind of alert. Plain JSON. */
export interface Pool extends Windows {
  readonly held?: Partial<Record<AlertKind, Windows>>;
}

const none: Windows = { windows: 0, rows: 0, columns: [] };

/**
 * How columns are asked: against the reference and what has joined it. Of the reference alone are how rows depend on one another,
 * and what a window brings for the first time: categories, and values beyond all before.
 *
 * @param open - How they are asked against a reference. It is handed over, so that pages get it in one piece with what judges.
 */
export function opening(open: typeof openColumn, pool: Windows = none): typeof openColumn {
  const joined = new Map(pool.columns.map(({ of, counts }) => [keyOf(of, counts.name), counts]));
  return (plan, reference, window, ...rest) => {
    const alone = open(plan, reference, window, ...rest);
    const counts = joined.get(keyOf(fingerprintOf(reference), reference.name));
    if (window === undefined) return alone;
    const { value, interval } = alone.tests.find(({ test }) => test === 'psi')?.effect ?? {};
    const fromReference = value !== undefined && interval !== undefined && { fromReference: { value, interval } };
    if (counts === undefined) return { ...alone, moved: { ...alone.moved, ...fromReference } };
    const [before, now] = joinReference(reference, counts, window);
    const opened = open(plan, before, now, ...rest);
    return {
      ...opened,
      window,
      moved: { ...opened.moved, ...fromReference },
      questions: [
        ...opened.questions.filter(({ report }) => !isFirst(report.kind)),
        ...alone.questions.filter(({ report }) => isFirst(report.kind)),
      ],
    };
  };
}

const keyOf = (of: string, name: string): string => `${of} ${name}`;

const isFirst = (kind: QualityReport['kind']): boolean => kind === 'range' || kind === 'unseen';

/** What a window led to. */
export interface PoolingStep {
  readonly judged: Judged;
  readonly state: { readonly pool: Pool };
  /** What is said of the reference. */
  readonly reference: Pick<WindowReport['reference'], 'joined'>;
}

/** What a window came to, with what it was compared with, and the windows that the next is compared with. */
export function poolingStep(
  judged: Judged,
  seen: {
    readonly reference: ReferenceProfile;
    readonly window: WindowProfile;
  },
  { pool = none, alerts }: Pick<MonitorState, 'pool' | 'alerts'>,
): PoolingStep {
  const guarantee = [...judged.guarantee, guaranteeOf(pool, seen.reference)];
  return {
    judged: { ...judged, guarantee },
    state: { pool: poolWith(judged, seen, pool, alerts) },
    reference: { joined: { windows: pool.windows, rows: pool.rows } },
  };
}

function guaranteeOf({ windows, rows }: Windows, { size }: ReferenceProfile): string {
  const with_ = windows === 0 ? 'which no window has joined yet' : `and the ${rows} rows of ${windows} windows before`;
  return `compared with the ${size} rows of the reference, ${with_}: its chance error fades as windows join it, and so do changes that come slowly; how far columns are from the reference alone is said beside`;
}

/** A window that alarmed waits for somebody to say that it is benign; one without verdict is none. */
function poolWith(
  judged: Judged,
  { reference, window }: Parameters<typeof poolingStep>[1],
  pool: Pool,
  { keys }: MonitorState['alerts'],
): Pool {
  if (judged.verdict === 'undecided') return pool;
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
function add(a: Windows = none, b: Windows): Windows {
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
