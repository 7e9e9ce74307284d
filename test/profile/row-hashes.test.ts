import { describe, expect, it } from 'vitest';
import { profile } from '../../src/profile/profile.js';
import { isContiguousRun, isPartInSteps, isPartOf } from '../../src/profile/contiguous-run.js';
import { rowHashes } from '../../src/profile/row-hashes.js';
import type { Batch } from '../../src/contracts/batch.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns, sliceBatch } from '../../src/table/batch.js';
import { coerce } from '../../src/table/coerce.js';

const random = seededRandom('hashes');
const table = fromColumns({
  x: Array.from({ length: 2_000 }, () => (random.uniform() < 0.1 ? null : random.integer(3))),
  c: Array.from({ length: 2_000 }, () => 'ab'[random.integer(2)]!),
});
const { schema } = profile(table);
const hashesOf = (from: number, to: number) => rowHashes(coerce(sliceBatch(table, from, to), schema), ['x', 'c']);
const all = hashesOf(0, 2_000);

describe('isContiguousRun', () => {
  it('finds any slice of the reference, also among many equal rows', () => {
    for (const [from, to] of [
      [0, 2_000],
      [0, 1],
      [500, 900],
      [1_999, 2_000],
    ] as const)
      expect(isContiguousRun(all, hashesOf(from, to))).toBe(true);
  });

  it('does not find a slice with one row changed, two slices out of order, or no rows', () => {
    const changed = hashesOf(500, 900);
    changed[300] = 1;
    expect(isContiguousRun(all, changed)).toBe(false);
    expect(isContiguousRun(all, Float64Array.of(...hashesOf(500, 900), ...hashesOf(100, 500)))).toBe(false);
    expect(isContiguousRun(all, new Float64Array())).toBe(false);
  });

  it('is linear: a run of equal rows with a different end needs no search from every start', () => {
    const same = new Float64Array(200_000).fill(7);
    const almost = new Float64Array(100_000).fill(7);
    almost[99_999] = 8;
    expect(isContiguousRun(same, almost)).toBe(false);
  });
});

describe('isPartOf', () => {
  const windowOf = (batch: Batch) => coerce(batch, schema);
  const isPart = (from: number, to: number) => isPartOf(all, windowOf(sliceBatch(table, from, to)), ['x', 'c']);

  it('asks for more than rows that are equal: as many of the same kind are so by chance once in a million at most', () => {
    // Eight kinds of row, the most frequent with three of ten rows: one row in 2,000 runs says nothing, and some do.
    expect([1, 2, 5, 9].map((rows) => isPart(500, 500 + rows))).toEqual([false, false, false, false]);
    expect([40, 900, 1_500].map((rows) => isPart(500, 500 + rows))).toEqual([true, true, true]);
    expect(isPart(0, 2_000)).toBe(true);
  });

  it('needs few rows where all are different, and finds none where all are equal', () => {
    const numbers = fromColumns({ x: Array.from({ length: 2_000 }, () => random.normal()) });
    const own = profile(numbers).schema;
    const rows = (to: number) => coerce(sliceBatch(numbers, 0, to), own);
    const hashes = rowHashes(rows(2_000), ['x']);
    expect([1, 2, 3].map((n) => isPartOf(hashes, rows(n), ['x']))).toEqual([false, false, true]);
    expect(isPartOf(new Float64Array(2_000).fill(hashes[0]!), rows(1), ['x'])).toBe(false);
  });
});

it('isPartInSteps hashes many rows in steps, to the same answer; rows that begin otherwise in one', () => {
  const numbers = Float64Array.from({ length: 30_000 }, () => random.normal());
  const batch = fromColumns({ x: numbers });
  const own = profile(batch).schema;
  const hashes = rowHashes(coerce(batch, own), ['x']);
  const other = numbers.slice();
  other[29_999] = 0;
  const look = (values: Float64Array): readonly [part: boolean, cells: number, steps: number] => {
    const steps = isPartInSteps(hashes, coerce(fromColumns({ x: values }), own), ['x']);
    let cells = 0;
    for (let taken = 0; ; taken++) {
      const step = steps.next();
      if (step.done) return [step.value, cells, taken];
      cells += step.value;
    }
  };

  expect(look(numbers)).toEqual([true, 30_001, 16]);
  expect(look(numbers.subarray(5))).toEqual([true, 29_996, 16]);
  expect(look(other)).toEqual([false, 30_001, 16]);
  expect(look(other.toReversed())).toEqual([false, 1, 1]);
});

describe('rowHashes', () => {
  it('tells a missing cell from every value, and treats 0 and -0 alike', () => {
    const hash = (x: unknown) => rowHashes(coerce(fromColumns({ x: [x], c: ['a'] }), schema), ['x', 'c'])[0];
    expect(hash(null)).toBe(hash(Number.NaN));
    expect(hash(0)).toBe(hash(-0));
    expect(new Set([hash(null), hash(0), hash(1)]).size).toBe(3);
  });
});
