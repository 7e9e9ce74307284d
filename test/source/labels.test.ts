import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import type { Source } from '../../src/contracts/source.js';
import { Monitor } from '../../src/monitor/monitor.js';
import { parseCsv } from '../../src/source/csv.js';
import { csvFiles } from '../../src/source/csv-files.node.js';
import { fromIterable } from '../../src/source/from-iterable.js';
import { labelEvents } from '../../src/source/label-events.js';
import { LabelTable } from '../../src/source/label-table.js';
import { readLabels } from '../../src/source/read-labels.node.js';
import { joinLabels, withLabels } from '../../src/source/with-labels.js';
import { seededRandom } from '../../src/stats/random.js';
import { makeBatch, toBatch } from '../../src/table/batch.js';

const csv = (text: string, options = {}): Promise<Batch> =>
  parseCsv([new TextEncoder().encode(text)], options, 'labels.csv');
const columns = { id: 'id', label: 'fraud' };
const tableOf = (labels: readonly { id: string; fraud: unknown; at?: number }[]): LabelTable => {
  const table = new LabelTable();
  for (const { id, fraud, ...time } of labels) table.add({ id, label: fraud, ...time });
  return table;
};
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('labels of a file', () => {
  it('come one by one as they were written, with their time where one is given', async () => {
    const batch = await csv(
      'id,fraud,at\n007,yes,2024-03-30T10:00:00Z\n8,no,\n9,,2024-03-30T00:00Z\n,yes,1711792800000\n',
    );
    expect([...labelEvents(batch, { ...columns, timestamp: 'at' })]).toEqual([
      { id: '007', label: 'yes', at: Date.UTC(2024, 2, 30, 10) },
      { id: '8', label: 'no' },
      { id: '9', label: null, at: Date.UTC(2024, 2, 30) },
      { id: '', label: 'yes', at: Number.NaN }, // among texts a number is no time
    ]);
    expect([...labelEvents(batch, columns)][0]).toEqual({ id: '007', label: 'yes' });
  });

  it('keep numbers as they were spelled, and read epoch milliseconds where all times are such', async () => {
    const batch = await csv('id,fraud,at\n1,1.10,1711792800000\n2e3,+5,1711792800001\n');
    expect([...labelEvents(batch, { ...columns, timestamp: 'at' })]).toEqual([
      { id: '1', label: '1.10', at: 1_711_792_800_000 },
      { id: '2e3', label: '+5', at: 1_711_792_800_001 },
    ]);
  });

  it('follow the zone given, and are refused without one', async () => {
    const batch = await csv('id,fraud,at\n1,yes,2024-03-30 10:00\n');
    const timeOf = (timeZone?: string) => [...labelEvents(batch, { ...columns, timestamp: 'at', timeZone })][0]!.at;
    expect(timeOf('Europe/Paris')).toBe(Date.UTC(2024, 2, 30, 9));
    expect(() => timeOf()).toThrow(expect.objectContaining({ code: 'TIME_AMBIGUOUS' }));
  });

  it('are refused without the columns named, with the nearest name', async () => {
    const batch = await csv('id,froud\n1,yes\n');
    expect(() => [...labelEvents(batch, columns)]).toThrow(
      "labels.csv: there is no column 'fraud'; did you mean 'froud'?",
    );
    expect(() => [...labelEvents(batch, { ...columns, id: 'x' })]).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_COLUMN' }),
    );
  });
});

describe('a table of labels', () => {
  it('keeps the latest of several, whatever their order, and counts what became of each', () => {
    const first = { id: 'a', fraud: 'no', at: 1 };
    const second = { id: 'a', fraud: 'yes', at: 2 };
    const [forward, back] = [tableOf([first, second, second]), tableOf([second, first])];
    expect([forward.get('a'), back.get('a')]).toEqual(['yes', 'yes']);
    expect(forward.counts).toMatchObject({ added: 1, corrected: 1, duplicate: 1, superseded: 0 });
    expect(back.counts).toMatchObject({ added: 1, corrected: 0, superseded: 1 });
  });

  it('keeps the last one told where no times are', () => {
    const table = tableOf([
      { id: 'a', fraud: 'no' },
      { id: 'a', fraud: 'yes' },
    ]);
    expect(table.get('a')).toBe('yes');
  });

  it('counts what is of no use, and who was never asked for', () => {
    const table = tableOf([
      { id: '', fraud: 'no' },
      { id: 'a', fraud: null },
      { id: 'b', fraud: 'no', at: Number.NaN },
      { id: 'c', fraud: 'no', at: 1 },
      { id: 'd', fraud: 'no', at: 1 },
    ]);
    expect(table.counts).toMatchObject({ 'invalid-id': 1, 'invalid-label': 1, 'invalid-time': 1, added: 2 });
    expect([table.size, table.get('c'), table.get('b'), table.unmatched]).toEqual([2, 'no', undefined, 1]);
  });

  it('is the same for any order of labels with different times', () => {
    const label = fc.record({ id: fc.constantFrom('a', 'b'), fraud: fc.constantFrom('x', 'y', 'z'), at: fc.nat() });
    fc.assert(
      fc.property(fc.uniqueArray(label, { selector: ({ at }) => at }), fc.nat(), (labels, seed) => {
        const ordered = tableOf(labels.toSorted((a, b) => a.at - b.at));
        const shuffled = tableOf(seededRandom(seed).shuffle(labels));
        expect([shuffled.get('a'), shuffled.get('b')]).toEqual([ordered.get('a'), ordered.get('b')]);
      }),
    );
  });
});

describe('rows joined with their labels', () => {
  const labels = () =>
    tableOf([
      { id: 'a', fraud: 'yes' },
      { id: '7', fraud: 'no' },
      { id: 'z', fraud: 'no' },
    ]);

  it('have the label of their id, or what they had', () => {
    const batch = toBatch([
      { id: 'a', x: 1, fraud: 'no' },
      { id: 'b', x: 2, fraud: 'no' },
      { id: 7, x: 3, fraud: null },
      { id: null, x: 4, fraud: null },
    ]);
    const joined = joinLabels(batch, labels(), columns);
    expect([...joined].map(({ x, fraud }) => [x, fraud])).toEqual([
      [1, 'yes'],
      [2, 'no'],
      [3, 'no'],
      [4, null],
    ]);
    expect(joined.notes).toEqual(['labels of their own: 2 of 4 rows']);
  });

  it('get the column when they had none, and keep all that is beside the columns', () => {
    const batch = makeBatch({
      size: 2,
      columns: [['x', [1, 2]]],
      ids: ['a', 'b'],
      times: Float64Array.of(5, 6),
      modelVersions: Int32Array.of(1, 2),
      name: 'day1',
      offset: 'o',
      notes: ['n'],
    });
    const joined = joinLabels(batch, labels(), columns);
    expect(joined).toMatchObject({
      names: ['x', 'fraud'],
      ids: ['a', 'b'],
      times: Float64Array.of(5, 6),
      modelVersions: Int32Array.of(1, 2),
      name: 'day1',
      offset: 'o',
      notes: ['n', 'labels of their own: 1 of 2 rows'],
    });
    expect(joined.column('fraud')).toEqual(['yes', null]);
  });

  it('are refused when nothing names them', () => {
    expect(() => joinLabels(toBatch([{ x: 1 }]), labels(), columns)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_COLUMN' }),
    );
  });

  it('keep their source, with the place to go on from', async () => {
    const acked: string[] = [];
    const plain = fromIterable([toBatch([{ id: 'a' }])]);
    const source: Source = {
      [Symbol.asyncIterator]: () => plain[Symbol.asyncIterator](),
      name: 'files',
      after: (offset) => fromIterable([toBatch([{ id: offset }])]),
      ack: (offset) => void acked.push(offset),
    };
    const joined = withLabels(source, labels(), columns);
    const rowsOf = async (batches: AsyncIterable<Batch>) => (await collect(batches)).flatMap((one) => [...one]);
    expect(await rowsOf(joined)).toEqual([{ id: 'a', fraud: 'yes' }]);
    expect(await rowsOf(joined.after!('7'))).toEqual([{ id: '7', fraud: 'no' }]);
    await joined.ack!('o');
    expect([joined.name, acked]).toEqual(['files', ['o']]);
    expect(withLabels(plain, labels(), columns)).not.toHaveProperty('after');
  });
});

it('files of labels, joined by id to files of rows, give the monitor its performance', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'labels-'));
  try {
    const random = seededRandom('labels');
    const rowsOf = (from: number) =>
      Array.from({ length: 300 }, (_, i) => {
        const score = random.uniform();
        return { order: `o${from + i}`, amount: random.normal(), score, fraud: random.uniform() < score };
      });
    const reference = rowsOf(0);
    const [one, two] = [rowsOf(1_000), rowsOf(2_000)];
    const stream = (rows: typeof one) =>
      ['order,amount,score', ...rows.map(({ order, amount, score }) => `${order},${amount},${score}`)].join('\n');
    // Labels come in files of their own: of the second day nine of ten have come; one was corrected,
    // one is older than what is known, one belongs to nobody.
    const known = [...one.map((row) => [row, 1] as const), ...two.slice(30).map((row) => [row, 2] as const)];
    const text = (day: number) =>
      [
        'order,fraud,decided',
        ...known
          .filter(([, of]) => of === day)
          .map(([{ order, fraud }]) => `${order},${fraud},2024-01-0${day}T00:00:00Z`),
      ].join('\n');
    await writeFile(join(folder, 'stream_1.csv'), stream(one));
    await writeFile(join(folder, 'stream_2.csv'), stream(two));
    await writeFile(join(folder, 'labels_1.csv'), `${text(1)}\no9999,true,2024-01-01T00:00:00Z\n`);
    await writeFile(
      join(folder, 'labels_2.csv'),
      `${text(2)}\n${one[0]!.order},${!one[0]!.fraud},2024-01-02T00:00:00Z\n${one[1]!.order},${!one[1]!.fraud},2023-12-31T00:00:00Z\n`,
    );

    const labels = await readLabels(join(folder, 'labels_*.csv'), {
      id: 'order',
      label: 'fraud',
      timestamp: 'decided',
      settleMs: 0,
    });
    expect(labels.counts).toMatchObject({ added: 571, corrected: 1, superseded: 1 });
    const monitor = new Monitor({
      reference,
      window: 'file',
      columns: { order: { role: 'id' }, score: { role: 'score' }, fraud: { role: 'label' } },
    });
    const rows = csvFiles(join(folder, 'stream_*.csv'), { settleMs: 0 });
    const reports = await collect(monitor.run(withLabels(rows, labels, { id: 'order', label: 'fraud' })));
    const right = one.filter(({ score, fraud }, i) => score >= 0.5 === (i === 0 ? !fraud : fraud)).length;
    expect(reports.map(({ performance }) => [performance?.labelled, performance?.maturity])).toEqual([
      [300, 1],
      [270, 0.9],
    ]);
    expect(reports[0]!.performance!.metrics['accuracy']!.value).toBe(right / 300);
    expect(labels.unmatched).toBe(1);
  } finally {
    await rm(folder, { recursive: true });
  }
});
