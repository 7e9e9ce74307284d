import * as z from 'zod/mini';
import type { Batch, Table } from '../contracts/batch.js';
import type { Source } from '../contracts/source.js';
import { DriftSenseError } from '../errors.js';
import { parseOptions } from '../options.js';
import { nextTurn } from '../ports/next-turn.js';
import { isWindowProfile } from '../profile/parse-profile.js';
import { fromRows } from '../table/batch.js';
import { readInSteps } from '../table/read-in-steps.js';
import { iteratorOf, type Iterating } from './iterator-of.js';

const fromIterableOptions = z.strictObject({ rows: z._default(z.int().check(z.positive()), 1_000) });

/** How single rows become batches. */
export interface FromIterableOptions {
  /** Rows gathered into one batch, at most. Default 1,000. */
  readonly rows?: number;
}

/** Rows, arrays of rows, batches and other tables, or a mixture. */
export type RowsOrBatches = object;

/** Turns of the microtask queue after which a source that has not answered is taken to wait for something. */
const promptTurns = 8;

/**
 * Any iterable as a source: a generator, a cursor of a database, a web stream. Single rows are gathered into batches;
 * those gathered are passed on as soon as the iterable makes wait. Reads on only when asked, so the iterable feels
 * back-pressure, and is closed when the consumer stops.
 *
 * @throws DriftSenseError on iteration `TABLE_INVALID` for an item that is neither row nor table.
 * @example
 * const source = fromIterable(pool.query(new Cursor('select * from scores')));
 */
export function fromIterable(
  items: AsyncIterable<RowsOrBatches> | Iterable<RowsOrBatches> | ReadableStream<RowsOrBatches>,
  options: FromIterableOptions = {},
): Source {
  const { rows } = parseOptions(fromIterableOptions, options, 'fromIterable');
  return {
    [Symbol.asyncIterator]() {
      const iterator = iteratorOf(items, 'rows or batches');
      let closing: Promise<Settled> | undefined;
      const close = () => (closing ??= settle(iterator.return?.()));
      const batches = gather(iterator, rows, { close, isClosed: () => closing !== undefined });
      const end = batches.return.bind(batches);
      // By itself a generator would not close what it waits for before that has answered, which may be never.
      batches.return = (value) => {
        void close();
        return end(value);
      };
      return batches;
    },
  };
}

async function* gather(
  iterator: Iterating,
  most: number,
  { close, isClosed }: { readonly close: () => Promise<Settled>; readonly isClosed: () => boolean },
): AsyncGenerator<Batch, void, undefined> {
  let waiting: object[] = [];
  const flush = function* (): Generator<Batch> {
    if (waiting.length > 0) yield fromRows(waiting);
    waiting = [];
  };
  let asking = false;
  try {
    for (;;) {
      asking = true;
      const pending = settle(iterator.next());
      if (waiting.length > 0 && !(await isPrompt(pending))) yield* flush();
      const step = await pending;
      asking = false;
      if ('error' in step) {
        // Rows that came before the failure count.
        yield* flush();
        throw step.error;
      }
      if (step.done === true) break;
      const { value } = step;
      if (isTable(value)) {
        yield* flush();
        const table = await readInTurns(value, isClosed);
        if (table === undefined) return;
        yield table;
      } else if (isWindowProfile(value)) throw countsAmongRows();
      else waiting.push(value as object);
      if (waiting.length >= most) yield* flush();
    }
    yield* flush();
  } finally {
    // A generator that is asked for its next item closes only after it has answered, which may be never.
    const closing = close();
    if (!asking) await closing;
  }
}

/** A large table is read with turns of the event loop in between, and no further once nobody wants it. */
async function readInTurns(table: Table, isClosed: () => boolean): Promise<Batch | undefined> {
  const steps = readInSteps(table);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await nextTurn();
    if (isClosed()) steps.return(undefined as never);
  }
}

/**
 * Whether this is a table by itself, and no row of one: many rows, something to be asked for columns, or nothing but columns.
 * What is neither, such as a promise or a source, is refused as a table.
 */
export function isTable(given: unknown): given is Table {
  if (typeof given !== 'object' || given === null || given instanceof Promise) return true;
  if (Symbol.iterator in given || Symbol.asyncIterator in given || 'getChild' in given) return true;
  const columns = Object.values(given);
  // Without any value it is a row that says nothing, which counts as well.
  return (
    columns.length > 0 && columns.every((cells) => typeof cells === 'object' && cells !== null && 'length' in cells)
  );
}

/** Counts made elsewhere are a window by themselves, which would be read as a row with none of the columns. */
export const countsAmongRows = (): DriftSenseError =>
  new DriftSenseError('TABLE_INVALID', 'expected rows or tables, got a WindowProfile', {
    remedy: 'give it to `process`, which judges one profile as one window',
  });

type Settled = IteratorResult<unknown> | { readonly error: unknown };

async function settle(step: unknown): Promise<Settled> {
  try {
    return ((await step) ?? { value: undefined, done: true }) as IteratorResult<unknown>;
  } catch (error) {
    return { error };
  }
}

async function isPrompt(pending: Promise<unknown>): Promise<boolean> {
  const progress = { answered: false };
  void pending.then(() => (progress.answered = true));
  for (let turn = 0; turn < promptTurns && !progress.answered; turn++) await Promise.resolve();
  return progress.answered;
}
