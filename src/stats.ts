/**
 * Pure two-sample statistics and distributions. Numbers in, numbers out.
 *
 * @module driftsense/stats
 */

// distributions and special functions
export type { Distribution } from './stats/distributions/distribution.js';
export { normal } from './stats/distributions/normal.js';
export { chiSquared } from './stats/distributions/chi-squared.js';
export { nonCentralChiSquared } from './stats/distributions/non-central-chi-squared.js';
export { studentT } from './stats/distributions/student-t.js';
export { fDistribution } from './stats/distributions/f-distribution.js';
export { beta } from './stats/distributions/beta.js';
export { binomial } from './stats/distributions/binomial.js';
export { kolmogorov } from './stats/distributions/kolmogorov.js';
export { kolmogorovTwoSided } from './stats/distributions/kolmogorov-two-sided.js';

// two-sample tests on samples
export type { Alternative } from './stats/two-sample/alternative.js';
export { ksTest, type KsTestOptions, type KsTestResult } from './stats/two-sample/ks-test.js';
export { wassersteinDistance, wassersteinFromCells } from './stats/two-sample/wasserstein.js';
export { energyDistance } from './stats/two-sample/energy.js';
export {
  cramerVonMisesTest,
  type CramerVonMisesOptions,
  type CramerVonMisesResult,
} from './stats/two-sample/cramer-von-mises.js';
export { andersonDarlingTest, type AndersonDarlingResult } from './stats/two-sample/anderson-darling.js';
export { mannWhitneyTest, type MannWhitneyOptions, type MannWhitneyResult } from './stats/two-sample/mann-whitney.js';
export { welchTest, type WelchTestResult } from './stats/two-sample/welch.js';
export { eppsSingletonTest, type EppsSingletonResult } from './stats/two-sample/epps-singleton.js';
export { kuiperTest, type KuiperResult } from './stats/two-sample/kuiper.js';

// tests and distances on counts
export { ksBinned, type KsBinnedOptions, type KsBinnedResult } from './stats/two-sample/ks-binned.js';
export { chiSquareTest, type ChiSquareTestOptions, type ChiSquareTestResult } from './stats/two-sample/chi-square.js';
export { gTest } from './stats/two-sample/g-test.js';
export { fisherTest, type FisherTestOptions, type FisherTestResult, type TwoByTwo } from './stats/two-sample/fisher.js';
export { mcnemarTest, type McnemarTestOptions, type McnemarTestResult } from './stats/two-sample/mcnemar.js';
export type { BinomialIntervalOptions } from './stats/two-sample/binomial-interval.js';
export { clopperPearson } from './stats/two-sample/clopper-pearson.js';
export { wilson } from './stats/two-sample/wilson.js';

// bands that may be looked at after every row
export {
  confidenceSequence,
  type ConfidenceSequence,
  type ConfidenceSequenceOptions,
} from './stats/sequential/confidence-sequence.js';
export {
  normalMixtureBoundary,
  stitchedBoundary,
  type NormalMixtureBoundaryOptions,
  type StitchedBoundaryOptions,
} from './stats/sequential/boundaries.js';

// distances and tests on counts
export { quantileEdges } from './stats/quantile-edges.js';
export { countCells } from './stats/count-cells.js';
export {
  populationStabilityIndex,
  psiContributions,
  psiTest,
  type PsiTestResult,
  type SmoothingOptions,
} from './stats/psi.js';
export { deciderTest, type DeciderOptions, type DeciderPart, type DeciderResult } from './stats/decider.js';
export { jensenShannonDistance, jensenShannonDivergence, type JensenShannonOptions } from './stats/jensen-shannon.js';
export { hellinger } from './stats/hellinger.js';
export { totalVariation } from './stats/total-variation.js';
export { lInfinity } from './stats/l-infinity.js';
export { deltaSquared } from './stats/delta-squared.js';
export { balancedCramersV, cramersV } from './stats/cramers-v.js';
export { poolCategories, type PooledCategories, type PoolOptions } from './stats/pool-categories.js';
export { shareTest, type ShareTestOptions } from './stats/share-test.js';
export { newFlagTest, rangeTest, type TailTest } from './stats/new-flag-test.js';
export { unseenTest, type SeenCategories } from './stats/unseen-test.js';

// many tests
export { adjustLogPValues, adjustPValues, simes, type Correction } from './stats/adjust-p-values.js';

// model metrics
export {
  auc,
  aucEstimate,
  averagePrecision,
  averagePrecisionEstimate,
  type BinaryLabels,
} from './stats/metrics/ranking.js';
export {
  brier,
  brierEstimate,
  logLoss,
  logLossEstimate,
  multiclassLogLoss,
  multiclassLogLossEstimate,
} from './stats/metrics/probability-loss.js';
export {
  accuracy,
  accuracyEstimate,
  confusionCounts,
  macroF1,
  macroF1Estimate,
  type ClassLabels,
  type ConfusionCounts,
} from './stats/metrics/classification.js';
export {
  bias,
  biasEstimate,
  mae,
  maeEstimate,
  rmse,
  rmseEstimate,
  rSquared,
  rSquaredEstimate,
} from './stats/metrics/regression.js';
export type { Estimate } from './contracts/results.js';

// champion against challenger
export {
  boundedLossEvidence,
  pairedErrorEvidence,
  type GateEvidence,
  type LossEvidence,
} from './stats/gate-e-process.js';
