import { builtIns, camelCase } from '../../src/config/names.js';
import { profilePair } from '../../src/profile/column-profile.js';
import { profile } from '../../src/profile/profile.js';
import { runTest } from '../../src/judge/verdict/run-test.js';
import { ksBy, onFineCells } from '../../src/judge/data-drift/ks-binned.js';
import { ks } from '../../src/judge/data-drift/ks.js';
import type { AnyDataDriftTest } from '../../src/contracts/data-drift-test.js';
import {
  andersonDarlingTest,
  chiSquareTest,
  cramerVonMisesTest,
  eppsSingletonTest,
  fisherTest,
  gTest,
  ksTest,
  kuiperTest,
  mannWhitneyTest,
  welchTest,
} from '../../src/stats.js';
import { fromColumns } from '../../src/table/batch.js';
import { FastRandom } from './fast-random.js';
import { mixedFeatures } from './populations.js';

/** How often every test that has a p-value rejects "no change" where there is none. */

export const levels = [0.05, 0.01] as const;

export interface TestLevel {
  readonly test: string;
  /** What the column is like. */
  readonly column: string;
  /** Rows of the reference and of the window. */
  readonly reference: number;
  readonly window: number;
  /** Comparisons in which the test had something to say. */
  readonly runs: number;
  /** Of these, rejected at each of the levels. */
  readonly rejected: readonly number[];
}

const columns = new Set(['normal', 'heavy', 'rounded', 'integers', '60 % zeros', 'three', 'zipf 200']);
const populations = mixedFeatures(0).filter(({ name }) => columns.has(name));

/** Every built-in that has a p-value, on cells; KS also on the values themselves. */
const tests: Readonly<Record<string, AnyDataDriftTest>> = {
  ...Object.fromEntries([...builtIns.tests].map(([name, { make }]) => [camelCase(name), make()])),
  // Where the reference keeps its values `ks` uses them; this is the one on cells.
  ks: ksBy(undefined, onFineCells),
  'ks, exactKs': ks({ exactKs: true }),
};

/** Those that are functions of `driftsense/stats` too, which have levels of their own: on one column of each sort. */
export const classical = new Set(
  'cramerVonMises andersonDarling mannWhitney welch eppsSingleton kuiper gTest fisher'.split(' '),
);
const columnsOfClassical = new Set(['normal', 'integers', 'three']);

const context = { tolerance: 0, dispersion: 1 };

/** Levels on the product's own path: profiles, cells of the reference, `runTest`. References and windows are drawn anew in each run. */
export function testLevels(
  { reference, window }: { reference: number; window: number },
  runs: number,
  asked = (_test: string): boolean => true,
): TestLevel[] {
  return populations.flatMap((population) => {
    const found = new Map<string, { runs: number; rejected: number[] }>();
    for (let run = 0; run < runs; run++) {
      const random = new FastRandom(`levels/${population.name}/${reference}/${window}/${run}`);
      const table = (rows: number) => fromColumns({ x: withMissing(population.draw(rows, random, false), random) });
      const profiled = profile(table(reference), { exactKs: ['x'], sample: true });
      const pair = profilePair(profiled.columns[0]!, profile(table(window), { on: profiled }).columns[0]!);
      for (const [name, test] of Object.entries(tests)) {
        if (!asked(name) || !test.appliesTo.includes(pair.reference.kind)) continue;
        if (classical.has(name) && !columnsOfClassical.has(population.name)) continue;
        const { pValue, noChange, method } = runTest(test, pair.reference, pair.window, context);
        const p = noChange?.pValue ?? pValue;
        // Beyond its limit of distinct values exact KS is the one on cells, which has a row of its own.
        if (p === undefined || (name === 'ks, exactKs' && method === 'binned')) continue;
        const so = found.get(name) ?? { runs: 0, rejected: levels.map(() => 0) };
        found.set(name, { runs: so.runs + 1, rejected: so.rejected.map((count, i) => count + Number(p < levels[i]!)) });
      }
    }
    return [...found].map(([test, counts]) => ({ test, column: population.name, reference, window, ...counts }));
  });
}

/** Five in a hundred rows have no value, so that the missing share can be asked about. */
function withMissing(values: Float64Array | (string | null)[], random: FastRandom): Float64Array | (string | null)[] {
  const missing = values instanceof Float64Array ? Number.NaN : null;
  for (let i = 0; i < values.length; i++) if (random.uniform() < 0.05) values[i] = missing as never;
  return values;
}

export type Draw = (rows: number, random: FastRandom) => number[];
export const normals: Draw = (rows, random) => Array.from({ length: rows }, () => random.normal());
export const counts =
  (cells: number): Draw =>
  (rows, random) => {
    const drawn = Array.from({ length: cells }, () => 0);
    for (let i = 0; i < rows; i++) drawn[Math.floor(cells * random.uniform() ** 2)]!++;
    return drawn;
  };

/** The tests of `driftsense/stats`: on samples, or on counts of five categories or two. */
const statistics: Readonly<Record<string, readonly [Draw, (a: number[], b: number[]) => { readonly pValue: number }]>> =
  {
    ksTest: [normals, (x, y) => ksTest(x, y)],
    cramerVonMisesTest: [normals, (x, y) => cramerVonMisesTest(x, y)],
    andersonDarlingTest: [normals, (x, y) => andersonDarlingTest(x, y)],
    mannWhitneyTest: [normals, (x, y) => mannWhitneyTest(x, y)],
    welchTest: [normals, (x, y) => welchTest(x, y)],
    eppsSingletonTest: [normals, (x, y) => eppsSingletonTest(x, y)],
    kuiperTest: [normals, (x, y) => kuiperTest(x, y)],
    chiSquareTest: [counts(5), (a, b) => chiSquareTest(a, b)],
    gTest: [counts(5), (a, b) => gTest(a, b)],
    fisherTest: [counts(2), (a, b) => fisherTest([a as [number, number], b as [number, number]])],
  };

export const statisticNames = Object.keys(statistics);

/** Levels of the bare tests, two samples of `rows` values each. */
export function statisticLevels(rows: number, runs: number): TestLevel[] {
  return Object.entries(statistics).map(([test, [draw, compare]]) => {
    const rejected = levels.map(() => 0);
    for (let run = 0; run < runs; run++) {
      const random = new FastRandom(`statistics/${test}/${rows}/${run}`);
      const { pValue } = compare(draw(rows, random), draw(rows, random));
      levels.forEach((level, i) => (rejected[i]! += Number(pValue < level)));
    }
    const column = draw === normals ? 'normal' : 'counts';
    return { test, column, reference: rows, window: rows, runs, rejected };
  });
}
