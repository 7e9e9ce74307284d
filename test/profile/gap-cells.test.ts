import fc from 'fast-check';
import { compare, defineSchema, ks, Monitor, profile } from 'driftsense';
import { ksTest } from 'driftsense/stats';
import { describe, expect, it } from 'vitest';
import type { NumericReference, NumericWindow, ReferenceProfile, WindowProfile } from '../../src/contracts/profiles.js';
import { limits } from '../../src/limits.js';
import { merge } from '../../src/profile/merge.js';
import { seededRandom } from '../../src/stats/random.js';

const numericOf = (whole: ReferenceProfile) => whole.columns[0] as NumericReference;
const countsOf = (whole: WindowProfile) => (whole.columns[0] as NumericWindow).gaps!;
const random = seededRandom('gaps');
const normals = (n: number, by = 0) => Array.from({ length: n }, () => random.normal() + by);

describe('gap cells', () => {
  const cell = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.constantFrom(-0, Number.NaN, Infinity, -Infinity, null),
  );
  const finite = (values: readonly unknown[]): number[] => values.filter((x): x is number => Number.isFinite(x));

  it('count each value at, or between, those of the reference, so that D is that of the values', () => {
    const long = fc.array(cell, { minLength: 60, maxLength: 120 });
    fc.assert(
      fc.property(long, fc.array(cell, { minLength: 1, maxLength: 80 }), (x, y) => {
        if (finite(x).length < 30 || finite(y).length === 0) return;
        const reference = profile({ x }, { exactKs: true });
        const { values, counts } = numericOf(reference).gaps!;
        const sorted = [...new Set(finite(x).map((v) => v + 0))].toSorted((a, b) => a - b);
        expect(values).toEqual(sorted);
        expect(counts).toEqual(sorted.flatMap((v) => [0, finite(x).filter((w) => w === v).length]).concat(0));
        const window = countsOf(profile({ x: y }, { on: reference }));
        expect(window.filter((_, i) => i % 2 === 1)).toEqual(
          sorted.map((v) => finite(y).filter((w) => w === v).length),
        );
        expect(window.reduce((a, b) => a + b)).toBe(finite(y).length);
        let [most, below] = [0, [0, 0]];
        for (const [i, count] of window.entries()) {
          below = [below[0]! + counts[i]!, below[1]! + count];
          most = Math.max(most, Math.abs(below[0]! / finite(x).length - below[1]! / finite(y).length));
        }
        expect(most).toBeCloseTo(ksTest(finite(x), finite(y)).statistic, 12);
      }),
      { numRuns: 150 },
    );
  });

  it('are kept up to 2,048 distinct values, for the columns asked for, where there are 30 values', () => {
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);
    const gapsOf = (n: number, exactKs: boolean | string[] = true) =>
      numericOf(profile({ x: upTo(n) }, { exactKs })).gaps?.counts.length;
    expect(limits.exactKsValues).toBe(2_048);
    expect(gapsOf(2_048)).toBe(4_097);
    expect(gapsOf(2_049)).toBeUndefined();
    expect(gapsOf(29)).toBeUndefined();
    expect(gapsOf(100, false)).toBeUndefined();
    expect(gapsOf(100, [])).toBeUndefined();
    expect(gapsOf(100, ['x'])).toBe(201);
    expect(numericOf(profile({ x: upTo(100) })).gaps).toBeUndefined();
  });

  it('add up over any parts, and not with a profile that has none', () => {
    const x = normals(1_000);
    const reference = profile({ x }, { exactKs: true });
    const window = normals(600, 0.3);
    const parts = [0, 100, 101, 350].map((from, i, all) =>
      profile({ x: window.slice(from, all[i + 1]) }, { on: reference }),
    );
    expect(countsOf(parts.toReversed().reduce(merge))).toEqual(countsOf(profile({ x: window }, { on: reference })));
    expect(() => merge(parts[0]!, profile({ x: window }, { on: profile({ x }) }))).toThrow(
      expect.objectContaining({ code: 'PROFILE_MISMATCH' }),
    );
  });

  it('hold no value of a redacted column', () => {
    const schema = defineSchema({ x: { type: 'numeric', labels: 'redact' } });
    const reference = profile({ x: normals(200) }, { schema, exactKs: true });
    expect(numericOf(reference).gaps).toBeUndefined();
    expect(reference.notes).toEqual(["column 'x' is redacted: its values are not kept, so KS is not exact"]);
    const columns = { x: { test: ks({ exactKs: true }), labels: 'redact' } } as const;
    expect(() => new Monitor({ reference: { x: normals(200) }, columns })).toThrow(
      expect.objectContaining({
        code: 'OPTION_INVALID',
        message: expect.stringMatching(/columns\.x\.test: 'ks'/) as string,
      }),
    );
  });
});

describe('ks on a column', () => {
  const rounded = (n: number, by: number) => normals(n, by).map((x) => Math.round(x * 20) / 20);
  const [x, y] = [rounded(900, 0), rounded(400, 0.15)];
  const resultOf = (exactKs: boolean, [a, b] = [x, y]) => {
    const reference = profile({ x: a }, { exactKs, ordered: false });
    const report = compare(reference, { x: b }, { columns: { x: { test: ks({ exactKs }), tolerance: 0 } } });
    return report.columns[0]!.tests.find(({ test }) => test === 'ks')!;
  };

  it('is exact where it was asked for, and equals ksTest on the values', () => {
    const { statistic, pValue, sign } = ksTest(x, y);
    expect(resultOf(true)).toMatchObject({
      statistic,
      pValue,
      method: 'exact',
      effect: { value: sign * statistic },
      bins: 2 * new Set(x).size + 1,
    });
    expect(resultOf(true).resolution).toBeUndefined();
  });

  it('is binned else, and says by how much D may be low', () => {
    const low = Array.from({ length: 20 }, (_, i) => {
      const window = rounded(400, i / 100);
      const { statistic, resolution, method } = resultOf(false, [x, window]);
      expect(method).toBe('binned');
      const by = ksTest(x, window).statistic - statistic!;
      expect(by).toBeGreaterThanOrEqual(0);
      expect(by).toBeLessThanOrEqual(resolution!);
      expect(resolution).toBeLessThan(0.1);
      return by;
    });
    expect(Math.max(...low)).toBeGreaterThan(0);
  });

  it('stays binned where the reference has too many values, and says so by its method', () => {
    const many = [normals(2_100), normals(400)] as [number[], number[]];
    expect(resultOf(true, many).method).toBe('binned');
  });

  it('takes rows in the Monitor as it takes a stored profile', async () => {
    const columns = { x: { test: ks({ exactKs: true }), tolerance: 0 } };
    const monitor = new Monitor({ reference: { x }, columns, ordered: false });
    const report = await monitor.process({ x: y });
    expect(report.columns[0]!.tests[0]).toMatchObject({ method: 'exact', pValue: ksTest(x, y).pValue });
    await monitor.close();
  });
});
