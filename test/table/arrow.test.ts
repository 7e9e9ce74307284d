import { describe, expect, it } from 'vitest';
import type { ArrowLike } from '../../src/contracts/batch.js';
import { toBatch } from '../../src/table/batch.js';

interface Column {
  readonly length?: number;
  readonly nullCount?: number;
  toArray(): ArrayLike<unknown>;
  get?(row: number): unknown;
}
const table = (columns: Readonly<Record<string, Column | null>>, numRows?: number): ArrowLike => ({
  schema: { fields: Object.keys(columns).map((name) => ({ name })) },
  ...(numRows !== undefined && { numRows }),
  getChild: (name) => columns[name],
});
/** A column as Arrow has it: `memory` is what `toArray` hands out, `cells` what `get` makes of it. */
const column = (memory: ArrayLike<unknown>, cells: readonly unknown[]): Column => ({
  length: cells.length,
  nullCount: cells.filter((cell) => cell === null).length,
  toArray: () => memory,
  get: (row) => cells[row],
});
const cellsOf = (one: Column) => [...toBatch(table({ x: one })).column('x')!];

describe('an Arrow-like table', () => {
  it('is read by its fields, in their order', () => {
    const batch = toBatch(table({ b: column(Float32Array.of(0.5, 1), [0.5, 1]), a: column(['x', 'y'], ['x', 'y']) }));
    expect(batch).toMatchObject({ size: 2, names: ['b', 'a'] });
    expect([...batch]).toEqual([
      { b: 0.5, a: 'x' },
      { b: 1, a: 'y' },
    ]);
  });

  it('does not copy doubles without nulls', () => {
    const memory = Float64Array.of(1, 2);
    expect(toBatch(table({ x: column(memory, [1, 2]) })).column('x')).toBe(memory);
  });

  it.each<readonly [what: string, memory: ArrayLike<unknown>, cells: readonly unknown[]]>([
    ['nulls, whose memory is zero', Float64Array.of(1, 0, 3), [1, null, 3]],
    ['whole numbers of 64 bits beyond doubles', BigInt64Array.of(1n, 2n ** 60n + 1n), [1n, 2n ** 60n + 1n]],
    ['times in units of 64 bits', BigInt64Array.of(86_400_000n), [86_400_000]],
    ['half floats, whose memory is their bits', Uint16Array.of(14_336, 15_872), [0.5, 1.5]],
    ['decimals of four words', Uint32Array.of(1, 0, 0, 0, 2, 0, 0, 0), [{ word: 1 }, { word: 2 }]],
  ])('is read cell by cell where its memory is not its cells: %s', (_, memory, cells) => {
    expect(cellsOf(column(memory, cells))).toEqual(cells);
  });

  it('has whole numbers of 64 bits as doubles, without an object of each', () => {
    const memory = BigInt64Array.of(-7n, 2n ** 40n);
    const x = { ...column(memory, [-7n]), length: 2 }; // `get` is asked of the first alone
    expect(toBatch(table({ x })).column('x')).toEqual(Float64Array.of(-7, 2 ** 40));
  });

  it('is read from memory alone where it gives no cells', () => {
    expect(cellsOf({ toArray: () => BigInt64Array.of(5n) })).toEqual([5]);
    expect(cellsOf({ toArray: () => Uint16Array.of(7) })).toEqual([7]);
  });

  it('has as many rows as it says when it has no column', () => {
    expect(toBatch(table({}, 3))).toMatchObject({ size: 3, names: [] });
    expect(toBatch(table({}))).toMatchObject({ size: 0, names: [] });
  });

  it('is refused with a column that is not there, gives no array, or has the name of another', () => {
    const refused = (message: RegExp) =>
      expect.objectContaining({ code: 'TABLE_INVALID', message: expect.stringMatching(message) as string }) as Error;
    expect(() => toBatch(table({ x: null }))).toThrow(refused(/expected an array for column 'x', got undefined/));
    expect(() => toBatch(table({ x: { toArray: () => 7 as never } }))).toThrow(refused(/for column 'x', got a number/));
    const twice = { ...table({ x: column([1], [1]) }), schema: { fields: [{ name: 'x' }, { name: 'x' }] } };
    expect(() => toBatch(twice)).toThrow(refused(/two columns are named 'x'/));
  });
});
