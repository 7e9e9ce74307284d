import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowProfile } from '../../src/contracts/profiles.js';
import { merge } from '../../src/profile/merge.js';
import { profile } from '../../src/profile/profile.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns, sliceBatch } from '../../src/table/batch.js';

const random = seededRandom('merge');
const rows = 6_000;
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
      { numRuns: process.env['NIGHTLY'] ? 10_000 : 200 },
    );
  });

  it('agrees in the moments to 1e-12 in any order', () => {
    const parts = [3_000, 3_500, 5_100, rows].flatMap((to, i, all) =>
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
});
