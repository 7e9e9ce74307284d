import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromIterable, fromRows, type Batch, type Row, type Source } from 'driftsense';
import { csvFiles } from 'driftsense/node';
import { afterAll, describe, expect, it } from 'vitest';
import { sourceKit } from '../../src/testing/source-kit.js';

const runner = { describe, it, expect };
const rows: readonly Row[] = Array.from({ length: 12 }, (_, i) => ({ x: i, city: i % 5 ? `c${i}` : null }));
const folder = mkdtempSync(join(tmpdir(), 'driftsense-source-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const [file, from, to] of [
  ['day10.csv', 9, 12],
  ['day2.csv', 4, 9],
  ['day1.csv', 0, 4],
] as const) {
  const lines = rows.slice(from, to).map(({ x, city }) => `${String(x)},${city === null ? '' : String(city)}\n`);
  writeFileSync(join(folder, file), `x,city\n${lines.join('')}`);
  utimesSync(join(folder, file), 1_700_000_000, 1_700_000_000);
}

/** A source with offsets, of a dozen lines: the rest of a log behind a position. */
function log(from = 0): Source {
  return {
    name: 'log',
    after: (offset) => log(Number(offset)),
    ack: () => undefined,
    async *[Symbol.asyncIterator]() {
      for (let at = from; at < rows.length; at += 5) {
        const part = fromRows(rows.slice(at, at + 5));
        yield { ...part, offset: String(at + part.size), [Symbol.iterator]: part[Symbol.iterator] };
      }
    },
  };
}
async function* generated(): AsyncGenerator<Row> {
  yield* rows;
}
function stream(withIterator: boolean): ReadableStream<Row> {
  const readable = new ReadableStream<Row>({
    start(controller) {
      for (const row of rows) controller.enqueue(row);
      controller.close();
    },
  });
  // As browsers have them in which web streams cannot be iterated.
  return withIterator ? readable : ({ getReader: () => readable.getReader() } as ReadableStream<Row>);
}

describe('CSV files', () => sourceKit(() => csvFiles(`${folder}/*.csv`), rows, runner));
describe('an array of rows', () => sourceKit(() => fromIterable(rows, { rows: 5 }), rows, runner));
describe('an array of batches', () =>
  sourceKit(() => fromIterable([fromRows(rows.slice(0, 7)), fromRows(rows.slice(7))]), rows, runner));
describe('an async generator', () => sourceKit(() => fromIterable(generated(), { rows: 4 }), rows, runner));
describe('a web stream', () => sourceKit(() => fromIterable(stream(true)), rows, runner));
describe('a web stream without iterator', () => sourceKit(() => fromIterable(stream(false)), rows, runner));
describe('a log of one’s own', () => sourceKit(log, rows, runner));

/** Runs the kit on a source and names the cases that fail. */
async function failures(make: () => Source): Promise<string[]> {
  const cases: { name: string; body: () => void | Promise<void> }[] = [];
  const collect = (name: string, body: () => void | Promise<void>): void => void cases.push({ name, body });
  sourceKit(make, rows, { describe: (_, body) => body(), it: collect, expect });
  const failed: string[] = [];
  for (const { name, body } of cases) await Promise.resolve(body()).catch(() => failed.push(name));
  return failed;
}
/** The log with each batch changed. */
const changed = (change: (batch: Batch, i: number) => Partial<Batch>, more: Partial<Source> = {}): Source => ({
  async *[Symbol.asyncIterator]() {
    let i = 0;
    for await (const batch of log())
      yield { ...batch, [Symbol.iterator]: batch[Symbol.iterator], ...change(batch, i++) };
  },
  ...more,
});

describe('the source kit', () => {
  it('passes a correct source and catches those that break the contract', async () => {
    expect(await failures(() => log())).toEqual([]);
    expect(await failures(() => log(1))).toContain('gives every row once, in order');
    expect(await failures(() => changed(() => ({ size: 4 })))).toContain(
      'gives batches whose columns are as long as they say',
    );
    expect(await failures(() => changed(() => ({ ids: ['one'] })))).toContain(
      'gives batches whose columns are as long as they say',
    );
    expect(await failures(() => changed(() => ({ offset: 'same' })))).toContain(
      'has offsets that are texts, each another, or none',
    );
    const offsetOff = (offset: string) => log(Number(offset) - 1);
    expect(await failures(() => changed(() => ({}), { after: offsetOff }))).toContain(
      'goes on exactly behind each of its offsets, where it has `after`',
    );
    const refusing = () => Promise.reject(new Error('no'));
    expect(await failures(() => ({ ...log(), ack: refusing }))).toEqual([
      'takes the acknowledgement of each of its offsets, also twice, where it has `ack`',
    ]);
    let made = 0;
    expect(await failures(() => ({ ...log(), name: String(made++) }))).toEqual([
      'has the same name each time, or none',
    ]);
  });
});
