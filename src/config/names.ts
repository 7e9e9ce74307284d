import type { ConceptDetector } from '../contracts/concept-detector.js';
import type { AnyDataDriftTest } from '../contracts/data-drift-test.js';
import type { ModelTrainer } from '../contracts/model-trainer.js';
import { linearRegression } from '../act/train/trainers/linear-regression.js';
import { logisticRegression } from '../act/train/trainers/logistic-regression.js';
import { mlLogisticRegression } from '../act/train/trainers/ml-logistic-regression.js';
import { adwin } from '../judge/concept-drift/adwin.js';
import { ddm } from '../judge/concept-drift/ddm.js';
import { kswin } from '../judge/concept-drift/kswin.js';
import { pageHinkley } from '../judge/concept-drift/page-hinkley.js';
import { chiSquare } from '../judge/data-drift/chi-square.js';
import { jsDivergence } from '../judge/data-drift/js-divergence.js';
import { ks } from '../judge/data-drift/ks.js';
import { missingShare } from '../judge/data-drift/missing-share.js';
import { psi } from '../judge/data-drift/psi.js';
import { unseenCategories } from '../judge/data-drift/unseen-categories.js';
import { wasserstein } from '../judge/data-drift/wasserstein.js';

/** The one table from names in YAML and on the command line to built-ins. */

/** Makes a part from options in camelCase; an unknown option is refused by the part itself. */
type Factory<Part> = (options: Readonly<Record<string, unknown>>) => Part;

const tests = {
  psi: (options) => psi(options),
  ks: (options) => ks(options),
  js_divergence: (options) => jsDivergence(options),
  chi_square: (options) => chiSquare(options),
  wasserstein: (options) => wasserstein(options),
  missing_share: (options) => missingShare(options),
  unseen_categories: (options) => unseenCategories(options),
} as const satisfies Record<string, Factory<AnyDataDriftTest>>;

const detectors = {
  adwin: (options) => adwin(options),
  ddm: (options) => ddm(options),
  page_hinkley: (options) => pageHinkley(options),
  kswin: (options) => kswin(options),
} as const satisfies Record<string, Factory<object>>;

const trainers = {
  logistic_regression: (options) => logisticRegression(options),
  linear_regression: (options) => linearRegression(options),
  ml_logistic_regression: (options) => mlLogisticRegression(options),
} as const satisfies Record<string, Factory<object>>;

/** Other spellings: the original project's, and the statisticians'. */
const otherNames: Readonly<Record<string, string>> = {
  pagehinkley: 'page_hinkley',
  chi2: 'chi_square',
  jensen_shannon: 'js_divergence',
};

export const builtIns = {
  tests: tests as Readonly<Record<string, Factory<AnyDataDriftTest>>>,
  // A detector's state and a trainer's model are their own business.
  detectors: detectors as unknown as Readonly<Record<string, Factory<ConceptDetector>>>,
  trainers: trainers as unknown as Readonly<Record<string, Factory<ModelTrainer>>>,
} as const;

/** The name under which the table holds what a user calls `name`; unchanged when it holds nothing by it. */
export const tableName = (name: string): string => (Object.hasOwn(otherNames, name) ? otherNames[name]! : name);

/** `warm_start` → `warmStart`; the cases of names inside values are left alone. */
export const camelCase = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());
