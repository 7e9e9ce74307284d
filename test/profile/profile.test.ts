import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/profile/parse-profile.js';
import { profile } from '../../src/profile/profile.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns, fromRows } from '../../src/table/batch.js';

const random = seededRandom('profile');
const normals = Float64Array.from({ length: 5_000 }, () => random.normal());

describe('profile', () => {
  it('is plain JSON: a round trip changes nothing, and the parsed profile is accepted', () => {
    const reference = profile({ x: normals, c: Array.from(normals, (x) => (x > 0 ? 'up' : 'down')) }, { sample: true });
    const stored = JSON.parse(JSON.stringify(reference)) as unknown;
    expect(stored).toEqual(reference);
    expect(parseReference(stored)).toEqual(reference);
  });

  it('is the same for columns, rows and 32-bit floats of the same values', () => {
    const float32 = Float32Array.from(normals);
    const columns = profile({ x: Float64Array.from(float32) }).columns;
    expect(profile({ x: float32 }).columns).toEqual(columns);
    expect(profile(fromRows(Array.from(float32, (x) => ({ x })))).columns).toEqual(columns);
  });

  it('keeps 32-bit copies of the same values in the same cells', () => {
    const reference = profile({ x: normals });
    const [as64] = profile({ x: normals }, { on: reference }).columns;
    const [as32] = profile({ x: Float32Array.from(normals) }, { on: reference }).columns;
    expect(as32!.counts).toEqual(as64!.counts);
  });

  it('counts missing, infinite and unparsable cells apart and lets none of them into a statistic', () => {
    const x: unknown[] = [
      ...normals.subarray(0, 100),
      null,
      undefined,
      Number.NaN,
      Infinity,
      -Infinity,
      Infinity,
      'five',
    ];
    const [column] = profile(fromColumns({ x }), { schema: profile({ x: normals }).schema }).columns;
    expect(column).toMatchObject({ size: 107, count: 100, missing: 3, posInf: 2, negInf: 1, unparsable: 1 });
    expect(JSON.stringify(column)).not.toMatch(/NaN|Infinity|null/);
  });

  it('reports extreme values without a number that is not finite', () => {
    const x = Float64Array.from({ length: 200 }, (_, i) => (i % 2 ? 1e308 : -1e308));
    const reference = profile({ x });
    expect(JSON.stringify(reference)).not.toContain('null');
  });

  it('lets one outlier move no cell', () => {
    const reference = profile({ x: normals });
    const clean = profile({ x: normals.subarray(0, 1_000) }, { on: reference });
    const spoiled = profile({ x: Float64Array.of(...normals.subarray(0, 1_000), 1e15) }, { on: reference });
    const [a, b] = [clean.columns[0]!.counts, spoiled.columns[0]!.counts];
    expect(b.slice(0, -1)).toEqual(a.slice(0, -1));
    expect(b.at(-1)).toBe(a.at(-1)! + 1);
  });

  it('skips a text column in which nearly every value is different, and stores none of its values', () => {
    const id = Array.from({ length: 500 }, (_, i) => `customer-${i}`);
    const reference = profile({ id });
    expect(reference.columns[0]).toMatchObject({ skipped: 'id-like', categories: [] });
    expect(JSON.stringify(reference.columns)).not.toContain('customer-');
  });

  it('chooses the dictionary on a fifth of the rows and counts on the others when the cap binds', () => {
    const c = Array.from({ length: 20_000 }, () => `k${random.integer(400)}`);
    const [column] = profile({ c }, { maxCategories: 50 }).columns;
    if (column?.kind !== 'categorical') throw new Error('expected a categorical column');
    expect(column.capped).toBe(true);
    expect(column.categories).toHaveLength(51);
    expect(column.count).toBeGreaterThan(15_500);
    expect(column.count).toBeLessThan(16_500);
  });

  it('keeps a real category that is spelled like the reserved cell apart from it', () => {
    const c = Array.from({ length: 3_000 }, (_, i) => (i % 3 === 0 ? '__other__' : `k${random.integer(300)}`));
    const reference = profile({ c }, { maxCategories: 20 });
    const [column] = profile({ c: Array.from({ length: 90 }, () => '__other__') }, { on: reference }).columns;
    const [stored] = reference.columns;
    if (stored?.kind !== 'categorical') throw new Error('expected a categorical column');
    const real = stored.categories.indexOf('__other__');
    expect(real).toBeLessThan(stored.categories.length - 1);
    expect(column!.counts[real]).toBe(90);
    expect(column!.counts.at(-1)).toBe(0);
  });

  it('orders the dictionary by frequency, ties by code point', () => {
    const [column] = profile({ c: ['b', 'a', 'c', 'c', '\u{1F600}', '\uFFFD'] }).columns;
    expect(column).toMatchObject({ categories: ['c', 'a', 'b', '\uFFFD', '\u{1F600}'] });
  });
});
