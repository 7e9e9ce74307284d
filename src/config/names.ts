import type * as z from 'zod/mini';
import type { ConceptDetector } from '../contracts/concept-detector.js';
import type { AnyDataDriftTest } from '../contracts/data-drift-test.js';
import type { ModelTrainer } from '../contracts/model-trainer.js';
import { linearRegression, linearRegressionOptions } from '../act/train/trainers/linear-regression.js';
import { logisticRegression, logisticRegressionOptions } from '../act/train/trainers/logistic-regression.js';
import { mlLogisticRegression, mlLogisticRegressionOptions } from '../act/train/trainers/ml-logistic-regression.js';
import { adwin, adwinOptions } from '../judge/concept-drift/adwin.js';
import { cusum, cusumOptions } from '../judge/concept-drift/cusum.js';
import { ddm, ddmOptions } from '../judge/concept-drift/ddm.js';
import { ecdd, ecddOptions } from '../judge/concept-drift/ecdd.js';
import { eddm, eddmOptions } from '../judge/concept-drift/eddm.js';
import { fhddm, fhddmOptions } from '../judge/concept-drift/fhddm.js';
import {
  geometricMovingAverage,
  geometricMovingAverageOptions,
} from '../judge/concept-drift/geometric-moving-average.js';
import { hddmA, hddmAOptions } from '../judge/concept-drift/hddm-a.js';
import { hddmW, hddmWOptions } from '../judge/concept-drift/hddm-w.js';
import { kswin, kswinOptions } from '../judge/concept-drift/kswin.js';
import { pageHinkley, pageHinkleyOptions } from '../judge/concept-drift/page-hinkley.js';
import { rddm, rddmOptions } from '../judge/concept-drift/rddm.js';
import { shiryaevRoberts, shiryaevRobertsOptions } from '../judge/concept-drift/shiryaev-roberts.js';
import { stepd, stepdOptions } from '../judge/concept-drift/stepd.js';
import { andersonDarling } from '../judge/data-drift/anderson-darling.js';
import { chiSquare } from '../judge/data-drift/chi-square.js';
import { cramerVonMises } from '../judge/data-drift/cramer-von-mises.js';
import { cramersV } from '../judge/data-drift/cramers-v.js';
import { energy } from '../judge/data-drift/energy.js';
import { eppsSingleton } from '../judge/data-drift/epps-singleton.js';
import { fisher } from '../judge/data-drift/fisher.js';
import { gTest } from '../judge/data-drift/g-test.js';
import { hellinger } from '../judge/data-drift/hellinger.js';
import { jsDivergence } from '../judge/data-drift/js-divergence.js';
import { ks } from '../judge/data-drift/ks.js';
import { kuiper } from '../judge/data-drift/kuiper.js';
import { lInfinity } from '../judge/data-drift/l-infinity.js';
import { mannWhitney } from '../judge/data-drift/mann-whitney.js';
import { missingShare } from '../judge/data-drift/missing-share.js';
import { psi } from '../judge/data-drift/psi.js';
import { totalVariation } from '../judge/data-drift/total-variation.js';
import { unseenCategories } from '../judge/data-drift/unseen-categories.js';
import { wasserstein } from '../judge/data-drift/wasserstein.js';
import { welch } from '../judge/data-drift/welch.js';

/** A built-in that a configuration can name. */
export interface BuiltIn<Part> {
  /** Makes the part from options in camelCase. */
  readonly make: (options?: Readonly<Record<string, unknown>>) => Part;
  /** What its options may be. */
  readonly options?: z.ZodMiniObject;
}

/** The one table of what a configuration can name: every line is an export, and its name there in snake_case. */
const tests = {
  psi,
  ks,
  jsDivergence,
  chiSquare,
  wasserstein,
  missingShare,
  unseenCategories,
  hellinger,
  totalVariation,
  lInfinity,
  energy,
  cramerVonMises,
  andersonDarling,
  mannWhitney,
  welch,
  gTest,
  fisher,
  cramersV,
  eppsSingleton,
  kuiper,
};

const detectors = {
  adwin: [adwin, adwinOptions],
  ddm: [ddm, ddmOptions],
  pageHinkley: [pageHinkley, pageHinkleyOptions],
  kswin: [kswin, kswinOptions],
  cusum: [cusum, cusumOptions],
  ecdd: [ecdd, ecddOptions],
  eddm: [eddm, eddmOptions],
  fhddm: [fhddm, fhddmOptions],
  geometricMovingAverage: [geometricMovingAverage, geometricMovingAverageOptions],
  hddmA: [hddmA, hddmAOptions],
  hddmW: [hddmW, hddmWOptions],
  rddm: [rddm, rddmOptions],
  shiryaevRoberts: [shiryaevRoberts, shiryaevRobertsOptions],
  stepd: [stepd, stepdOptions],
} as const;

const trainers = {
  logisticRegression: [logisticRegression, logisticRegressionOptions],
  linearRegression: [linearRegression, linearRegressionOptions],
  mlLogisticRegression: [mlLogisticRegression, mlLogisticRegressionOptions],
} as const;

/** Other spellings: the original project's, and the statisticians'. */
const otherNames: Readonly<Record<string, string>> = {
  pagehinkley: 'page_hinkley',
  chi2: 'chi_square',
  jensen_shannon: 'js_divergence',
};

/** The name under which the table holds what a user calls `name`; unchanged when it holds nothing by it. */
export const tableName = (name: string): string => (Object.hasOwn(otherNames, name) ? otherNames[name]! : name);

/** `warm_start` → `warmStart`. */
export const camelCase = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());

/** `warmStart` → `warm_start`. */
export const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

type Table<Part> = ReadonlyMap<string, BuiltIn<Part>>;

/** A part takes options of its own form, which are checked against `options` before it is made. */
const tableOf = <Part>(entries: readonly (readonly [name: string, make: unknown, options?: unknown])[]): Table<Part> =>
  new Map(
    entries.map(([name, make, options]) => [
      snakeCase(name),
      { make: make as BuiltIn<Part>['make'], ...(options !== undefined && { options: options as z.ZodMiniObject }) },
    ]),
  );

const withOptions = (table: Readonly<Record<string, readonly [make: unknown, options: unknown]>>) =>
  Object.entries(table).map(([name, [make, options]]) => [name, make, options] as const);

/** What a configuration can name, by name. */
export const builtIns = {
  tests: tableOf<AnyDataDriftTest>(Object.entries(tests)),
  detectors: tableOf<ConceptDetector>(withOptions(detectors)),
  trainers: tableOf<ModelTrainer>(withOptions(trainers)),
} as const;
