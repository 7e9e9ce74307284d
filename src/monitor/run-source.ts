import type { Batch, Table } from '../contracts/batch.js';
import type { Followed } from '../contracts/progress.js';
import type { Source } from '../contracts/source.js';
import type { WindowReport } from '../contracts/window-report.js';
import { DriftSenseError } from '../errors.js';
import { untilAborted } from '../ports/until-aborted.js';
import { isWindowProfile } from '../profile/parse-profile.js';
import { countsAmongRows, fromIterable, type RowsOrBatches } from '../source/from-iterable.js';
import { timed } from '../source/timed.js';
import { cutWindows } from '../source/windows.js';
import { isBatch } from '../table/batch.js';
import { signalOf } from './check-arguments.js';
import type { Engine } from './engine.js';
import type { Flow } from './flow.js';
import { pacer } from './pacer.js';
import { readInTurns } from './read-in-turns.js';
import { requireGiven } from '../require-given.js';

/** What a run reads: a source, rows, tables, or one table. */
export type Runnable = Source | AsyncIterable<object> | Iterable<object> | Table;

/** Judges a window in its turn. */
export type Judge = (...window: Parameters<Engine['window']>) => Promise<WindowReport>;

/** Cuts a source into windows and judges them in order; acknowledges to the source what is saved. See `Monitor.run`. */
export async function* runSource(
  engine: Engine,
  source: Runnable,
  options: Pick<Followed, 'signal'> | undefined,
  judge: Judge,
): AsyncGenerator<WindowReport> {
  const signal = signalOf(options);
  requireGiven(source, 'run', 'a source, rows or a table');
  if (isWindowProfile(source)) throw countsAmongRows();
  const table = isOneTable(source) ? await readInTurns(source, signal) : undefined;
  if (table?.names.length === 0)
    throw new DriftSenseError(
      'TABLE_INVALID',
      'run: expected a source, rows or a table, got an object without columns',
    );
  await engine.idle();
  const { window, trailing } = engine.options;
  const { name, after, ack } = source as Partial<Source>;
  const resume = name !== undefined && after ? engine.state.sources?.[name] : undefined;
  const rest = resume?.offset === undefined ? source : after!.call(source, resume.offset);
  const { schema } = engine.prepared.reference;
  let reached: string | undefined;
  const batches = fromIterable(table ? [table] : (rest as AsyncIterable<RowsOrBatches>));
  const rows = timed(counted(batches, engine.flow, signal), window, schema, pacer(signal));
  // Without a schema the times beside the columns count.
  for await (const cut of cutWindows(rows, window, { trailing, resume })) {
    const sources = name !== undefined && after && { ...engine.state.sources, [name]: cut.resume };
    yield await judge(cut.rows, cut.info, { signal, ...(sources && { change: { sources } }) });
    reached = cut.offset ?? reached;
    if (reached === undefined || !engine.isSaved) continue;
    await ack?.call(source, reached);
    reached = undefined;
  }
  if (reached === undefined) return;
  await engine.exclusive(() => engine.save());
  await ack?.call(source, reached);
}

/** A batch steps through its rows as well; what cannot be stepped through is a table, or refused as one. */
const isOneTable = (source: Runnable): source is Table =>
  isBatch(source) || !(Symbol.asyncIterator in source || Symbol.iterator in source || 'getReader' in source);

/**
 * A source whose rows are counted, and that counts as being read while it is asked for more.
 *
 * @param signal - Ends the reading at once, also while the source gives nothing.
 * @throws DriftSenseError `TABLE_INVALID` for what is no table, `ABORTED`.
 */
async function* counted(
  source: Source,
  flow: Flow,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await flow.asked(untilAborted(() => iterator.next(), signal));
      if (step.done === true) return;
      flow.add(step.value.size);
      yield step.value;
    }
  } finally {
    const ended = Promise.resolve(iterator.return?.());
    // A source that is stuck cannot be waited for.
    if (signal?.aborted) ended.catch(() => undefined);
    else await ended;
  }
}
