import { describe, expect, it, vi } from 'vitest';
import type { ArrowLike, Table } from '../../src/contracts/batch.js';
import { fromColumns, makeBatch, toBatch } from '../../src/table/batch.js';
import { readInSteps } from '../../src/table/read-in-steps.js';

/** What comes out, and how often the event loop may turn before. */
function read(table: Table) {
  const steps = readInSteps(table);
  for (let turns = 0; ; turns++) {
    const { done, value } = steps.next();
    if (done) return { batch: value, turns };
  }
}

const arrow = (columns: Readonly<Record<string, unknown>>, numRows?: number): ArrowLike => ({
  schema: { fields: Object.keys(columns).map((name) => ({ name })) },
  ...(numRows !== undefined && { numRows }),
  getChild: (name) => columns[name] as ReturnType<ArrowLike['getChild']>,
});
const vector = (cells: readonly unknown[], memory: ArrayLike<unknown> = cells) => ({
  length: cells.length,
  nullCount: cells.filter((cell) => cell === null).length,
  toArray: () => memory,
  get: (row: number) => cells[row],
});
/** As `apache-arrow` holds texts with a dictionary: in parts, each with a dictionary of its own. */
const dictionary = (
  ...parts: readonly (readonly [indices: readonly (number | null)[], texts: readonly unknown[]])[]
) => {
  const cells = parts.flatMap(([indices, texts]) => indices.map((index) => (index === null ? null : texts[index])));
  const data = parts.map(([indices, texts]) => ({
    typeId: -1,
    length: indices.length,
    nullCount: indices.filter((index) => index === null).length,
    values: Int16Array.from(indices, (index) => index ?? 0),
    dictionary: { length: texts.length, get: (index: number) => texts[index] },
    getValid: (row: number) => indices[row] !== null,
  }));
  return { ...vector(cells), data };
};

/** As it holds numbers, in parts as well: the memory, and the cells, of which some are null. */
const inParts = (
  typeId: number,
  ...parts: readonly (readonly [values: ArrayLike<unknown>, cells: readonly unknown[]])[]
) => ({
  ...vector(parts.flatMap(([, cells]) => cells)),
  data: parts.map(([values, cells]) => ({
    typeId,
    length: cells.length,
    nullCount: cells.filter((cell) => cell === null).length,
    values,
    getValid: (row: number) => cells[row] !== null,
  })),
});
const [integers, floats] = [2, 3];

const rows = [
  { a: 1, b: 'x' },
  { b: 'y', c: null },
  { a: Number.NaN, b: undefined },
];
const tables: Readonly<Record<string, Table>> = {
  'rows in an array': rows,
  'rows in a set': new Set(rows),
  'no rows': new Set<object>(),
  'rows of a batch that does not name its columns': {
    size: 3,
    ids: ['i', 'j', 'k'],
    name: 'named',
    *[Symbol.iterator]() {
      yield* rows;
    },
  } as Table,
  'a batch': fromColumns({ a: [1, null] }),
  columns: {
    a: Float32Array.of(0.5, 1),
    b: ['x', null],
    c: BigInt64Array.of(1n, 2n),
    d: Uint16Array.of(7, 8),
    e: BigUint64Array.of(1n, 2n ** 60n),
    ['__proto__']: Int8Array.of(-1, 1),
  },
  'Arrow: memory as it is': arrow({
    x: vector([0.5, 1], Float32Array.of(0.5, 1)),
    y: { toArray: () => Uint16Array.of(1, 2) },
  }),
  'Arrow: numbers and nulls': arrow({ x: vector([1, null, -0], Float64Array.of(1, 0, -0)) }),
  'Arrow: nulls and what is no number': arrow({ x: vector([1, null, Number.NaN]), y: vector([null, null, undefined]) }),
  'Arrow: memory that is no cells': arrow({
    x: vector([1n, 2n], BigInt64Array.of(5n)),
    y: vector([0.5, 1], Uint16Array.of(7, 8)),
  }),
  'Arrow: numbers in parts': arrow({
    float: inParts(floats, [Float64Array.of(1, 0), [1, null]], [Float64Array.of(-0), [-0]]),
    whole: inParts(integers, [Uint16Array.of(7, 8, 0), [7, 8, null]]),
    beyond: inParts(integers, [BigInt64Array.of(1n, 2n ** 60n, 0n), [1n, 2n ** 60n, null]]),
    half: inParts(floats, [Uint16Array.of(14_336, 15_872, 0), [0.5, 1.5, null]]),
    'no number': inParts(floats, [Float32Array.of(1, Number.NaN, 0), [1, Number.NaN, null]]),
    time: inParts(10, [BigInt64Array.of(86_400n, 0n, 1n), [86_400_000, null, 1_000]]),
  }),
  'Arrow: texts': arrow({ x: vector(['b', 'a', null]), y: vector(['', 5, true]) }),
  'Arrow: dictionaries': arrow({
    x: dictionary(
      [
        [1, 0, null, 1],
        ['a', 'b', 'unused'],
      ],
      [
        [0, 1],
        ['b', null],
      ],
      [
        [2, 2],
        ['', '', 'c'],
      ],
    ),
    y: dictionary([
      [1, 0, null, 1, 0, 0, 0, 0],
      [1, 2],
    ]),
    z: dictionary([
      [0, 1, 0, 9, 0, 0, 0, 0],
      ['a', 'b'],
    ]),
  }),
  'Arrow: no columns': arrow({}, 3),
};

describe('a table that is read in steps', () => {
  it.each(Object.entries(tables))('has the cells that it has at once: %s', (_, table) => {
    const { batch, turns } = read(table);
    const atOnce = toBatch(table);
    expect([...batch]).toEqual([...atOnce]);
    // All it has beside its columns.
    expect(JSON.stringify(batch)).toBe(JSON.stringify(atOnce));
    expect(turns).toBe(0);
  });

  it('keeps numbers with nulls, and dictionaries, without an object a cell', () => {
    const { batch } = read(
      arrow({
        x: vector([1, null]),
        y: dictionary([
          [1, 1],
          ['a', 'b'],
        ]),
      }),
    );
    expect(batch.column('x')).toMatchObject({ kind: 'parsed', values: Float64Array.of(1, Number.NaN) });
    expect(batch.column('y')).toMatchObject({ kind: 'coded', codes: Int32Array.of(0, 0), categories: ['b'] });
  });

  it('keeps whole numbers of 64 bits with nulls as doubles, and asks for no cell but the first', () => {
    const parts = inParts(
      integers,
      [BigInt64Array.of(0n, 2n ** 40n), [null, 2n ** 40n]],
      [BigInt64Array.of(-5n), [-5n]],
    );
    const get = vi.fn(() => null);
    const { batch } = read(arrow({ x: { ...parts, get } }));
    expect(batch.column('x')).toMatchObject({ kind: 'parsed', values: Float64Array.of(Number.NaN, 2 ** 40, -5) });
    expect(get).toHaveBeenCalledTimes(1);
  });

  const size = 30_000;
  const numbers = Array.from({ length: size }, (_, row) => row / 2);
  const names = Array.from({ length: 10 }, (_, k) => `x${k}`);
  const many = <Cells>(cells: Cells) => Object.fromEntries(names.map((name) => [name, cells]));
  const wide = Array.from({ length: size }, (_, row) => many(row));
  const codes: readonly number[] = numbers.map((_, row) => row % 3);
  it.each<readonly [what: string, least: number, table: () => Table]>([
    ['an array of rows', 5, () => wide],
    ['a set of rows', 5, () => new Set(wide)],
    [
      'columns of floats, which are converted',
      1,
      () => ({
        ...many(Float32Array.from(numbers)),
        ...Object.fromEntries(names.map((name) => [`y${name}`, Int32Array.from(numbers)])),
        ...Object.fromEntries(Array.from({ length: 16 }, (_, k) => [`z${k}`, Float32Array.from(numbers)])),
      }),
    ],
    ['Arrow with nulls', 4, () => arrow(many(vector([null, ...numbers])))],
    ['Arrow with NaN beside nulls', 5, () => arrow(many(vector([null, Number.NaN, ...numbers])))],
    ['Arrow texts', 4, () => arrow(many(vector(numbers.map(String))))],
    ['Arrow dictionaries', 1, () => arrow(many(dictionary([codes, ['a', 'b', 'c']])))],
  ])('leaves turns in between, however its cells are spread over columns: %s', (_, least, table) => {
    const { batch, turns } = read(table());
    expect(turns).toBeGreaterThanOrEqual(least);
    expect(batch.names.length).toBeGreaterThanOrEqual(names.length);
    expect(batch.column('x9')!.length).toBe(batch.size);
  });

  it('joins what it kept in blocks: columns that come and go, cells that are no numbers', () => {
    const given = Array.from({ length: 52_000 }, (_, row) => ({
      ...(row !== 5 && many(row)),
      ...(row > 51_500 && { late: String(row) }),
      mixed: row === 51_000 ? 'text' : row,
    }));
    const { batch } = read(given);
    const atOnce = toBatch(given);
    expect(batch.names).toEqual(atOnce.names);
    for (const name of ['x0', 'x9', 'late', 'mixed']) {
      const [cells, expected] = [batch, atOnce].map((one) => one.column(name) as readonly unknown[]);
      expect(cells).toHaveLength(52_000);
      expect(cells!.findIndex((cell, row) => !Object.is(cell, expected![row]))).toBe(-1);
    }
  });

  it.each<readonly [what: string, table: unknown]>([
    ['nothing', null],
    ['a text', 'rows'],
    ['a promise', Promise.resolve([])],
    ['bytes', Uint8Array.of(1)],
    ['a web stream', new ReadableStream()],
    ['a row that is none', new Set([...wide.slice(0, 10), 5])],
    ['columns of different length', { a: [1], b: Float32Array.of(1, 2) }],
    ['a column that is none', { a: 5 }],
    ['Arrow with a column that is not there', arrow({ x: null })],
    ['Arrow with a column that gives no array', arrow({ x: { toArray: () => 7 } })],
    [
      'Arrow with two columns of a name',
      { ...arrow({ x: vector([1]) }), schema: { fields: [{ name: 'x' }, { name: 'x' }] } },
    ],
    ['two columns of a name', makeBatch],
  ])('is refused as it is at once: %s', (_, table) => {
    let refused: Error | undefined;
    try {
      toBatch(table as Table);
    } catch (error) {
      refused = error as Error;
    }
    expect(refused).toMatchObject({ code: 'TABLE_INVALID' });
    expect(() => read(table as Table)).toThrow(refused);
  });

  it('is let go when it is given up', () => {
    const closed = vi.fn<() => void>();
    const given = (function* () {
      try {
        yield* wide;
      } finally {
        closed();
      }
    })();
    const steps = readInSteps(given);
    steps.next();
    expect(closed).not.toHaveBeenCalled();
    steps.return(undefined as never);
    expect(closed).toHaveBeenCalledOnce();
  });

  it('has at most as many columns as one that is read at once, however they are spread over its rows', () => {
    const row = (of: string) => Object.fromEntries(Array.from({ length: 6_000 }, (_, k) => [`${of}${k}`, 1]));
    const [first, last] = [row('first'), row('last')];
    expect(() => read(Array.from({ length: 100 }, (_, k) => (k < 97 ? first : last)))).toThrow(
      /more than 10000 columns/,
    );
  });
});
