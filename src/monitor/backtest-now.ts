import { mean, median } from 'simple-statistics';
import * as z from 'zod/mini';
import { memoryAlerter } from '../act/alert/channels/memory-alerter.js';
import { memoryRegistry } from '../act/registry/memory-registry.js';
import { rowBuffer } from '../act/train/row-buffer.js';
import type { Batch, Table } from '../contracts/batch.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import type { WindowReport } from '../contracts/window-report.js';
import { edgeLimits } from '../edge-limits.js';
import { followOptions } from '../follow.js';
import { teller } from '../teller.js';
import { parseOptions } from '../options.js';
import { memoryClock } from '../ports/clock.js';
import { throwIfAborted, untilAborted } from '../ports/until-aborted.js';
import { abortable } from '../source/abortable.js';
import { iteratorOf } from '../source/iterator-of.js';
import { toBatch } from '../table/batch.js';
import type {
  BacktestHistory,
  BacktestOptions,
  BacktestResult,
  BacktestSettings,
  InjectedReplay,
  Replay,
  ReplayedWindow,
} from './backtest.js';
import { trainInitialModel } from './initial-model.js';
import { columnOfInjection, injectDrift, injection, type Injection } from './inject-drift.js';
import { Monitor } from './monitor.js';
import { monitorOptions } from './options.js';
import { prepare } from './prepare.js';
import { requireGiven } from '../require-given.js';

const options = z.strictObject({
  ...followOptions,
  inject: z._default(z.array(injection), []),
  windowMs: z._default(z.number().check(z.positive()), 86_400_000),
  seed: z._default(z.int(), 0),
});
type Checked = z.output<typeof options>;

/** What of the options a replay depends on, and who is told of each window. */
interface Replaying extends Pick<Checked, 'windowMs' | 'seed' | 'signal'> {
  readonly tell: (windows: number) => void;
}

/** See `backtest` in `backtest.ts`, which loads this when it is called. */
export async function backtestNow(
  history: BacktestHistory,
  settings: Readonly<Record<string, BacktestSettings>>,
  given: BacktestOptions,
): Promise<BacktestResult[]> {
  requireGiven(history, 'backtest', 'a history', 'reference', 'windows');
  requireGiven(history.windows, 'backtest', 'windows in a list or a source');
  requireGiven(settings, 'backtest', 'settings by their names');
  const checked = parseOptions(options, given, 'backtest');
  for (const [name, own] of Object.entries(settings)) requireGiven(own, `backtest: ${name}`, 'settings of a Monitor');
  const { inject, onProgress, ...rest } = checked;
  const replays = Object.keys(settings).length * (1 + inject.length);
  const total = Array.isArray(history.windows) ? { total: replays * history.windows.length } : {};
  const replaying = { ...rest, tell: teller(onProgress, { where: 'backtest', unit: 'windows', ...total }) };
  const results: BacktestResult[] = [];
  for (const [setting, own] of Object.entries(settings)) {
    const asItIs = await replay(history, own, replaying);
    const injected: InjectedReplay[] = [];
    for (const change of inject) injected.push(await replayWith(change, asItIs, history, own, replaying));
    const delays = injected.flatMap(({ delay }) => (delay === undefined ? [] : [delay]));
    results.push({
      setting,
      asItIs,
      injected,
      found: delays.length,
      ...(delays.length > 0 && { delay: { mean: mean(delays), median: median(delays) } }),
    });
  }
  return results;
}

async function replayWith(
  change: Injection,
  asItIs: Replay,
  history: BacktestHistory,
  own: BacktestSettings,
  replaying: Replaying,
): Promise<InjectedReplay> {
  const { reference } = prepare(parseOptions(monitorOptions, { ...own, reference: history.reference }, 'backtest'));
  const column = columnOfInjection(change, reference);
  const changed = await replay(history, own, replaying, { change, reference });
  const names = (window: ReplayedWindow | undefined): boolean =>
    window !== undefined && (window.columns.includes(column) || (change.kind === 'labelSwap' && window.concept));
  const at = changed.windows.findIndex((window, i) => i >= change.from && names(window) && !names(asItIs.windows[i]));
  return { injection: change, ...(at >= 0 && { delay: at - change.from }), replay: changed };
}

/** One life of a monitor over the history, in a world of its own. */
async function replay(
  { reference, windows }: BacktestHistory,
  own: BacktestSettings,
  { windowMs, seed, signal, tell }: Replaying,
  injected?: { readonly change: Injection; readonly reference: ReferenceProfile },
): Promise<Replay> {
  throwIfAborted(signal, 'the backtest');
  const clock = memoryClock();
  const alerter = memoryAlerter({ keep: Number.MAX_SAFE_INTEGER });
  const world = {
    ...own,
    reference,
    clock,
    alerters: [alerter],
    registry: memoryRegistry({ clock }),
    ...(own.trainer && { training: rowBuffer({ rows: edgeLimits.trainingRows }) }),
  };
  if (own.trainer) await trainInitialModel(world, { ...(signal && { signal }) });
  const monitor = new Monitor(world);
  let retrains = 0;
  let promotions = 0;
  monitor.on('retrain', ({ phase }) => void (retrains += Number(phase === 'started')));
  monitor.on('promoted', () => void promotions++);
  const seen: ReplayedWindow[] = [];
  try {
    for await (const table of abortable<Table | Batch>(iteratorOf(windows, 'windows'), signal, 'the backtest')) {
      const batch = toBatch(table);
      const rows = injected
        ? injectDrift(batch, injected.change, injected.reference, { window: seen.length, seed })
        : batch;
      const id = rows.name === undefined ? {} : { id: rows.name };
      seen.push(seenOf(await monitor.process(rows, id, { ...(signal && { signal }) })));
      // A training that was begun is over before the next window, as it mostly is when windows come once a day.
      await untilAborted(() => monitor.settled(), signal, 'the backtest');
      await clock.advance(windowMs);
      tell(1);
    }
  } catch (error) {
    const closed = monitor.close({ deadlineMs: 0 });
    await clock.advance(1);
    await closed;
    throw error;
  }
  await monitor.close();
  return {
    windows: seen,
    flagged: seen.filter(({ verdict }) => verdict === 'drift').length,
    conceptDrifts: seen.filter(({ concept }) => concept).length,
    messages: alerter.messages.map(({ kind, transition }) => `${kind} ${transition}`),
    retrains,
    promotions,
  };
}

function seenOf({ window, verdict, columns, quality, concept, decision }: WindowReport): ReplayedWindow {
  const drifted = [
    ...columns.filter((column) => column.verdict === 'drift'),
    ...quality.filter((question) => question.flags && question.verdict === 'drift'),
  ].map(({ column }) => column);
  return {
    id: window.id,
    verdict,
    columns: [...new Set(drifted)],
    concept: concept?.drift ?? false,
    action: decision.action,
  };
}
