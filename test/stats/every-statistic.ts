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
