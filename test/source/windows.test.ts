import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import { makeBatch } from '../../src/table/batch.js';
import { defineSchema } from '../../src/table/schema.js';
import { windowCounts } from '../../src/source/window-groups.js';
import { WindowCutter, type CutOptions, type CutWindow } from '../../src/source/window-cutter.js';
import type { WindowSpec } from '../../src/source/window-spec.js';
import { cutWindows } from '../../src/source/windows.js';
import { seeded } from './seeded.js';

const hour = 3_600_000;

/** Rows numbered on from `first`, with times where given. */
function batchOf(first: number, size: number, times?: readonly number[], offset?: string): Batch {
  const rows = Float64Array.from({ length: size }, (_, i) => first + i);
  return makeBatch({
    size,
    columns: [['row', rows]],
    ids: Array.from(rows, (row) => `id${row}`),
    ...(times && { times: Float64Array.from(times) }),
    ...(offset !== undefined && { offset }),
  });
}

async function cut(batches: Iterable<Batch>, spec: WindowSpec, options?: CutOptions): Promise<CutWindow[]> {
  const windows: CutWindow[] = [];
  for await (const window of cutWindows(batches, spec, options)) windows.push(window);
  return windows;
}

const rowsIn = ({ rows }: CutWindow): number[] => [...(rows.column('row') as Float64Array)];
const summary = (windows: readonly CutWindow[]): unknown[] => windows.map((window) => [window.info.id, rowsIn(window)]);

/** One batch of rows at these times. */
const timed = (...times: readonly number[]): Batch[] => [batchOf(0, times.length, times)];

describe('windows by rows', () => {
  it('are exact, split large batches and join small ones', async () => {
    const windows = await cut([batchOf(0, 7), batchOf(7, 1), batchOf(8, 1)], { rows: 3 });
    expect(windows.map((window) => window.info)).toEqual([
      { id: '1', from: 0, to: 2, rows: 3 },
      { id: '2', from: 3, to: 5, rows: 3 },
      { id: '3', from: 6, to: 8, rows: 3 },
    ]);
    expect(windows.map(rowsIn)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
    ]);
    expect(windows[1]!.rows.ids).toEqual(['id3', 'id4', 'id5']);
  });

  it.each([
    [
      'report',
      [
        ['1', [0, 1, 2]],
        ['2', [3, 4]],
      ],
      0,
    ],
    ['drop', [['1', [0, 1, 2]]], 2],
    ['merge', [['1', [0, 1, 2, 3, 4]]], 0],
  ] as const)('end in a trailing window that they %s', async (trailing, expected, dropped) => {
    const counts = windowCounts();
    const windows = await cut([batchOf(0, 5)], { rows: 3 }, { trailing, counts });
    expect(summary(windows)).toEqual(expected);
    expect(windows.map((window) => window.info.partial)).toEqual(
      trailing === 'report' ? [undefined, true] : [undefined],
    );
    expect(counts.trailing).toBe(dropped);
  });

  it('report the only window when there is none to merge with', async () => {
    const windows = await cut([batchOf(0, 2)], { rows: 3 }, { trailing: 'merge' });
    expect(windows.map((window) => window.info)).toEqual([{ id: '1', from: 0, to: 1, rows: 2, partial: true }]);
  });

  it('never give out an open window', async () => {
    const given: number[] = [];
    let fed = 0;
    const feed = function* (): Generator<Batch> {
      for (; fed < 10; fed++) {
        expect(given.reduce((a, b) => a + b, 0)).toBe(fed - (fed % 4));
        yield batchOf(fed, 1);
      }
    };
    for await (const { info } of cutWindows(feed(), { rows: 4 })) given.push(info.rows);
    expect(given).toEqual([4, 4, 2]);
  });

  it('hand over the offset of the newest batch that has wholly gone into windows', async () => {
    const batches = [batchOf(0, 2, undefined, 'a'), batchOf(2, 2, undefined, 'b'), batchOf(4, 5, undefined, 'c')];
    const windows = await cut(batches, { rows: 3 });
    expect(windows.map((window) => window.offset)).toEqual(['a', 'b', 'c']);
    expect((await cut([batchOf(0, 6, undefined, 'x')], { rows: 3 })).map((window) => window.offset)).toEqual([
      undefined,
      'x',
    ]);
  });

  it('number on from where they are told', async () => {
    expect((await cut([batchOf(0, 4)], { rows: 2 }, { first: 8 })).map(({ info }) => info.id)).toEqual(['8', '9']);
  });
});

describe('windows by file', () => {
  it('are the batches, called by their name', async () => {
    const named = makeBatch({ size: 1, columns: [['row', Float64Array.of(5)]], name: 'day2.csv', offset: 'day2.csv' });
    const windows = await cut([named, batchOf(6, 2)], 'file');
    expect(windows.map(({ info, offset }) => [info.id, info.from, info.to, info.rows, offset])).toEqual([
      ['day2.csv', 0, 0, 1, 'day2.csv'],
      ['2', 1, 2, 2, undefined],
    ]);
  });
});

describe('windows by time', () => {
  it('are half-open: a row at the border belongs to the later one', async () => {
    const windows = await cut(timed(0, hour - 1, hour, 2 * hour, 2 * hour + 1), { every: '1h' });
    expect(summary(windows)).toEqual([
      ['1970-01-01T00:00Z', [0, 1]],
      ['1970-01-01T01:00Z', [2]],
      ['1970-01-01T02:00Z', [3, 4]],
    ]);
    expect(windows.map(({ info }) => [info.from, info.to, info.partial])).toEqual([
      [0, hour - 1, undefined],
      [hour, hour, undefined],
      [2 * hour, 2 * hour + 1, true],
    ]);
  });

  it('take rows that are late by no more than allowed, and count the others', async () => {
    const counts = windowCounts();
    // The third row moves the watermark to exactly the end of the first hour; the last of the first hour comes just before.
    const times = [0, hour + 10 * 60_000 - 1, 59 * 60_000, hour + 10 * 60_000, 58 * 60_000, hour + 1];
    const windows = await cut(timed(...times), { every: '1h', allowedLateness: '10m' }, { counts });
    expect(windows.map(rowsIn)).toEqual([
      [0, 2],
      [1, 3, 5],
    ]);
    expect(counts).toEqual({ late: 1, undated: 0, trailing: 0 });
    expect(windows[0]!.rows.notes).toBeUndefined();
    expect(windows[1]!.rows.notes).toEqual(['rows in no window, because they came after theirs had closed: 1']);
  });

  it('count rows without a readable time', async () => {
    const counts = windowCounts();
    const windows = await cut(timed(0, Number.NaN, 2), { every: '1h' }, { counts });
    expect([windows.map(rowsIn), counts.undated]).toEqual([[[0, 2]], 1]);
    expect(windows[0]!.rows.notes!.join()).toContain('rows in no window, because their time cannot be read: 1');
  });

  it('refuse rows that have no times at all', async () => {
    await expect(cut([batchOf(0, 2)], { every: '1h' })).rejects.toMatchObject({ code: 'TIME_AMBIGUOUS' });
    await expect(cut([batchOf(0, 0)], { every: '1h' })).resolves.toEqual([]);
  });

  it('follow the calendar of a zone, also for times without offset', async () => {
    const schema = defineSchema({ at: 'timestamp', row: 'numeric' });
    const at = ['2024-03-30 23:59', '2024-03-31 00:00', '2024-03-31 23:59', '2024-04-01 00:00'];
    const batch = makeBatch({
      size: 4,
      columns: [
        ['at', at],
        ['row', Float64Array.of(0, 1, 2, 3)],
      ],
    });
    const windows = await cut([batch], { every: '1d', timeZone: 'Europe/Paris' }, { schema });
    expect(summary(windows)).toEqual([
      ['2024-03-30', [0]],
      ['2024-03-31', [1, 2]],
      ['2024-04-01', [3]],
    ]);
    await expect(cut([batch], { every: '1d' }, { schema })).rejects.toMatchObject({ code: 'TIME_AMBIGUOUS' });
  });

  it('go on over further periods until they have enough rows, within a limit', async () => {
    const times = [0, 1, hour, 2 * hour, 3 * hour, 9 * hour, 9 * hour + 1, 9 * hour + 2, 10 * hour];
    const few = await cut(timed(...times), { every: '1h', minRows: 3 });
    expect(summary(few)).toEqual([
      ['1970-01-01T00:00Z', [0, 1, 2]],
      ['1970-01-01T02:00Z', [3, 4]],
      ['1970-01-01T09:00Z', [5, 6, 7]],
      ['1970-01-01T10:00Z', [8]],
    ]);
    const limited = await cut(timed(0, hour, 2 * hour, 3 * hour), { every: '1h', minRows: 3, maxPeriods: 2 });
    expect(limited.map(rowsIn)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(limited[1]!.info.partial).toBe(true);
  });

  it('take late rows into a window that was extended', async () => {
    const windows = await cut(timed(0, hour + 1, 10, hour + 2, 20, 5 * hour), { every: '1h', minRows: 5 });
    expect(windows.map(rowsIn).map((rows) => rows.toSorted((a, b) => a - b))).toEqual([[0, 1, 2, 3, 4], [5]]);
  });

  it('close by count as well when told', async () => {
    const windows = await cut(timed(0, 1, 2, 3, 4, hour, 2 * hour), { every: '1h', rows: 2 });
    expect(summary(windows)).toEqual([
      ['1970-01-01T00:00Z/1', [0, 1]],
      ['1970-01-01T00:00Z/2', [2, 3]],
      ['1970-01-01T00:00Z/3', [4]],
      ['1970-01-01T01:00Z', [5]],
      ['1970-01-01T02:00Z', [6]],
    ]);
  });

  it('give no window for a period in which nothing remained', async () => {
    const windows = await cut(timed(0, 1, hour, hour + 1), { every: '1h', rows: 2 });
    expect(windows.map(({ info }) => [info.id, info.partial])).toEqual([
      ['1970-01-01T00:00Z/1', undefined],
      ['1970-01-01T01:00Z/1', undefined],
    ]);
  });

  it('merge the trailing window into the one before, offsets included', async () => {
    const batches = [batchOf(0, 2, [0, hour], 'a'), batchOf(2, 1, [hour + 1], 'b')];
    const windows = await cut(batches, { every: '1h' }, { trailing: 'merge' });
    expect(windows.map((window) => [rowsIn(window), window.offset])).toEqual([[[0, 1, 2], 'b']]);
  });
});

describe('a specification', () => {
  it.each([
    [{ rows: 0 }],
    [{ rows: 1.5 }],
    [{ every: '1y' }],
    [{ every: '1d', timeZone: 'Nowhere' }],
    [{ every: '1d', allowedLateness: '1mo' }],
    [{ every: '1d', minRows: 2, rows: 5 }],
    ['day'],
    [{}],
  ])('%j is refused at once', (spec) => {
    expect(() => cutWindows([], spec as WindowSpec)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }) as Error,
    );
  });
});

describe('every row', () => {
  const specs: readonly WindowSpec[] = [
    { rows: 1 },
    { rows: 7 },
    { rows: 1_000 },
    'file',
    { every: '1h' },
    { every: '1d', timeZone: 'America/New_York', allowedLateness: 3 * hour },
    { every: '6h', minRows: 9, maxPeriods: 4, allowedLateness: '1h' },
    { every: '15m', rows: 3 },
  ];
  const runs = process.env['NIGHTLY'] ? 2_000 : 200;

  it(`is in exactly one window or counted, and no window depends on the batches, over ${runs} random streams`, async () => {
    const next = seeded(44);
    const faults: unknown[] = [];
    for (let run = 0; run < runs; run++) {
      const size = Math.floor(next() * 60);
      const disorder = next() < 0.5 ? 0 : 5 * hour * next();
      let clock = 0;
      const times = Array.from({ length: size }, () => {
        clock += next() < 0.05 ? 50 * hour * next() : 0.5 * hour * next();
        return next() < 0.03 ? Number.NaN : clock - disorder * next();
      });
      const batches = (): Batch[] => {
        const parts: Batch[] = [];
        for (let from = 0; from < size;) {
          const to = Math.min(size, from + Math.floor(next() * 20));
          parts.push(batchOf(from, to - from, times.slice(from, to), `offset ${to}`));
          from = to;
        }
        return parts;
      };
      const trailing = (['report', 'drop', 'merge'] as const)[run % 3]!;
      const spec = specs[Math.floor(next() * specs.length)]!;
      const counts = windowCounts();
      const windows = await cut(batches(), spec, { trailing, counts });
      const rows = windows.flatMap(rowsIn).toSorted((a, b) => a - b);
      const once = new Set(rows).size === rows.length;
      const all = rows.length + counts.late + counts.undated + counts.trailing === size;
      const offsets = windows.flatMap(({ offset }) => (offset === undefined ? [] : [Number(offset.slice(7))]));
      const grow = offsets.every((offset, i) => i === 0 || offset >= offsets[i - 1]!);
      const full =
        typeof spec !== 'object' ||
        'every' in spec ||
        trailing === 'merge' ||
        windows.every(({ info }) => info.partial ?? info.rows === spec.rows);
      const same =
        spec === 'file' ||
        JSON.stringify(summary(await cut(batches(), spec, { trailing }))) === JSON.stringify(summary(windows));
      if (!once || !all || !grow || !full || !same)
        faults.push({ run, spec, trailing, times, once, all, grow, full, same });
    }
    expect(faults.slice(0, 2)).toEqual([]);
  });

  /** A random stream, now and then out of order or without a time, in batches with offsets. */
  function randomStream(next: () => number): Batch[] {
    const size = Math.floor(next() * 60);
    const disorder = next() < 0.5 ? 0 : 5 * hour * next();
    let clock = 0;
    const times = Array.from({ length: size }, () => {
      clock += next() < 0.05 ? 50 * hour * next() : 0.5 * hour * next();
      return next() < 0.03 ? Number.NaN : clock - disorder * next();
    });
    const parts: Batch[] = [];
    for (let from = 0; from < size;) {
      const to = Math.min(size, from + 1 + Math.floor(next() * 20));
      parts.push(batchOf(from, to - from, times.slice(from, to), String(to)));
      from = to;
    }
    return parts;
  }

  const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

  it(`comes once when a run stops after any window and another goes on from there, over ${runs} random streams`, async () => {
    const next = seeded(46);
    const faults: unknown[] = [];
    for (let run = 0; run < runs; run++) {
      const batches = randomStream(next);
      const trailing = (['report', 'drop', 'merge'] as const)[run % 3]!;
      const spec = specs[Math.floor(next() * specs.length)]!;
      const whole = await cut(batches, spec, { trailing });
      const windows: CutWindow[] = [];
      for (let goesOn = true; goesOn;) {
        goesOn = false;
        const resume = windows.at(-1) && plain(windows.at(-1)!.resume);
        const rest = batches.filter((batch) => Number(batch.offset) > Number(resume?.offset ?? 0));
        for await (const window of cutWindows(rest, spec, { trailing, resume })) {
          windows.push(window);
          if (next() < 0.3) {
            goesOn = true;
            break;
          }
        }
      }
      const told = (list: readonly CutWindow[]) =>
        list.map(({ info, rows, resume }) => [info, [...rows], rows.notes, resume]);
      const [a, b] = [JSON.stringify(told(windows)), JSON.stringify(told(whole))];
      if (a !== b) faults.push({ run, spec, trailing, a, b });
    }
    expect(faults.slice(0, 1)).toEqual([]);
  });

  it(`comes once when the rows of open windows are kept elsewhere meanwhile, over ${runs} random streams`, () => {
    const next = seeded(47);
    const faults: unknown[] = [];
    for (let run = 0; run < runs; run++) {
      const batches = randomStream(next);
      const spec = specs[Math.floor(next() * specs.length)]!;
      const rowsOf = (cutter: WindowCutter, feed: Iterable<Batch>, kept: Map<string, number[]>): unknown[] =>
        [...Array.from(feed, (batch) => [...cutter.add(batch)]).flat(), ...cutter.end()].map((window) => [
          window.info.id,
          [
            ...window.carried.flatMap((key) => kept.get(key)!),
            ...(window.rows.size > 0 ? rowsIn(window) : []),
          ].toSorted((x, y) => x - y),
        ]);
      const whole = rowsOf(new WindowCutter(spec), batches, new Map());
      const stop = Math.floor(next() * (batches.length + 1));
      const first = new WindowCutter(spec);
      const before = batches.slice(0, stop).flatMap((batch) => [...first.add(batch)]);
      const kept = new Map(first.open().map(({ key, rows }) => [key, [...(rows.column('row') as Float64Array)]]));
      const second = new WindowCutter(spec, { resume: plain(first.position()) });
      const windows = [
        ...before.map((window) => [window.info.id, rowsIn(window).toSorted((x, y) => x - y)]),
        ...rowsOf(second, batches.slice(stop), kept),
      ];
      const [a, b] = [JSON.stringify(windows), JSON.stringify(whole)];
      if (a !== b) faults.push({ run, spec, stop, a, b });
    }
    expect(faults.slice(0, 1)).toEqual([]);
  });

  it('never comes after an offset that was handed over before it', async () => {
    const next = seeded(45);
    const faults: unknown[] = [];
    for (let run = 0; run < runs; run++) {
      const times = Array.from({ length: 40 }, (_, i) => i * 0.3 * hour + 4 * hour * next());
      const batches = Array.from({ length: 8 }, (_, i) =>
        batchOf(5 * i, 5, times.slice(5 * i, 5 * i + 5), String(5 * i + 5)),
      );
      let acknowledged = 0;
      for await (const { rows, offset } of cutWindows(batches, { every: '1h', allowedLateness: 2 * hour })) {
        for (const row of rows.column('row') as Float64Array)
          if (row < acknowledged) faults.push({ run, row, acknowledged });
        acknowledged = Number(offset ?? acknowledged);
      }
    }
    expect(faults).toEqual([]);
  });
});
