import {
  compare,
  fromIterable,
  fromRows,
  Monitor,
  profile,
  type ArrowLike,
  type Batch,
  type Row,
  type Table,
} from 'driftsense';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns, sliceBatch } from '../../src/table/batch.js';

const random = seededRandom('tables');
const columnsOf = (rows: number, by = 0) => ({
  amount: Array.from({ length: rows }, () => Math.fround(random.normal() + by)),
  flag: Array.from({ length: rows }, () => random.integer(2)),
  city: Array.from({ length: rows }, () => ['Oslo', 'Rome', null][random.integer(3)]!),
});
type Columns = ReturnType<typeof columnsOf>;
const rowsOf = ({ amount, flag, city }: Columns): Row[] =>
  amount.map((value, i) => ({ amount: value, flag: flag[i], city: city[i] }));

/** The same rows in every form of table. */
const forms: Readonly<Record<string, (columns: Columns) => Table>> = {
  'columns of arrays': (columns) => columns,
  rows: rowsOf,
  'columns of 32-bit floats and bytes': ({ amount, flag, city }) => ({
    amount: Float32Array.from(amount),
    flag: Uint8Array.from(flag),
    city,
  }),
  'columns of doubles': ({ amount, flag, city }) => ({
    amount: Float64Array.from(amount),
    flag: Float64Array.from(flag),
    city,
  }),
  'a batch': (columns) => fromColumns(columns),
  'an Arrow-like table': (columns): ArrowLike => ({
    schema: { fields: Object.keys(columns).map((name) => ({ name })) },
    getChild: (name) => ({ toArray: () => columns[name as keyof Columns] }),
  }),
};
const [reference, window] = [columnsOf(3_000), columnsOf(1_000, 0.5)];

describe('the form of a table', () => {
  const expected = compare(reference, window);

  it('makes a verdict that is worth comparing', () => {
    expect(expected.columns).toHaveLength(3);
    expect(expected.columns[0]).toMatchObject({ column: 'amount', verdict: 'drift' });
  });

  it.each(Object.entries(forms))('does not matter: %s', (_, form) => {
    expect(compare(form(reference), form(window))).toEqual(expected);
    expect(profile(form(reference))).toEqual(profile(reference));
  });

  it('nor do numeric strings, as database drivers return them, where the type is declared', () => {
    const strings = (columns: Columns) => ({ ...columns, amount: columns.amount.map(String) });
    const options = { columns: { amount: { type: 'numeric' } } } as const;
    expect(compare(strings(reference), strings(window), options)).toEqual(compare(reference, window, options));
  });

  it('nor how the rows come: arrays, rows one by one, batches of any size, a web stream (R7.2)', async () => {
    const rows = rowsOf(window);
    const batches = function* (size: number): Generator<Batch> {
      for (let from = 0; from < rows.length; from += size)
        yield sliceBatch(fromColumns(window), from, Math.min(rows.length, from + size));
    };
    const later = async function* (): AsyncGenerator<Row> {
      for (const row of rows) {
        if (random.integer(50) === 0) await new Promise((resolve) => setImmediate(resolve));
        yield row;
      }
    };
    const stream = new ReadableStream<Row>({
      start(controller) {
        for (const row of rows) controller.enqueue(row);
        controller.close();
      },
    });
    const reportsOf = async (source: AsyncIterable<Batch> | Iterable<Batch>) => {
      const monitor = new Monitor({ reference, window: { rows: 300 } });
      const reports: string[] = [];
      for await (const report of monitor.run(source)) reports.push(JSON.stringify(report));
      await monitor.close();
      return reports;
    };
    const whole = await reportsOf([fromColumns(window)]);
    expect(whole).toHaveLength(4);
    expect(await reportsOf(batches(7))).toEqual(whole);
    expect(await reportsOf(batches(700))).toEqual(whole);
    expect(await reportsOf(fromIterable(rows))).toEqual(whole);
    expect(await reportsOf(fromIterable(later(), { rows: 64 }))).toEqual(whole);
    expect(await reportsOf(fromIterable(stream))).toEqual(whole);
  });

  it('and row weights are refused, not overlooked', () => {
    const refused = (message: RegExp) =>
      expect.objectContaining({
        code: 'WEIGHTS_UNSUPPORTED',
        message: expect.stringMatching(message) as string,
      }) as Error;
    const columns = { amount: { role: 'weight' } } as never;
    expect(() => compare(reference, window, { columns })).toThrow(refused(/amount\.role: .*got "weight"$/));
    for (const option of ['weights', 'sample_weight'])
      expect(() => new Monitor({ reference, [option]: 'w' })).toThrow(
        refused(new RegExp(`unknown option '${option}'`)),
      );
    // A share of the budget is another weight.
    const shares = { amount: { weight: 0 }, flag: { weights: 2 } } as never;
    expect(() => new Monitor({ reference, columns: shares })).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }) as Error,
    );
  });
});

describe('what a source gives', () => {
  const values = (n: number) => Array.from({ length: n }, (_, i) => i % 10);
  const windows = async (source: Parameters<Monitor['run']>[0]) => {
    const monitor = new Monitor({ reference: { x: values(200) }, window: { rows: 50 } });
    const seen: number[] = [];
    for await (const report of monitor.run(source)) seen.push(report.window.rows);
    return seen;
  };

  it('may be rows, columns or batches, each as many rows as it likes', async () => {
    const rows = values(100).map((x) => ({ x }));
    expect(await windows([rows])).toEqual([50, 50]);
    expect(await windows([rows.slice(0, 30), { x: values(70) }])).toEqual([50, 50]);
    expect(await windows([fromRows(rows)])).toEqual([50, 50]);
  });

  it('may be rows one by one, among tables too, or one table by itself', async () => {
    const rows = values(70).map((x) => ({ x }));
    async function* later() {
      yield* rows.slice(0, 20);
      yield { x: values(30) };
      yield* rows.slice(50);
    }
    for (const source of [rows, later(), new Set(rows), fromRows(rows), { x: values(70) }])
      expect(await windows(source)).toEqual([50, 20]);
  });

  it('is refused when it is no table, and never passed over', async () => {
    for (const source of [[7], [{ x: 1 }, 7], Promise.resolve([{ x: 1 }])])
      await expect(windows(source as never)).rejects.toMatchObject({ code: 'TABLE_INVALID' });
  });

  it('is no counts made elsewhere, which would be rows with none of the columns', async () => {
    const counts = profile({ x: values(50) }, { on: profile({ x: values(200) }) });
    const refused = { code: 'TABLE_INVALID', message: /got a WindowProfile/, remedy: /`process`/ };
    for (const source of [counts, [counts], [{ x: 1 }, counts]])
      await expect(windows(source as never)).rejects.toMatchObject(refused);
  });
});
