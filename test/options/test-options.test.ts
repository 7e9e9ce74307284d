import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { builtIns, camelCase } from '../../src/config/names.js';
import { compare, sequentialMonitor, type AnyDataDriftTest } from '../../src/index.js';
import { distanceTestOptions, pValueTestOptions } from '../../src/judge/data-drift/classical.js';
import { chiSquareOptions } from '../../src/judge/data-drift/chi-square.js';
import { jsDivergenceOptions } from '../../src/judge/data-drift/js-divergence.js';
import { ksOptions } from '../../src/judge/data-drift/ks.js';
import { missingShareOptions } from '../../src/judge/data-drift/missing-share.js';
import { psiOptions } from '../../src/judge/data-drift/psi.js';
import { unseenCategoriesOptions } from '../../src/judge/data-drift/unseen-categories.js';
import { wassersteinOptions } from '../../src/judge/data-drift/wasserstein.js';
import { sequentialMonitorOptions } from '../../src/judge/sequential/sequential-monitor.js';
import { seededRandom } from '../../src/stats/random.js';
import { defineSchema } from '../../src/table/schema.js';
import { everyOption, type OptionCase } from './every-option.js';

/** Numbers and categories that move a little, of which some go missing and some are new. */
function table(rows: number, seed: string, moved: boolean) {
  const random = seededRandom(seed);
  const draw = <T>(value: () => T) => Array.from({ length: rows }, value);
  return {
    numeric: draw(() => (random.uniform() < (moved ? 0.06 : 0.01) ? null : random.normal() + (moved ? 0.4 : 0))),
    categorical: draw(() => (moved && random.uniform() < 0.1 ? 'new' : 'abcd'[random.integer(moved ? 3 : 4)]!)),
    'two categories': draw(() => (random.uniform() < (moved ? 0.3 : 0.2) ? 'yes' : 'no')),
  };
}
const reference = table(1_900, 'reference', false);
const window = table(800, 'window', true);

/** What the test says and how the column comes out; the threshold itself, which a result repeats, is left out. */
const judged = (make: (settings: never) => AnyDataDriftTest, kind: Kind) => (settings: never) => {
  const test = make(settings);
  const { columns } = compare({ x: reference[kind] }, { x: window[kind] }, { columns: { x: { test } } });
  const { statistic, pValue, verdict, reason, method, bins } = columns[0]!.tests.find(
    ({ test: name }) => name === test.name,
  )!;
  return { statistic, pValue, verdict, reason, method, bins, column: columns[0]!.verdict };
};

type Kind = keyof typeof reference;
type Cases = Readonly<Record<string, readonly [one: object, other: object]>>;
const threshold = (one: number, other: number): Cases => ({ threshold: [{ threshold: one }, { threshold: other }] });

const tests: Readonly<Record<string, readonly [z.core.$ZodType, Kind, Cases]>> = {
  psi: [psiOptions, 'numeric', threshold(0.01, 5)],
  ks: [ksOptions, 'numeric', { ...threshold(1e-200, 0.5), exactKs: [{ exactKs: false }, { exactKs: true }] }],
  jsDivergence: [
    jsDivergenceOptions,
    'numeric',
    {
      ...threshold(0.001, 0.9),
      base: [{ base: 2 }, { base: 'e' }],
      cells: [{ cells: 'quantile' }, { cells: 'range20' }],
    },
  ],
  chiSquare: [chiSquareOptions, 'categorical', threshold(1e-200, 0.5)],
  wasserstein: [wassersteinOptions, 'numeric', threshold(0.01, 5)],
  missingShare: [
    missingShareOptions,
    'numeric',
    { ...threshold(0.01, 0.5), tolerance: [{ tolerance: 0 }, { tolerance: 0.2 }] },
  ],
  unseenCategories: [unseenCategoriesOptions, 'categorical', threshold(0.01, 0.5)],
  ...Object.fromEntries(
    ['cramerVonMises', 'andersonDarling', 'mannWhitney', 'welch', 'eppsSingleton', 'kuiper'].map((name) => [
      name,
      [pValueTestOptions, 'numeric', threshold(1e-200, 0.5)],
    ]),
  ),
  gTest: [pValueTestOptions, 'categorical', threshold(1e-200, 0.5)],
  fisher: [pValueTestOptions, 'two categories', threshold(1e-200, 0.5)],
  ...Object.fromEntries(
    ['hellinger', 'totalVariation', 'lInfinity', 'cramersV', 'energy'].map((name) => [
      name,
      [distanceTestOptions, 'numeric', threshold(0.01, 5)],
    ]),
  ),
};

describe('the built-in tests', () => {
  it('each has cases', () => {
    expect(Object.keys(tests).toSorted()).toEqual([...builtIns.tests.keys()].map(camelCase).toSorted());
  });
});

for (const [name, { make }] of builtIns.tests) {
  const [options, kind, cases] = tests[camelCase(name)]!;
  const observe = judged(make, kind);
  everyOption(
    camelCase(name),
    options,
    Object.fromEntries(Object.entries(cases).map(([path, [one, other]]) => [path, { one, other, observe }])),
  );
}

/** Alarms of an ordered reference whose rows depend on each other, and of rows after it that move slowly. */
function alarms(settings: Record<string, unknown>): unknown {
  const rows = (n: number, seed: string, moved: number) => {
    const random = seededRandom(seed);
    let last = 0;
    return Array.from({ length: n }, (_, i) => {
      last = 0.7 * last + random.normal();
      return { a: last + (moved * i) / n, b: random.normal(), c: 'xyz'[random.integer(3)]! };
    });
  };
  const monitor = sequentialMonitor(rows(2_000, 'reference', 0), { rowsPerFalseAlarm: 1_000, ...settings });
  return [monitor.observe(rows(3_000, 'stream', 6)), monitor.level];
}
const watched = (path: string, one: object, other: object): [string, OptionCase] => [
  path,
  { one, other, observe: alarms },
];
everyOption(
  'sequentialMonitor',
  sequentialMonitorOptions,
  Object.fromEntries([
    watched('rowsPerFalseAlarm', {}, { rowsPerFalseAlarm: 3_000 }),
    watched('importances', {}, { importances: { a: 1, b: 8, c: 1 } }),
    watched('directions', {}, { directions: { a: 'decrease' } }),
    watched('tolerance', {}, { tolerance: 0.3 }),
    watched('dependence', {}, { dependence: 'independent' }),
    watched('schema', {}, { schema: defineSchema({ a: 'numeric', b: 'numeric', c: 'ignore' }) }),
    watched('ordered', {}, { ordered: false }),
    watched('stratum', {}, { stratum: 'c' }),
    watched('seed', {}, { seed: 5 }),
  ]),
);
