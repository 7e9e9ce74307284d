import type { Batch, Table } from '../contracts/batch.js';
import type { Source } from '../contracts/source.js';
import type { WindowReport } from '../contracts/window-report.js';
import { cutWindows } from '../source/windows.js';
import { toBatch } from '../table/batch.js';
import type { Engine } from './engine.js';
import type { Flow } from './flow.js';
import { untilAborted } from './until-aborted.js';

/** Judges a window in its turn. */
export type Judge = (...window: Parameters<Engine['window']>) => Promise<WindowReport>;

/** Cuts a source into windows and judges them in order; acknowledges to the source what is saved. See `Monitor.run`. */
export async function* runSource(
  engine: Engine,
  source: Source | AsyncIterable<Table> | Iterable<Table>,
  { signal, judge }: { readonly signal: AbortSignal | undefined; readonly judge: Judge },
): AsyncGenerator<WindowReport> {
  await engine.idle();
  const { window, trailing } = engine.options;
  const { name, after, ack } = source as Partial<Source>;
  const resume = name !== undefined && after ? engine.state.sources?.[name] : undefined;
  const rest = resume?.offset === undefined ? source : after!.call(source, resume.offset);
  const { schema } = engine.prepared.reference;
  let reached: string | undefined;
  for await (const cut of cutWindows(counted(rest, engine.flow, signal), window, { trailing, schema, resume })) {
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

/**
 * A source whose rows are counted, and that counts as being read while it is asked for more. It may give tables of any kind.
 *
 * @param signal - Ends the reading at once, also while the source gives nothing.
 * @throws DriftSenseError `TABLE_INVALID` for what is no table, `ABORTED`.
 */
async function* counted(
  source: AsyncIterable<Table> | Iterable<Table>,
  flow: Flow,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch, void, undefined> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  try {
    for (;;) {
      const step = await flow.asked(untilAborted(() => iterator.next(), signal));
      if (step.done === true) return;
      const batch = toBatch(step.value);
      flow.add(batch.size);
      yield batch;
    }
  } finally {
    const ended = Promise.resolve(iterator.return?.());
    // A source that is stuck cannot be waited for.
    if (signal?.aborted) ended.catch(() => undefined);
    else await ended;
  }
}
