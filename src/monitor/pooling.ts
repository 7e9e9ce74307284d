import type { ReferenceColumn } from '../contracts/profiles.js';
import type { WindowReport, QualityReport } from '../contracts/window-report.js';
import { edgeLimits } from '../edge-limits.js';
import { fingerprintOf, joinReference } from '../profile/join-reference.js';
import { countOf, countText } from '../show/number-text.js';
import type { Judged, openColumn } from './judge-window.js';
import type { ColumnPlan } from './plan.js';
import { emptyPool, isFull, poolWith, type Counted, type Pool, type Windows } from './pool.js';
import type { MonitorState } from './state.js';

/**
 * The reference mode `pooled`: a window is compared with the reference and all windows before it that did not alarm. Without
 * drift each window is then one more sample of the same kind, and where it lies among those before it says nothing about where
 * the next will: alarms are as good as independent, while an error of the reference alone would be in all windows alike.
 *
 * The price: what changes slowly enough joins the reference. So each column also says how far it is from the reference alone.
 */

/**
 * How columns are asked: against the reference and what has joined it. Of the reference alone are how rows depend on one another,
 * and what a window brings for the first time: categories, and values beyond all before.
 *
 * @param open - How they are asked against a reference. It is handed over, so that pages get it in one piece with what judges.
 */
export function opening(open: typeof openColumn, pool: Windows = emptyPool): typeof openColumn {
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
      reference,
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
  seen: Counted & { readonly plans: readonly ColumnPlan[] },
  { pool = emptyPool, alerts }: Pick<MonitorState, 'pool' | 'alerts'>,
): PoolingStep {
  const guarantee = [...judged.guarantee, ...guaranteeOf(pool, seen), ...inexact(pool, seen)];
  return {
    judged: { ...judged, guarantee },
    state: { pool: poolWith(judged, seen, pool, alerts) },
    reference: { joined: { windows: pool.windows, rows: pool.rows } },
  };
}

function guaranteeOf(pool: Pool, seen: Counted): string[] {
  const { windows, rows } = pool;
  const joined =
    windows === 0
      ? ', which no window has joined yet'
      : ` and the ${countText(rows)} rows of ${countOf(windows, 'window')} before`;
  return [
    `compared with the ${countText(seen.reference.size)} rows of the reference${joined}`,
    'the chance error of the reference fades as windows join it, and so do changes that come slowly: moved.fromReference says how far a column is from the reference alone',
    ...(isFull(pool, seen)
      ? [`this window does not join: with those that may, there are at most ${countText(edgeLimits.pooledRows)} rows`]
      : []),
  ];
}

/** Which columns are tested on cells although exact values were asked for, and the reference has them: windows that joined have none. */
function inexact({ columns: joined }: Windows, { plans, reference }: Parameters<typeof poolingStep>[1]): string[] {
  const asked = new Set(plans.filter(({ test }) => test?.needs?.includes('gaps')).map(({ column }) => column));
  const hasJoined = (column: ReferenceColumn): boolean =>
    joined.some(({ of, counts }) => counts.name === column.name && of === fingerprintOf(column));
  const columns = reference.columns
    .filter((column) => asked.has(column.name) && column.kind === 'numeric' && column.gaps && hasJoined(column))
    .map(({ name }) => name);
  if (columns.length === 0) return [];
  return [
    `exactKs is not exact for ${columns.join(', ')}: tested on cells (method binned), as no values are kept of windows that joined`,
  ];
}
