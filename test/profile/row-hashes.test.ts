import { describe, expect, it } from 'vitest';
import { profile } from '../../src/profile/profile.js';
import { isContiguousRun, rowHashes } from '../../src/profile/row-hashes.js';
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

describe('rowHashes', () => {
  it('tells a missing cell from every value, and treats 0 and -0 alike', () => {
    const hash = (x: unknown) => rowHashes(coerce(fromColumns({ x: [x], c: ['a'] }), schema), ['x', 'c'])[0];
    expect(hash(null)).toBe(hash(Number.NaN));
    expect(hash(0)).toBe(hash(-0));
    expect(new Set([hash(null), hash(0), hash(1)]).size).toBe(3);
  });
});
