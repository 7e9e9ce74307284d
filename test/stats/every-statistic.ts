import * as stats from '../../src/stats.js';

/** Every function of `driftsense/stats` that compares two samples, two vectors of counts, or labels with predictions. */

type Compare = (x: ArrayLike<number>, y: ArrayLike<number>) => unknown;

/** A test or a distance on the values themselves. */
export const onSamples = {
  ksTest: stats.ksTest,
  wassersteinDistance: stats.wassersteinDistance,
  energyDistance: stats.energyDistance,
  cramerVonMisesTest: stats.cramerVonMisesTest,
  andersonDarlingTest: stats.andersonDarlingTest,
  mannWhitneyTest: stats.mannWhitneyTest,
  welchTest: stats.welchTest,
  eppsSingletonTest: stats.eppsSingletonTest,
  kuiperTest: stats.kuiperTest,
} satisfies Readonly<Record<string, Compare>>;

const twoCells = (counts: ArrayLike<number>): [number, number] => [counts[0]!, counts[1]!];

/** A test or a distance on counts over the same cells; Fisher's on the first two. */
export const onCounts = {
  ksBinned: stats.ksBinned,
  chiSquareTest: stats.chiSquareTest,
  gTest: stats.gTest,
  fisherTest: (a, b) => stats.fisherTest([twoCells(a), twoCells(b)]),
  hellinger: stats.hellinger,
  totalVariation: stats.totalVariation,
  lInfinity: stats.lInfinity,
  cramersV: stats.cramersV,
  balancedCramersV: stats.balancedCramersV,
  deltaSquared: stats.deltaSquared,
  jensenShannonDivergence: stats.jensenShannonDivergence,
  jensenShannonDistance: stats.jensenShannonDistance,
  populationStabilityIndex: stats.populationStabilityIndex,
  psiContributions: stats.psiContributions,
  psiTest: stats.psiTest,
  deciderTest: stats.deciderTest,
  poolCategories: stats.poolCategories,
  wassersteinFromCells: (a, b) =>
    stats.wassersteinFromCells(
      a,
      b,
      Array.from({ length: a.length }, (_, k) => k),
    ),
} satisfies Readonly<Record<string, Compare>>;

/** A metric of numbers predicted. */
export const onPredictions = {
  mae: stats.mae,
  rmse: stats.rmse,
  bias: stats.bias,
  rSquared: stats.rSquared,
  maeEstimate: stats.maeEstimate,
  rmseEstimate: stats.rmseEstimate,
  biasEstimate: stats.biasEstimate,
  rSquaredEstimate: stats.rSquaredEstimate,
} satisfies Readonly<Record<string, Compare>>;

/** A metric of classes predicted, here of 0 and 1. */
export const onClasses = {
  accuracy: stats.accuracy,
  accuracyEstimate: stats.accuracyEstimate,
  confusionCounts: stats.confusionCounts,
  macroF1: stats.macroF1,
  macroF1Estimate: stats.macroF1Estimate,
} satisfies Readonly<Record<string, (labels: ArrayLike<0 | 1>, predictions: ArrayLike<0 | 1>) => unknown>>;

/** A metric of probabilities predicted for labels of 0 and 1. */
export const onProbabilities = {
  auc: stats.auc,
  aucEstimate: stats.aucEstimate,
  averagePrecision: stats.averagePrecision,
  averagePrecisionEstimate: stats.averagePrecisionEstimate,
  brier: stats.brier,
  brierEstimate: stats.brierEstimate,
  logLoss: stats.logLoss,
  logLossEstimate: stats.logLossEstimate,
} satisfies Readonly<Record<string, (labels: ArrayLike<0 | 1>, p: ArrayLike<number>) => unknown>>;

/** A metric of probabilities predicted for each of two classes, row by row. */
export const onClassProbabilities = {
  multiclassLogLoss: (labels, p) => stats.multiclassLogLoss(labels, p, 2),
  multiclassLogLossEstimate: (labels, p) => stats.multiclassLogLossEstimate(labels, p, 2),
} satisfies Readonly<Record<string, (labels: ArrayLike<0 | 1>, p: ArrayLike<number>) => unknown>>;

/** A function of logarithms. */
export const onLogarithms = {
  adjustLogPValues: (logP) => stats.adjustLogPValues(logP, 'holm'),
} satisfies Readonly<Record<string, (logP: ArrayLike<number>) => unknown>>;

/** A function of one array of numbers in (0, 1). */
export const onShares = {
  adjustPValues: (p) => stats.adjustPValues(p, 'by'),
  simes: stats.simes,
  boundedLossEvidence: (p) => stats.boundedLossEvidence(p, { margin: 0.1 }),
  confidenceSequence: (p) => stats.confidenceSequence(p),
  quantileEdges: (p) => stats.quantileEdges(p, 20),
  countCells: (p) => stats.countCells(p, [0.2, 0.5, 0.9]),
} satisfies Readonly<Record<string, (p: ArrayLike<number>) => unknown>>;
