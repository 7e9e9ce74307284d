import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { byKind } from '../src/options.js';
import { knownBy, plainlyFits } from '../src/plainly-fits.js';
import { parseReference } from '../src/profile/parse-profile.js';
import { parseWindowProfile } from '../src/profile/parse-window.js';
import { profile } from '../src/profile/profile.js';
import { defineSchema } from '../src/table/schema.js';

// So that it can be watched, and switched off; what it calls within itself is not seen.
vi.mock('../src/plainly-fits.js', { spy: true });

const table = {
  x: Array.from({ length: 300 }, (_, i) => (i % 17 === 0 ? Number.NaN : (i * 37) % 101)),
  c: Array.from({ length: 300 }, (_, i) => ['a', 'b', 'c', null][i % 4]),
  id: Array.from({ length: 300 }, (_, i) => `k${i}`),
};
const schema = defineSchema({ x: { min: -1, max: 1_000 }, c: { categories: ['a', 'b', 'c'] }, id: 'categorical' });
const reference = profile(table, { schema, sample: true, range20: true, exactKs: true });
const window = profile(table, { on: reference });

/** Every part of a value, by its path. */
function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => paths(part, [...path, key]))];
}

const junk = [
  undefined,
  null,
  true,
  false,
  0,
  -1,
  0.5,
  2 ** 60,
  Number.NaN,
  Infinity,
  '',
  'x',
  '1',
  [],
  [1],
  {},
  7n,
  new Date(0),
];
const damages = ['replace', 'delete', 'add', 'hole'] as const;

/** A copy that is damaged in one place. */
function damaged(whole: object, path: readonly string[], how: (typeof damages)[number], value: unknown): unknown {
  const copy = structuredClone(whole);
  let part = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) part = part[key] as Record<string, unknown>;
  const last = path.at(-1) ?? 'kind';
  const own = part[last];
  if (how === 'add' && typeof own === 'object' && own !== null) (own as Record<string, unknown>)['more'] = value;
  else if (how === 'hole' && Array.isArray(own)) own.length += 1;
  else if (how === 'replace') part[last] = value;
  else delete part[last];
  return copy;
}

const said = (parse: (json: unknown) => unknown, json: unknown): unknown => {
  try {
    parse(json);
    return 'fits';
  } catch (error) {
    return error instanceof Error ? [(error as { code?: unknown }).code, error.message] : error;
  }
};

describe.each([
  ['reference', reference, parseReference],
  ['window', window, parseWindowProfile],
] as const)('a %s profile that is read', (_, whole, parse) => {
  it('is known to fit at the first look', () => {
    vi.mocked(plainlyFits).mockClear();
    parse(JSON.parse(JSON.stringify(whole)));
    expect(vi.mocked(plainlyFits).mock.results.length).toBeGreaterThan(0);
    expect(vi.mocked(plainlyFits).mock.results.every(({ value }) => value === true)).toBe(true);
  });

  const plain = JSON.stringify(whole);
  const all = paths(JSON.parse(plain));
  /** What is said of damage is what the schema says by itself; whether it was refused. */
  const isRefused = (path: readonly string[], how: (typeof damages)[number], value: unknown): boolean => {
    const json = damaged(JSON.parse(plain) as object, path, how, value);
    const first = said(parse, json);
    vi.mocked(plainlyFits).mockReturnValue(false);
    const alone = said(parse, json);
    vi.mocked(plainlyFits).mockReset();
    expect(first, `${how} ${path.join('.')}`).toEqual(alone);
    return first !== 'fits';
  };

  it('is refused with the same words as by its schema alone, wherever it is damaged', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.constantFrom(...damages),
        fc.constantFrom(...junk),
        (path, how, value) => {
          if (isRefused(path, how, value)) refused++;
        },
      ),
      { numRuns: process.env['NIGHTLY'] ? 50_000 : 2_000 },
    );
    expect(refused).toBeGreaterThan(500);
  });

  it('and where a list has a hole, or an object one part more or less', () => {
    const isList = (path: readonly string[]): boolean =>
      Array.isArray(path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], JSON.parse(plain)));
    const lists = all.filter(isList);
    expect(lists.length).toBeGreaterThan(5);
    for (const path of lists) expect(isRefused(path, 'hole', undefined), path.join('.')).toBe(true);
    for (const path of all.filter((one) => !/^\d+$/.test(one.at(-1) ?? '0')))
      for (const how of ['add', 'delete'] as const) isRefused(path, how, 1);
  });
});

describe('a value plainly fits a schema', () => {
  const shape = z.strictObject({
    kind: z.literal(['a', 1]),
    name: z.string().check(z.minLength(2)),
    size: z.optional(z.number().check(z.lt(10))),
    role: z.enum(['x', 'y']),
    list: z.optional(z.array(z.boolean())),
    form: z.optional(byKind({ p: z.looseObject({ kind: z.literal('p'), n: z.number() }) })),
    whole: z.optional(z.int()),
    mail: z.optional(z.email()),
  });
  const good = { kind: 'a', name: 'ab', role: 'x' };

  it.each([
    good,
    { ...good, kind: 1, size: -3, role: 'y', list: [], form: { kind: 'p', n: 1, more: 1 } },
    { ...good, size: undefined, list: [true, false] },
  ])('%j', (value) => {
    expect(z.safeParse(shape, value).success).toBe(true);
    expect(plainlyFits(shape, value)).toBe(true);
  });

  it.each([
    undefined,
    null,
    [],
    { ...good, more: 1 },
    { ...good, kind: 'b' },
    { ...good, name: 'a' },
    { ...good, name: undefined },
    { ...good, size: 10 },
    { ...good, size: Number.NaN },
    { ...good, role: 'z' },
    { ...good, list: [1] },
    { ...good, list: Array(1) },
    { ...good, list: {} },
    { ...good, form: { kind: 'q', n: 1 } },
    { ...good, form: { kind: 'p', n: '1' } },
    { ...good, form: { kind: 'toString' } },
    { ...good, form: null },
    { ...good, whole: 0.5 },
    { ...good, mail: 'nobody' },
  ])('or does not: %j', (value) => {
    expect(z.safeParse(shape, value).success).toBe(false);
    expect(plainlyFits(shape, value)).toBe(false);
  });

  it('as it is known by something else, which is not taken over by a schema made of it', () => {
    const even = knownBy(z.number(), (value) => value === 2);
    expect([plainlyFits(even, 2), plainlyFits(even, 3)]).toEqual([true, false]);
    const small = even.check(z.lt(2));
    expect([plainlyFits(small, 2), plainlyFits(small, 1)]).toEqual([false, true]);
  });

  it('and is looked at by its schema where that alone can tell', () => {
    expect(plainlyFits(z.int(), 1)).toBe(false);
    expect(plainlyFits(z.email(), 'a@example.com')).toBe(false);
    expect(plainlyFits(z.nullable(z.number()), 1)).toBe(false);
  });
});
