import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowColumns } from '../../src/table/row-columns.js';

/** What it should hold: the keys of all rows in order of first appearance, a missing cell where a row lacks one. */
function expected(rows: readonly Readonly<Record<string, unknown>>[]): [string, unknown[]][] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => [name, rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined))]);
}

const columnsOf = (rows: RowColumns): [string, unknown[]][] =>
  rows.take().map(([name, cells]) => [name, Array.from(cells)]);

const cell = fc.oneof(
  fc.double(),
  fc.constant(undefined),
  fc.constant(null),
  fc.string({ maxLength: 3 }),
  fc.boolean(),
);
const few = fc.dictionary(fc.constantFrom('a', 'b', 'c', '0', 'constructor'), cell);

describe('RowColumns', () => {
  it('holds the cells of any rows by column, also when it is used again', () => {
    const rows = new RowColumns();
    fc.assert(
      fc.property(fc.array(few, { maxLength: 40 }), (given) => {
        for (const row of given) rows.add(row);
        expect(rows.size).toBe(given.length);
        expect(columnsOf(rows)).toEqual(expected(given));
        expect(rows.size).toBe(0);
      }),
    );
  });

  it('holds more rows and more columns than go into one block, and columns that appear late or in one row only', () => {
    const given = Array.from({ length: 3_000 }, (_, row) => {
      const width = row === 1_234 ? 300 : row < 700 ? 20 : 45;
      return Object.fromEntries(
        Array.from({ length: width }, (_cell, k) => [`x${k}`, k % 7 === 3 ? `${row}/${k}` : row + k / 1_000]),
      );
    });
    const rows = new RowColumns();
    for (const row of given) rows.add(row);
    expect(columnsOf(rows)).toEqual(expected(given));
  });

  it('makes doubles of columns that hold numbers alone', () => {
    const rows = new RowColumns();
    for (let i = 0; i < 500; i++) rows.add({ n: i, mixed: i === 400 ? null : i, text: 'a' });
    const kinds = rows.take().map(([name, cells]) => [name, cells instanceof Float64Array]);
    expect(kinds).toEqual([
      ['n', true],
      ['mixed', false],
      ['text', false],
    ]);
  });

  it('keeps nothing of a row whose cells cannot be read, wherever in it that is found', () => {
    const broken = (before: number) =>
      Object.defineProperty(
        Object.fromEntries(Array.from({ length: before }, (_, k) => [`x${k}`, 'broken'])),
        `x${before}`,
        {
          enumerable: true,
          get: () => {
            throw new Error('no such cell');
          },
        },
      ) as Record<string, unknown>;
    const rows = new RowColumns();
    const given = Array.from({ length: 900 }, (_, row) => (row % 2 === 0 ? { x0: row } : { x1: `${row}` }));
    for (const [index, row] of given.entries()) {
      if (index % 100 === 50) expect(() => rows.add(broken(index % 3))).toThrow('no such cell');
      rows.add(row);
    }
    expect(rows.size).toBe(900);
    expect(columnsOf(rows).slice(0, 2)).toEqual(expected(given));
  });

  it('gives the newest cells of a column while rows still come', () => {
    const rows = new RowColumns();
    const seen: unknown[] = [];
    for (let i = 0; i < 1_000; i++) {
      rows.add(i % 2 === 0 ? { a: i, b: `${i}` } : { b: `${i}` });
      if (i % 37 === 36) seen.push(...Array.from((rows.from(i - 36, 'b') ?? []) as ArrayLike<unknown>));
    }
    expect(seen).toEqual(Array.from({ length: 999 }, (_, i) => `${i}`));
    expect(rows.from(0, 'c')).toBeUndefined();
    expect(Array.from(rows.from(997, 'a') as ArrayLike<unknown>)).toEqual([undefined, 998, undefined]);
  });

  it('leaves out what a row inherits', () => {
    const rows = new RowColumns();
    rows.add(Object.assign(Object.create({ inherited: 1 }) as object, { own: 2 }));
    expect(columnsOf(rows)).toEqual([['own', [2]]]);
  });
});
