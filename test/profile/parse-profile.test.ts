import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/profile/parse-profile.js';
import { parseWindowProfile } from '../../src/profile/parse-window.js';
import { profile } from '../../src/profile/profile.js';

const table = {
  x: Array.from({ length: 200 }, (_, i) => (i % 17 === 0 ? Number.NaN : (i * 37) % 101)),
  c: Array.from({ length: 200 }, (_, i) => ['a', 'b', 'c', null][i % 4]),
  id: Array.from({ length: 200 }, (_, i) => `k${i}`),
};
const reference = profile(table, { sample: true, range20: true, exactKs: true });
const window = profile(table, { on: reference });

/** The profile as JSON with one part replaced: `columns.0.grid.counts`, or left out. */
function changed(whole: object, path: string, value?: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(whole)) as Record<string, unknown>;
  const steps = path.split('.');
  const last = steps.pop()!;
  let part: Record<string, unknown> = copy;
  for (const step of steps) part = part[step] as Record<string, unknown>;
  part[last] = value;
  return JSON.parse(JSON.stringify(copy));
}
const problem = (message: RegExp) =>
  expect.objectContaining({ code: 'PROFILE_INVALID', message: expect.stringMatching(message) as string }) as Error;

describe('a stored profile', () => {
  it('is accepted as it was, byte for byte', () => {
    for (const [whole, parse] of [
      [reference, parseReference],
      [window, parseWindowProfile],
    ] as const) {
      const text = JSON.stringify(whole);
      expect(JSON.stringify(parse(JSON.parse(text)))).toBe(text);
    }
  });

  it.each<readonly [path: string, value: unknown, message: RegExp]>([
    ['kind', 'windowProfile', /profile\.kind: expected .*referenceProfile/],
    ['schemaVersion', 2, /profile\.schemaVersion: expected 1, got 2/],
    ['hash', undefined, /profile\.hash/],
    ['schema', null, /profile\.schema: expected a schema/],
    ['schema.columns.0.role', 'king', /profile\.schema: .*columns\.0\.role/s],
    ['columns', {}, /profile\.columns: expected array/],
    ['columns.0.kind', 'text', /profile\.columns\.0\.kind: expected "numeric" or "categorical", got "text"/],
    ['columns.1.name', 'x', /profile\.columns: expected each column once/],
    ['columns.0.grid.counts.0', -1, /grid\.counts\.0: expected at least 0/],
    ['columns.0.grid.counts.0', 0.5, /grid\.counts\.0: expected int/],
    ['columns.0.grid.counts', [1], /grid: expected counts, levels and a view that fit the edges/],
    ['columns.0.grid.view', [0], /grid: .*a view that fit/],
    ['columns.0.grid.view.2', 2_000, /grid: .*a view that fit/],
    ['columns.0.grid.levels', [], /grid: .*levels/],
    ['columns.0.grid.edges.1', -1e9, /grid\.edges: expected ascending numbers/],
    ['columns.0.range20.counts', [], /range20: expected one count more than edges/],
    ['columns.0.gaps.counts', [1, 2], /gaps: expected a count at and between all/],
    ['columns.0.gaps.values.0', 1e9, /gaps\.values: expected ascending/],
    ['columns.0.moments.mean', null, /moments\.mean: expected number, got null/],
    ['columns.0.min', '0', /columns\.0\.min: expected number, got a text/],
    ['columns.0.sample.0', null, /sample\.0: expected number/],
    ['columns.0.dependence.scales.0.sumX', null, /scales\.0\.sumX: expected number/],
    ['columns.1.counts', [1], /columns\.1: expected as many counts as categories/],
    ['columns.1.categories.0', 7, /categories\.0: expected string/],
    ['columns.1.distinct', undefined, /columns\.1\.distinct/],
    ['columns.2.skipped', 'bored', /columns\.2\.skipped/],
    ['notes', 'none', /profile\.notes: expected array/],
  ])('is refused as a reference when %s is %j', (path, value, message) => {
    expect(() => parseReference(changed(reference, path, value))).toThrow(problem(message));
  });

  it.each<readonly [path: string, value: unknown, message: RegExp]>([
    ['kind', 'referenceProfile', /profile\.kind: expected .*windowProfile/],
    ['reference', 7, /profile\.reference: expected string/],
    ['size', -1, /profile\.size: expected at least 0/],
    ['columns.0.counts.2', null, /columns\.0\.counts\.2: expected number, got null/],
    ['columns.0.below', undefined, /columns\.0\.below/],
    ['columns.0.moments.m2', null, /moments\.m2: expected number/],
    ['columns.0.sample.0', [1], /columns\.0\.sample\.0: expected a list of 2/],
    ['columns.1.unseen', 1.5, /columns\.1\.unseen: expected int/],
    ['columns.1.unseenNamed', [['a', -1]], /unseenNamed\.0\.1: expected at least 0/],
    [
      'violations',
      [{ column: 'x', kind: 'wrong-type', count: 'two', detail: '' }],
      /violations\.0\.count: expected number, got a text/,
    ],
  ])('is refused as a window when %s is %j', (path, value, message) => {
    expect(() => parseWindowProfile(changed(window, path, value))).toThrow(problem(message));
  });

  it.each([null, undefined, 7, 'profile', [], {}])('is not %j', (given) => {
    expect(() => parseReference(given)).toThrow(problem(/^profile/));
    expect(() => parseWindowProfile(given)).toThrow(problem(/^profile/));
  });

  it('has no holes in its lists', () => {
    const holed = structuredClone(reference);
    (holed.columns[0] as { sample?: unknown[] }).sample!.length++;
    expect(() => parseReference(holed)).toThrow(problem(/sample\.\d+: expected number/));
  });

  it('tells every problem at once, twenty in words', () => {
    const wrong = changed(
      reference,
      'columns.0.sample',
      Array.from({ length: 50 }, () => null),
    );
    try {
      parseReference(wrong);
      expect.unreachable();
    } catch (error) {
      const { message, details } = error as { message: string; details: { problems: unknown[] } };
      expect(details.problems).toHaveLength(50);
      expect(message.split('\n')).toHaveLength(20);
    }
  });
});
