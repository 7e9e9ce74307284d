import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch, ColumnValues, Table } from '../../src/contracts/batch.js';
import { copyRows } from '../../src/act/train/copy-rows.js';
import { limits } from '../../src/limits.js';
import {
  concatBatches,
  fromColumns,
  fromRows,
  makeBatch,
  sliceBatch,
  takeRows,
  toBatch,
} from '../../src/table/batch.js';
import { selectColumns } from '../../src/table/select-columns.js';
import { codedColumn, parsedColumn } from '../../src/table/columns.js';
import { Spellings } from '../../src/table/spellings.js';

const cellsOf = (batch: Batch, name: string): unknown[] => [...batch.column(name)!];
const invalid = (message: string | RegExp) =>
  expect.objectContaining({ code: 'TABLE_INVALID', message: expect.stringMatching(message) as string }) as Error;

describe('toBatch', () => {
  it('takes rows: columns are the keys of all of them, and a key that a row lacks is a missing cell', () => {
    const batch = toBatch([{ price: 9.5, shop: 'a' }, { shop: 'b', sold: true }, {}]);
    expect(batch.names).toEqual(['price', 'shop', 'sold']);
    expect(cellsOf(batch, 'price')).toEqual([9.5, undefined, undefined]);
    expect(cellsOf(batch, 'sold')).toEqual([undefined, true, undefined]);
    expect(batch.size).toBe(3);
  });

  it('takes columns: doubles and arrays without a copy, other typed arrays as doubles, 64-bit integers beyond as bigint', () => {
    const doubles = Float64Array.of(1, 2);
    const texts = ['a', 'b'];
    const batch = toBatch({
      doubles,
      texts,
      floats: Float32Array.of(0.5, 0.25),
      bytes: Uint8Array.of(7, 255),
      longs: BigInt64Array.of(-1n, 2n ** 62n),
      unsigned: BigUint64Array.of(0n, 2n ** 63n),
      arrayLike: { length: 2, 0: 'x', 1: null },
    });
    expect(batch.column('doubles')).toBe(doubles);
    expect(batch.column('texts')).toBe(texts);
    expect(batch.column('floats')).toEqual(Float64Array.of(0.5, 0.25));
    expect(batch.column('bytes')).toEqual(Float64Array.of(7, 255));
    expect(cellsOf(batch, 'longs')).toEqual([-1n, 2n ** 62n]);
    expect(cellsOf(batch, 'unsigned')).toEqual([0n, 2n ** 63n]);
    expect(cellsOf(batch, 'arrayLike')).toEqual(['x', null]);
  });

  it('takes rows in any iterable, and a batch that does not name its columns with what it has beside them', () => {
    const rows = [{ a: 1 }, { a: 2, b: 'x' }];
    expect([...toBatch(new Set(rows))]).toEqual([...fromRows(rows)]);
    const own = { size: 2, ids: ['p', 'q'], column: () => undefined, [Symbol.iterator]: () => rows.values() };
    expect(toBatch(own)).toMatchObject({ size: 2, names: ['a', 'b'], ids: ['p', 'q'] });
  });

  it('takes a batch as it is, and nothing but columns from an empty object', () => {
    const batch = fromRows([{ a: 1 }]);
    expect(toBatch(batch)).toBe(batch);
    expect(toBatch({})).toMatchObject({ size: 0, names: [] });
    expect(toBatch([])).toMatchObject({ size: 0, names: [] });
  });

  it.each([
    ['undefined', undefined, 'got undefined'],
    ['null', null, 'got null'],
    ['text', 'a,b', 'got a string'],
    ['a number', 7, 'got a number'],
    ['one typed array', Float64Array.of(1), 'got Float64Array'],
    ['a map', new Map([['a', [1]]]), 'got Array at index 0'],
    ['a generator of numbers', [1].values(), 'got a number at index 0'],
    ['a promise', Promise.resolve([{ a: 1 }]), 'got Promise'],
    ['a source', { name: 'csv', [Symbol.asyncIterator]: () => [].values() }, 'got an async iterable'],
    ['a web stream', new ReadableStream(), 'got an async iterable'],
    ['rows that are numbers', [1, 2], 'at index 0'],
    ['a row that is null', [{ a: 1 }, null], 'got null at index 1'],
    ['a row that is an array', [[1, 2]], 'got Array at index 0'],
    ['a row that is a date', [new Date()], 'got Date at index 0'],
    ['a row that is a typed array', [Float64Array.of(1)], 'got Float64Array at index 0'],
    ['a column that is a number', { a: 1 }, "expected an array for column 'a', got a number"],
    ['a column that is an object', { a: { length: -1 } }, "expected an array for column 'a', got an object"],
    ['a column that says it is long, and holds nothing', { a: { length: 1_000 } }, "for column 'a', got an object"],
    ['a column that is null', { a: null }, "expected an array for column 'a', got null"],
    ['an object without prototype', { a: Object.create(null) as object }, 'got an object'],
    ['columns of two lengths', { a: [1], b: [1, 2] }, "columns differ in length: 'a' 1, 'b' 2"],
  ])('refuses %s and says what came', (_, table, message) => {
    expect(() => toBatch(table as Table)).toThrow(invalid(message));
  });

  it('says in an error what came, never a value of it', () => {
    expect(() => toBatch('person@mail.example' as never)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('person') as string }),
    );
  });

  it('keeps columns named like members of every object, in rows and columns and back', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'size'];
    const row = JSON.parse(`{${names.map((name, i) => `"${name}": ${i}`).join(',')}}`) as Record<string, unknown>;
    for (const batch of [fromRows([row]), fromColumns(JSON.parse(JSON.stringify(row).replaceAll(/\d/g, '[$&]')))]) {
      expect(batch.names).toEqual(names);
      const [back] = [...batch];
      expect(Object.entries(back!)).toEqual(names.map((name, i) => [name, i]));
      expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('stops at more columns than any table has: rows whose keys never repeat are no table', () => {
    const most = Object.fromEntries(Array.from({ length: limits.columns }, (_, i) => [`c${i}`, i]));
    expect(fromRows([most]).names).toHaveLength(limits.columns);
    expect(() => fromRows([most, { another: 1 }])).toThrow(invalid(`more than ${limits.columns} columns at row 1`));
  });
});

describe('makeBatch', () => {
  it('refuses columns, ids, times and versions of another length, and one name twice', () => {
    const columns = [['a', [1, 2]]] as const;
    expect(() => makeBatch({ size: 3, columns })).toThrow(invalid("'a' has 2 cells where the table has 3 rows"));
    expect(() => makeBatch({ size: 2, columns, ids: ['x'] })).toThrow(invalid("'ids' has 1"));
    expect(() => makeBatch({ size: 2, columns, times: Float64Array.of(1) })).toThrow(invalid("'times' has 1"));
    expect(() => makeBatch({ size: 2, columns, modelVersions: Int32Array.of(1) })).toThrow(invalid("'modelVersions'"));
    expect(() => makeBatch({ size: 2, columns: [...columns, ...columns] })).toThrow(
      invalid("two columns are named 'a'"),
    );
  });

  it('iterates rows of every form of column', () => {
    const batch = makeBatch({
      size: 2,
      columns: [
        ['d', Float64Array.of(1, 2)],
        ['c', codedColumn(Int32Array.of(0, -1), ['x'])],
        ['p', parsedColumn(Float64Array.of(1.1, Number.NaN), new Map([[0, '1.10']]))],
        ['a', [undefined, { deep: 1 }]],
      ],
    });
    expect([...batch]).toEqual([
      { d: 1, c: 'x', p: 1.1, a: undefined },
      { d: 2, c: null, p: null, a: { deep: 1 } },
    ]);
  });
});

/** One table with every form of column, and all that runs beside columns. */
function everyForm(size: number): Batch {
  const row = (i: number) => (i * 7) % 11;
  const values = Float64Array.from({ length: size }, (_, i) => (row(i) === 3 ? Number.NaN : row(i)));
  const spelled = (i: number) => (row(i) === 5 ? '5.0' : row(i) === 3 && i % 2 ? 'NA' : undefined);
  const texts = new Map(
    Array.from({ length: size }, (_, i) => [i, spelled(i)] as const).filter(([, t]) => t) as [number, string][],
  );
  const codes = Int32Array.from({ length: size }, (_, i) => ['5.0', 'NA'].indexOf(spelled(i) ?? ''));
  const columns: [string, ColumnValues][] = [
    ['doubles', Float64Array.from({ length: size }, (_, i) => i / 4)],
    [
      'coded',
      codedColumn(
        Int32Array.from({ length: size }, (_, i) => row(i) - 1),
        [...'abcdefghijkl'],
      ),
    ],
    ['parsed', parsedColumn(values, texts)],
    ['compact', parsedColumn(values, new Spellings(codes, ['5.0', 'NA']))],
    ['plain', parsedColumn(values)],
    ['anything', Array.from({ length: size }, (_, i) => [i, `t${i}`, null, { i }][i % 4])],
  ];
  return makeBatch({
    size,
    columns,
    ids: Array.from({ length: size }, (_, i) => `r${i}`),
    times: Float64Array.from({ length: size }, (_, i) => i * 1_000),
    modelVersions: Int32Array.from({ length: size }, (_, i) => i % 3),
    name: 'day.csv',
    notes: ['a remark'],
    offset: '42',
  });
}

/** Every cell with its spelling, and what runs beside the columns. */
const contents = (batch: Batch): unknown => ({
  rows: [...batch],
  spelled: batch.names.map((name) => {
    const values = batch.column(name)!;
    return 'kind' in values && values.kind === 'parsed' ? [...values.texts].toSorted(([a], [b]) => a - b) : undefined;
  }),
  ids: batch.ids,
  times: batch.times && [...batch.times],
  modelVersions: batch.modelVersions && [...batch.modelVersions],
});

describe('parts of a batch', () => {
  const whole = everyForm(60);

  it('put together again are the whole, cell for cell and spelling for spelling, however it was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 6 }), (cuts) => {
        const borders = [0, ...cuts.toSorted((a, b) => a - b), 60];
        const parts = borders.slice(1).map((to, i) => sliceBatch(whole, borders[i]!, to));
        const joined = concatBatches(parts);
        expect(contents(joined)).toEqual(contents(whole));
        expect(joined).toMatchObject({ size: 60, name: 'day.csv', notes: ['a remark'] });
      }),
      { numRuns: 100 },
    );
  });

  it('picked row by row are these rows, in that order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 59 }), { maxLength: 40 }), (picked) => {
        const taken = takeRows(whole, Int32Array.from(picked));
        const expected = concatBatches([
          sliceBatch(whole, 0, 0),
          ...picked.map((row) => sliceBatch(whole, row, row + 1)),
        ]);
        expect(contents(taken)).toEqual(contents(expected));
      }),
      { numRuns: 100 },
    );
  });

  it('share the memory of typed columns, and have no offset of their own', () => {
    const part = sliceBatch(whole, 10, 20);
    const of = (batch: Batch) => (batch.column('doubles') as Float64Array).buffer;
    expect(of(part)).toBe(of(whole));
    expect(part.offset).toBeUndefined();
    expect(selectColumns(whole, ['coded', 'no such', 'doubles'])).toMatchObject({
      names: ['coded', 'doubles'],
      offset: '42',
      ids: whole.ids,
    });
  });

  it('copied are the same rows in memory of their own', () => {
    for (const [from, to] of [
      [0, 60],
      [10, 20],
      [60, 60],
    ] as const) {
      const copy = copyRows(whole, from, to);
      expect(contents(copy)).toEqual(contents(sliceBatch(whole, from, to)));
      expect(copy.name).toBe('day.csv');
      const memory = (batch: Batch): unknown[] =>
        [batch.times, batch.modelVersions, ...batch.names.map((name) => batch.column(name))].flatMap((values) => {
          const given = values as { buffer?: unknown; codes?: Int32Array; values?: Float64Array };
          return given.buffer ?? given.codes?.buffer ?? (ArrayBuffer.isView(given.values) ? given.values.buffer : []);
        });
      const shared = new Set(memory(whole));
      expect(shared.size).toBeGreaterThan(4);
      expect(memory(copy).filter((buffer) => shared.has(buffer))).toEqual([]);
    }
  });

  it('hold no dictionary longer than themselves, so that cutting into many windows stays linear', () => {
    const rows = 4_000;
    const unique = Array.from({ length: rows }, (_, i) => `text ${i}`);
    const table = makeBatch({
      size: rows,
      columns: [['text', codedColumn(Int32Array.from(unique.keys()), unique)]],
    });
    const entries = (batch: Batch): number =>
      (batch.column('text') as ReturnType<typeof codedColumn>).categories.length;
    let held = 0;
    for (let from = 0; from < rows; from += 20) {
      const part = sliceBatch(table, from, from + 20);
      held += entries(part);
      expect(cellsOf(part, 'text')).toEqual(unique.slice(from, from + 20));
    }
    expect(held).toBeLessThanOrEqual(2 * rows);
    const taken = takeRows(table, Int32Array.of(3_999, 0, 0));
    expect(cellsOf(taken, 'text')).toEqual(['text 3999', 'text 0', 'text 0']);
    expect(entries(taken)).toBe(2);
  });
});

describe('concatBatches', () => {
  it('fills a column that some lack with missing cells and says so', () => {
    const joined = concatBatches([fromColumns({ a: [1, 2] }), fromColumns({ b: Float64Array.of(3) })]);
    expect(cellsOf(joined, 'a')).toEqual([1, 2, undefined]);
    expect(cellsOf(joined, 'b')).toEqual([undefined, undefined, 3]);
    expect(joined.notes).toEqual(["column 'a' is absent from 1 of 3 rows", "column 'b' is absent from 2 of 3 rows"]);
  });

  it('turns numbers into text as they were spelled when a later part is text', () => {
    const numbers = parsedColumn(
      Float64Array.of(1.1, 2, Number.NaN, Number.NaN),
      new Map([
        [0, '1.10'],
        [2, 'NA'],
      ]),
    );
    const text = codedColumn(Int32Array.of(0, -1, 7), ['x', 'unused']);
    const joined = concatBatches([
      makeBatch({ size: 4, columns: [['a', numbers]] }),
      makeBatch({ size: 3, columns: [['a', text]] }),
    ]);
    expect(cellsOf(joined, 'a')).toEqual(['1.10', '2', 'NA', null, 'x', null, null]);
  });

  it('keeps times and versions only when every part has them, and the ids that there are', () => {
    const full = everyForm(3);
    const bare = selectColumns(fromColumns({ doubles: [1] }), ['doubles']);
    expect(concatBatches([full, full])).toMatchObject({ ids: ['r0', 'r1', 'r2', 'r0', 'r1', 'r2'], offset: '42' });
    const mixed = concatBatches([full, bare]);
    expect([mixed.ids, mixed.times, mixed.modelVersions]).toEqual([['r0', 'r1', 'r2', ''], undefined, undefined]);
  });

  it('of one is that one, and of none is empty', () => {
    const only = everyForm(2);
    expect(concatBatches([only])).toBe(only);
    expect(concatBatches([])).toMatchObject({ size: 0, names: [] });
  });
});

describe('spellings', () => {
  const spellings = new Spellings(Int32Array.of(-1, 1, 0, 1), ['1.0', '+2']);

  it('are a map from row to text', () => {
    const same = new Map([
      [1, '+2'],
      [2, '1.0'],
      [3, '+2'],
    ]);
    expect([...spellings]).toEqual([...same]);
    expect([...spellings.entries()]).toEqual([...same.entries()]);
    expect([...spellings.keys()]).toEqual([...same.keys()]);
    expect([...spellings.values()]).toEqual([...same.values()]);
    expect(spellings.size).toBe(3);
    const seen: unknown[] = [];
    spellings.forEach((text, row, map) => seen.push([row, text, map === spellings]));
    expect(seen).toEqual([...same].map(([row, text]) => [row, text, true]));
    expect([spellings.has(0), spellings.has(1), spellings.get(0), spellings.get(9)]).toEqual([
      false,
      true,
      undefined,
      undefined,
    ]);
  });

  it('of a part are counted from its first row', () => {
    expect(Array.from(spellings.slice(2, 4))).toEqual([
      [0, '1.0'],
      [1, '+2'],
    ]);
  });
});

describe('whole numbers of 64 bits', () => {
  const most = 2n ** 53n - 2n ** 32n;

  it('are doubles where these hold all of them exactly', () => {
    const cells = [0n, -1n, 1n, 2n ** 32n - 1n, -(2n ** 32n), 123_456_789_012n, most, -most];
    const long = toBatch({ x: BigInt64Array.from([5n, ...cells]).subarray(1) });
    expect(long.column('x')).toEqual(Float64Array.from(cells, Number));
    const unsigned = cells.filter((cell) => cell >= 0n);
    expect(toBatch({ x: BigUint64Array.from(unsigned) }).column('x')).toEqual(Float64Array.from(unsigned, Number));
  });

  it.each([
    ['above', BigInt64Array.of(1n, 2n ** 53n + 1n)],
    ['below', BigInt64Array.of(1n, -(2n ** 53n) - 1n)],
    ['above half of all', BigUint64Array.of(1n, 2n ** 64n - 1n)],
  ])('stay what they are where one is beyond: %s', (_, x) => {
    expect(toBatch({ x }).column('x')).toEqual([...x]);
  });
});
