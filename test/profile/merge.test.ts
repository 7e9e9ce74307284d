import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowProfile } from '../../src/contracts/profiles.js';
import { merge } from '../../src/profile/merge.js';
import { profile } from '../../src/profile/profile.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns, sliceBatch } from '../../src/table/batch.js';

const random = seededRandom('merge');
const rows = 4_200;
const table = fromColumns({
  x: Float64Array.from({ length: rows }, () => (random.uniform() < 0.05 ? Number.NaN : random.normal())),
  zeros: Float64Array.from({ length: rows }, () => (random.uniform() < 0.7 ? 0 : random.normal() ** 2)),
  city: Array.from({ length: rows }, () => (random.uniform() < 0.03 ? null : 'abcdefghij'[random.integer(10)]!)),
  odd: Array.from({ length: rows }, (_, i) => [1, Infinity, -Infinity, 'text', null, i][random.integer(6)]),
});
const reference = profile(sliceBatch(table, 0, 3_000), { sample: true });
const whole = profile(sliceBatch(table, 3_000, rows), { on: reference });

/** Counts only: what decides alarms and must not depend on the partition in any bit. */
const counts = (window: WindowProfile) =>
  JSON.stringify(window.columns.map((column) => ({ ...column, moments: undefined, sample: undefined })));

describe('merge', () => {
  it('gives the counts of the whole, bit for bit, for any partition in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 3_000, max: rows }), { maxLength: 8 }), fc.integer(), (cuts, seed) => {
        const borders = [3_000, ...cuts.toSorted((a, b) => a - b), rows];
        const parts = borders.slice(1).map((to, i) => profile(sliceBatch(table, borders[i]!, to), { on: reference }));
        const merged = seededRandom(seed).shuffle(parts).reduce(merge);
        expect(counts(merged)).toBe(counts(whole));
        expect(merged.size).toBe(whole.size);
      }),
      { numRuns: process.env['NIGHTLY'] ? 10_000 : 1_000 },
    );
  });

  it('agrees in the moments to 1e-12 in any order', () => {
    const parts = [3_000, 3_100, 3_900, rows].flatMap((to, i, all) =>
      i === 0 ? [] : [profile(sliceBatch(table, all[i - 1]!, to), { on: reference })],
    );
    const merged = parts.toReversed().reduce(merge);
    const moments = (window: WindowProfile) =>
      window.columns.flatMap((c) => (c.kind === 'numeric' && c.moments ? [c.moments] : []));
    for (const [i, m] of moments(merged).entries()) {
      const expected = moments(whole)[i]!;
      expect(m.n).toBe(expected.n);
      for (const key of ['mean', 'sd', 'm2', 'm3', 'm4'] as const)
        expect(Math.abs(m[key] - expected[key])).toBeLessThanOrEqual(
          1e-12 * Math.max(1, Math.abs(expected[key])) * expected.n,
        );
    }
  });

  it('has the empty profile as its neutral element', () => {
    const empty = profile(sliceBatch(table, 0, 0), { on: reference });
    expect(merge(empty, whole).columns).toEqual(whole.columns);
    expect(merge(whole, empty).columns).toEqual(whole.columns);
  });

  it('refuses profiles over different references', () => {
    const other = profile(sliceBatch(table, 0, 2_000));
    expect(() => merge(whole, profile(table, { on: other }))).toThrow(
      expect.objectContaining({ code: 'PROFILE_MISMATCH' }),
    );
  });

  it('refuses a third profile, which it would leave out', () => {
    const mergeAll = merge as (...parts: object[]) => object;
    expect(() => mergeAll(whole, whole, whole)).toThrow('two window profiles, got a third');
  });

  it('adds up what was wrong and what was remarked, the same thing once', () => {
    const on = profile({ odd: [1, 2, 3], x: [1, 2, 3] });
    const part = (odd: readonly unknown[]) => ({ ...profile({ odd }, { on }), notes: ['remark'] });
    const merged = merge(part([1, 'text', 'more']), part(['even more', {}]));
    const counted = merged.violations.filter(({ column }) => column === 'odd');
    expect(counted.map(({ kind, count }) => [kind, count])).toEqual([
      ['wrong-type', 3],
      ['invalid-value', 1],
    ]);
    expect(counted[0]!.detail).not.toMatch(/\d/);
    expect(merged.violations.filter(({ column }) => column === 'x')).toEqual([
      { column: 'x', kind: 'missing-column', count: 5, detail: 'there is no such column' },
    ]);
    expect(merged.notes).toEqual(['remark']);
  });

  it('takes a column that only one part has as it is there', () => {
    const without = profile(fromColumns({ x: [1, 2] }), { on: reference });
    const { columns } = merge(without, whole);
    expect(columns.find(({ name }) => name === 'city')).toEqual(whole.columns.find(({ name }) => name === 'city'));
    expect(columns.find(({ name }) => name === 'x')).toMatchObject({ size: 1_202 });
  });

  it('adds the counts of new categories, the most frequent first', () => {
    const of = (city: readonly string[]) => profile(fromColumns({ city }), { on: reference });
    const merged = merge(of(['y', 'z', 'z', 'a']), of(['z', 'y', 'y', 'y']));
    expect(merged.columns[0]).toMatchObject({
      unseen: 7,
      unseenNamed: [
        ['y', 4],
        ['z', 3],
      ],
    });
  });

  it('keeps a bounded sample, whichever way parts are put together', () => {
    const x = Float64Array.from({ length: 6_000 }, () => random.normal());
    const on = profile({ x }, { sample: true });
    const parts = [0, 1_000, 2_500].map((from, i, all) =>
      profile({ x: x.subarray(from, all[i + 1] ?? 6_000) }, { on }),
    );
    const sampleOf = ({ columns: [column] }: WindowProfile) => (column!.kind === 'numeric' ? column!.sample! : []);
    const [a, b, c] = parts as [WindowProfile, WindowProfile, WindowProfile];
    expect(sampleOf(merge(merge(a, b), c))).toEqual(sampleOf(merge(a, merge(c, b))));
    expect(sampleOf(merge(merge(a, b), c))).toHaveLength(5_000);
  });

  it('refuses a column that is of another kind on the other side', () => {
    const [first] = whole.columns;
    const other = { ...whole, columns: [{ ...whole.columns[2]!, name: first!.name }] };
    expect(() => merge(whole, other)).toThrow(
      expect.objectContaining({
        code: 'PROFILE_MISMATCH',
        message: expect.stringMatching(/is numeric in one profile/) as string,
      }),
    );
  });
});
