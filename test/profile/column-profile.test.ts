import { describe, expect, it } from 'vitest';
import type { Table } from '../../src/contracts/batch.js';
import { profilePair } from '../../src/profile/column-profile.js';
import { profile } from '../../src/profile/profile.js';
import type { ProfileOptions } from '../../src/profile/profile-reference.js';

const pairOf = (before: Table, after: Table, options: ProfileOptions = {}) => {
  const reference = profile(before, options);
  return profilePair(reference.columns[0]!, profile(after, { on: reference }).columns[0]!);
};
const upTo = (n: number, by = 1) => Array.from({ length: n }, (_, i) => i * by);

describe('what a test sees of a column', () => {
  it('has both sides over the same cells, numbers as typed arrays', () => {
    const { reference, window } = pairOf({ x: upTo(100) }, { x: [-5, 3, 50, 200, Number.NaN, Infinity, 'text'] });
    expect(reference.edges).toBeInstanceOf(Float64Array);
    expect(window.edges).toBe(reference.edges);
    expect(window.view).toBe(reference.view);
    expect(reference.counts).toHaveLength(reference.edges!.length + 1);
    expect(window).toMatchObject({
      kind: 'numeric',
      size: 7,
      count: 4,
      missing: 1,
      posInf: 1,
      negInf: 0,
      unparsable: 1,
      below: 1,
      above: 1,
      min: -5,
      max: 200,
    });
    expect(window.counts.reduce((a, b) => a + b)).toBe(4);
    expect(reference.cellMeans).toHaveLength(reference.counts.length);
    expect(reference.moments!.mean).toBe(49.5);
    for (const extra of ['sample', 'range20', 'gaps'] as const) expect(reference[extra]).toBeUndefined();
  });

  it('has the extras that were asked for, on both sides', () => {
    const asked = { sample: true, range20: true, exactKs: true };
    const { reference, window } = pairOf({ x: upTo(100) }, { x: upTo(50, 2) }, asked);
    expect([...window.sample!].toSorted((a, b) => a - b)).toEqual(upTo(50, 2));
    expect([reference.range20!.length, window.range20!.length]).toEqual([20, 20]);
    expect(window.gaps!.values).toBe(reference.gaps!.values);
    expect(window.gaps!.counts.filter((_, i) => i % 2)).toEqual(Uint32Array.from(upTo(100), (i) => (i + 1) % 2));
  });

  it('has no cells under 30 values, and no moments where they overflow', () => {
    const { reference, window } = pairOf({ x: upTo(29) }, { x: [1e308, -1e308] });
    expect([reference.edges, reference.counts.length, window.counts.length]).toEqual([undefined, 0, 0]);
    expect(window.moments).toBeUndefined();
    expect(pairOf({ x: upTo(40) }, { x: [] }).window).toMatchObject({ count: 0, size: 0 });
  });

  it('has the dictionary, unseen rows and named ones of a categorical column', () => {
    const { reference, window } = pairOf({ c: [...'aaabbc'] }, { c: [...'abzz', null] });
    expect(reference).toMatchObject({
      kind: 'categorical',
      categories: ['a', 'b', 'c'],
      once: 1,
      twice: 1,
      capped: false,
    });
    expect(window).toMatchObject({ count: 4, missing: 1, unseen: 2, unseenNamed: [['z', 2]] });
    expect([...window.counts]).toEqual([1, 1, 0]);
    expect(window.categories).toBe(reference.categories);
  });

  it('is made once per reference column', () => {
    const reference = profile({ x: upTo(100) });
    const of = (x: number[]) =>
      profilePair(reference.columns[0]!, profile({ x }, { on: reference }).columns[0]!).reference;
    expect(of([1])).toBe(of([2]));
  });
});
