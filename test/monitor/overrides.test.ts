import { describe, expect, it } from 'vitest';
import {
  compare,
  defineSchema,
  DriftSenseError,
  ks,
  profile,
  psi,
  type MonitorColumnOptions,
} from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';

const names = ['first', 'own', 'last'] as const;

/** Three columns of small whole numbers that move a little, some of whose values are missing. */
function table(rows: number, shift: number, seed: string) {
  const random = seededRandom(seed);
  const draw = () => (random.uniform() < 0.02 ? null : Math.round(5 * random.uniform() + shift));
  return Object.fromEntries(names.map((name) => [name, Array.from({ length: rows }, draw)]));
}
const past = table(6_000, 0, 'past');
const now = table(2_000, 0.8, 'now');

/** What is said of each column and its quality. Left out: the level that the budget leaves it, which columns share. */
function said(own: MonitorColumnOptions): Readonly<Record<(typeof names)[number], string>> {
  const { columns, quality } = compare(past, now, { columns: { own } });
  const of = (name: string) =>
    JSON.stringify(
      [columns.find(({ column }) => column === name), quality.filter(({ column }) => column === name)],
      (key, value: unknown) => (key === 'threshold' ? undefined : value),
    );
  return { first: of('first'), own: of('own'), last: of('last') };
}

describe('an override of one column', () => {
  it.each<[string, MonitorColumnOptions]>([
    ['type', { type: 'categorical' }],
    ['role', { role: 'segment' }],
    ['test', { test: ks() }],
    ['threshold', { test: psi(), threshold: 0.3 }],
    ['tolerance', { tolerance: 0.9 }],
    ['missingTolerance', { missingTolerance: 0.4 }],
    ['enabled', { enabled: false }],
    ['missing', { missing: 'ignore' }],
    ['labels', { labels: 'redact' }],
  ])('%s changes what is said of that column, and of no other', (_, own) => {
    const [usual, changed] = [said({}), said(own)];
    expect(changed.own === usual.own).toBe(false);
    expect(changed.first === usual.first && changed.last === usual.last).toBe(true);
  });
});

describe('overrides of a declared schema', () => {
  const schema = defineSchema({
    first: 'label',
    own: { categories: ['0', '1'] },
    last: { type: 'numeric', min: 0 },
  });
  const problemsOf = (columns: Partial<Record<(typeof names)[number], MonitorColumnOptions>>) => {
    try {
      compare(past, now, { schema, columns });
      return 'none';
    } catch (error) {
      return DriftSenseError.is(error, 'SCHEMA_INVALID') ? error.message : error;
    }
  };

  it.each([
    [{ own: { role: 'label' } }, "'first' and 'columns.own.role': only one column can have the role label"],
    [{ first: { role: 'feature' }, own: { role: 'label' } }, 'none'],
    [{ own: { role: 'score' } }, "'columns.own.role': a score is numeric"],
    [{ own: { type: 'numeric' } }, "'columns.own.type': a numeric column has no categories"],
    [{ last: { type: 'categorical' } }, "'columns.last.type': a categorical column has no min and max"],
  ] as const)('%j: %s', (columns, message) => {
    expect(problemsOf(columns)).toBe(message);
  });
});

it('an override of a column beside one that is called as its option is', () => {
  const rows = { x: Array.from({ length: 100 }, (_, i) => i % 2), 'columns.x.role': past['own']!.slice(0, 100) };
  const { columns } = compare(rows, rows, { columns: { x: { role: 'label' } } });
  expect(columns.map(({ column, role }) => `${column}: ${role}`).toSorted()).toEqual([
    'columns.x.role: feature',
    'x: label',
  ]);
});

describe('overrides of a stored profile', () => {
  it.each([
    [{ own: { role: 'label' } }, "columns.own.role: the reference was profiled with 'feature'"],
    [{ own: { type: 'categorical' } }, "columns.own.type: the reference was profiled with 'numeric'"],
  ] as const)('%j is refused, as it would change nothing', (columns, message) => {
    const refusal = expect.objectContaining({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(message) as string,
    });
    expect(() => compare(profile(past), now, { columns })).toThrow(refusal as Error);
  });

  it('may repeat what it says', () => {
    const columns = { own: { role: 'feature', type: 'numeric' } } as const;
    expect(compare(profile(past), now, { columns })).toEqual(compare(profile(past), now));
  });
});

describe('the weight of a column', () => {
  // Columns that move so little that what they are called is a matter of their share.
  const before = table(6_000, 0, 'before');
  const judged = (shift: number, own: MonitorColumnOptions, correction: 'holm' | 'bonferroni') => {
    const { columns } = compare(before, table(2_000, shift, 'after'), { columns: { own }, correction });
    return names.map((name) => columns.find(({ column }) => column === name)!);
  };
  const verdicts = (...how: Parameters<typeof judged>) => judged(...how).map(({ verdict }) => verdict);

  it('is its share of the level, of which the others have the rest', () => {
    const levels = judged(0.3, { weight: 8 }, 'bonferroni').map(({ tests }) => tests[0]!.threshold);
    expect(levels).toEqual([0.0009, 0.0072, 0.0009].map((level) => expect.closeTo(level, 15) as number));
  });

  it('changes what that column is called, and no other, where the others keep to their p-values', () => {
    expect(verdicts(0.34, {}, 'bonferroni')).toEqual(['drift', 'drift', 'drift']);
    expect(verdicts(0.34, { weight: 0.001 }, 'bonferroni')).toEqual(['drift', 'immaterial', 'drift']);
  });

  it('finds less in a column that weighs more, also where the budget is shared by holm', () => {
    expect(verdicts(0.32, {}, 'holm')[1]).toBe('warning');
    expect(verdicts(0.32, { weight: 8 }, 'holm')[1]).toBe('drift');
  });

  it('holds for its data quality, too', () => {
    const gaps = (rows: number, share: number) =>
      Object.fromEntries(
        names.map((name) => [name, Array.from({ length: rows }, (_, i) => (i % 1_000 < 1_000 * share ? null : i % 7))]),
      );
    // Forty of a thousand where there were none: for every column the same, and close to what alarms.
    const missing = (own: MonitorColumnOptions) => {
      const { quality } = compare(gaps(6_000, 0), gaps(1_000, 0.04), { columns: { own }, correction: 'bonferroni' });
      return quality.filter(({ kind }) => kind === 'missing').map(({ verdict }) => verdict);
    };
    expect(missing({})).toEqual(['warning', 'warning', 'warning']);
    expect(missing({ weight: 20 })).toEqual(['immaterial', 'drift', 'immaterial']);
  });

  it.each<[string, Parameters<typeof compare>[2] & object, string]>([
    [
      'under fixed thresholds',
      { preset: 'thresholds' },
      "columns.own.weight: preset 'thresholds' has no budget to share",
    ],
    ['without a correction', { correction: 'none' }, "columns.own.weight: correction 'none' has no budget to share"],
    [
      'beside a threshold',
      { columns: { own: { weight: 2, test: psi({ threshold: 0.2 }) } } },
      'columns.own.weight: a fixed threshold has no budget',
    ],
    ['of nothing', { columns: { own: { weight: 0 } } }, 'columns.own.weight'],
  ])('is refused %s', (_, options, message) => {
    expect(() => compare(before, before, { columns: { own: { weight: 2 } }, ...options })).toThrow(message);
  });
});
