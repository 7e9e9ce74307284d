import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import { nextTurn } from '../../src/ports/next-turn.js';
import { fromIterable, type RowsOrBatches } from '../../src/source/from-iterable.js';
import { fromRows } from '../../src/table/batch.js';

async function collect(source: AsyncIterable<Batch>): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of source) batches.push(Array.from(batch.column('a') as Iterable<number>));
  return batches;
}

const row = (a: number): { a: number } => ({ a });

describe('fromIterable', () => {
  it('gathers rows into batches', async () => {
    expect(await collect(fromIterable([1, 2, 3, 4, 5].map(row), { rows: 2 }))).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('passes arrays of rows and batches on, in order with single rows', async () => {
    const items: RowsOrBatches[] = [row(1), [row(2), row(3)], fromRows([row(4)]), row(5)];
    expect(await collect(fromIterable(items))).toEqual([[1], [2, 3], [4], [5]]);
  });

  it('reads an async generator, and does not hold rows back while it waits', async () => {
    let release: (() => void) | undefined;
    const slow = async function* (): AsyncGenerator<{ a: number }> {
      yield row(1);
      yield row(2);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      yield row(3);
    };
    const iterator = fromIterable(slow())[Symbol.asyncIterator]();
    const first = await iterator.next();
    expect(Array.from(first.value!.column('a') as Iterable<number>)).toEqual([1, 2]);
    release!();
    expect((await iterator.next()).value!.size).toBe(1);
  });

  it('reads a web stream, by its reader where it is not iterable', async () => {
    const stream = (): ReadableStream<RowsOrBatches> =>
      new ReadableStream({
        start(controller) {
          for (const a of [1, 2, 3]) controller.enqueue(row(a));
          controller.close();
        },
      });
    expect((await collect(fromIterable(stream()))).flat()).toEqual([1, 2, 3]);
    const plain = { getReader: () => stream().getReader() } as unknown as ReadableStream<RowsOrBatches>;
    expect((await collect(fromIterable(plain))).flat()).toEqual([1, 2, 3]);
  });

  it('asks for no more than it needs, and closes what it reads when the consumer stops', async () => {
    let asked = 0;
    let closed = false;
    const endless = function* (): Generator<{ a: number }> {
      try {
        for (;;) yield row(asked++);
      } finally {
        closed = true;
      }
    };
    for await (const batch of fromIterable(endless(), { rows: 10 })) {
      expect(batch.size).toBe(10);
      break;
    }
    expect([asked, closed]).toEqual([10, true]);
  });

  it('does not hang on a generator that never answers when the consumer stops', async () => {
    const stuck = async function* (): AsyncGenerator<{ a: number }> {
      yield row(1);
      await new Promise<never>(() => {});
    };
    for await (const batch of fromIterable(stuck())) {
      expect(batch.size).toBe(1);
      break;
    }
  });

  it('closes at once what has not answered when the consumer stops meanwhile, and only once', async () => {
    const closed: string[] = [];
    const stuck = {
      next: () => new Promise<never>(() => {}),
      return: () => Promise.resolve({ done: true, value: closed.push('closed') } as const),
    };
    const iterator = fromIterable({ [Symbol.asyncIterator]: () => stuck })[Symbol.asyncIterator]();
    void iterator.next();
    void iterator.return!();
    void iterator.return!();
    await Promise.resolve();
    expect(closed).toEqual(['closed']);
  });

  it('reads a large table with turns of the event loop in between, and no further when the consumer stops', async () => {
    let read = 0;
    const table = (function* () {
      for (; read < 200_000; read++) yield row(read);
    })();
    const batches = fromIterable([table])[Symbol.asyncIterator]();
    const first = batches.next();
    await nextTurn();
    const before = read;
    expect(before).toBeLessThan(200_000);
    const ended = batches.return!();
    await expect(first).resolves.toMatchObject({ done: true });
    await ended;
    expect(read).toBe(before);
    expect(await collect(fromIterable([Array.from({ length: 70_000 }, (_, a) => row(a))]))).toHaveProperty(
      '0.length',
      70_000,
    );
  });

  it('counts a row without any value', async () => {
    expect(await collect(fromIterable([row(1), {}, row(2)]))).toEqual([[1, undefined, 2]]);
  });

  it('gives the rows that came before a failure, then the failure', async () => {
    const failing = async function* (): AsyncGenerator<{ a: number }> {
      yield row(1);
      throw new Error('connection lost');
    };
    const iterator = fromIterable(failing())[Symbol.asyncIterator]();
    expect((await iterator.next()).value!.size).toBe(1);
    await expect(iterator.next()).rejects.toThrow('connection lost');
  });

  it('refuses what is no row, and what is no iterable', async () => {
    await expect(collect(fromIterable([row(1), 5 as unknown as RowsOrBatches]))).rejects.toMatchObject({
      code: 'TABLE_INVALID',
    });
    await expect(collect(fromIterable([fromIterable([row(1)])]))).rejects.toThrow('got an async iterable');
    const nothing = fromIterable({} as Iterable<RowsOrBatches>);
    expect(() => nothing[Symbol.asyncIterator]()).toThrow('expected an iterable');
    expect(() => fromIterable([], { batch: 2 } as object)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }) as Error,
    );
  });
});
