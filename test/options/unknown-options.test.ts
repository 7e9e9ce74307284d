import { describe, expect, it } from 'vitest';
import { cutWindows, fromRows, inferSchema, profile, type Batch } from '../../src/index.js';

const rows = fromRows(Array.from({ length: 60 }, (_, i) => ({ x: i, city: 'abc'[i % 3]! })));
const on = profile(rows);

const takers: Readonly<Record<string, (options: never) => unknown>> = {
  profile: (options) => profile(rows, options),
  inferSchema: (options) => inferSchema(rows, options),
  cutWindows: (options) => cutWindows([rows], { rows: 20 }, options),
};

const refused: readonly (readonly [name: keyof typeof takers, options: unknown, problem: RegExp])[] = [
  ['profile', { smaple: true }, /^profile: unknown option 'smaple'; did you mean 'sample'\?$/],
  ['profile', { ordered: 'no' }, /^profile\.ordered: expected boolean, got a text$/],
  ['profile', { maxCategories: -1 }, /^profile\.maxCategories: expected at least 1, got -1$/],
  ['profile', { maxCategories: 1e6 }, /^profile\.maxCategories: expected at most 10000, got 1000000$/],
  ['profile', { maxCategories: 2.5 }, /^profile\.maxCategories: expected int, got 2\.5$/],
  ['profile', { seed: Number.NaN }, /^profile\.seed: expected number, got NaN$/],
  ['profile', { exactKs: 'x' }, /^profile\.exactKs: expected boolean/],
  ['profile', { on, sample: true }, /^profile: unknown option 'sample'/],
  ['profile', 5, /^profile: expected object, got 5$/],
  ['inferSchema', { lable: 'x' }, /^inferSchema: unknown option 'lable'; did you mean 'label'\?$/],
  ['inferSchema', { label: 5 }, /^inferSchema\.label: expected string, got 5$/],
  ['inferSchema', { columns: ['x'] }, /^inferSchema\.columns: expected record, got a list$/],
  ['inferSchema', { timeZone: 'Mars' }, /^inferSchema\.timeZone: expected an IANA time zone$/],
  ['cutWindows', { trialing: 'drop' }, /^cutWindows: unknown option 'trialing'; did you mean 'trailing'\?$/],
  ['cutWindows', { trailing: 'keep' }, /^cutWindows\.trailing: expected "drop" or .*, got "keep"$/],
  ['cutWindows', { first: 0.5 }, /^cutWindows\.first: expected int, got 0\.5$/],
  ['cutWindows', { counts: 3 }, /^cutWindows\.counts: expected an object$/],
];

describe('options of functions are checked as those of the Monitor are', () => {
  it.each(refused)('%s refuses %j', (name, options, problem) => {
    expect(() => takers[name]!(options as never)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringMatching(problem) as string }),
    );
  });

  it('weights of rows are refused by a code of their own', () => {
    expect(() => profile(rows, { weights: [1] } as never)).toThrow(
      expect.objectContaining({ code: 'WEIGHTS_UNSUPPORTED', message: "profile: unknown option 'weights'" }),
    );
  });

  it('one option that is wrong hides no other', () => {
    expect(() => profile(rows, { smaple: true, seed: '1' } as never)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/seed.*\n.*smaple/) as string }),
    );
  });

  it('a column named for an exact test is one of the table', () => {
    const call = () => profile(rows, { exactKs: ['cty'] });
    expect(call).toThrow(expect.objectContaining({ code: 'UNKNOWN_COLUMN' }));
    expect(call).toThrow(/no column 'cty'; did you mean 'city'\?/);
  });

  it('a reference that is none is refused as one', () => {
    for (const none of [{}, null, undefined, { ...on, columns: 3 }])
      expect(() => profile(rows, { on: none } as never)).toThrow(expect.objectContaining({ code: 'PROFILE_INVALID' }));
  });

  it('counts that are handed in are those that are counted up', async () => {
    const counts = { late: 0, undated: 0 } as NonNullable<NonNullable<Parameters<typeof cutWindows>[2]>['counts']>;
    const times = Float64Array.of(0, 172_800_000, 0);
    const batch: Batch = { ...fromRows([{ x: 1 }, { x: 2 }, { x: 3 }]), times };
    for await (const _ of cutWindows([batch], { every: '1d' }, { counts }));
    expect(counts.late).toBe(1);
  });
});
