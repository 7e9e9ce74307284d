import * as ours from '../../src/stats.js';
import { clampedAndersonP, pooledTTest } from '../../test/oracles/scipy.js';
import type { Samples } from './cases.js';
import {
  type Answer,
  type Deliberate,
  everywhere,
  type Floor,
  type Method,
  p,
  type Part,
  statistic,
} from './method.js';

interface Result {
  readonly statistic: number;
  readonly pValue: number;
}
const both = ({ statistic: value, pValue }: Result): Answer => [value, pValue];

function scipy(
  name: string,
  key: string,
  theirs: string,
  answer: (x: readonly number[], y: readonly number[]) => Answer,
  parts: readonly Part[] = [statistic(), p()],
  refuses?: string,
): Method {
  return {
    ours: name,
    package: 'scipy',
    theirs,
    key,
    kind: 'samples',
    answer: ({ x, y }: Samples) => answer(x, y),
    parts,
    ...(refuses !== undefined && { refuses }),
  };
}

type Pair = readonly [x: Samples, mine: readonly number[], theirs: readonly number[]];
const where = (why: string, of: (...pair: Pair) => boolean): Deliberate => ({
  why,
  where: of,
});
export const inFamilies = (why: string, ...names: string[]) => where(why, ({ family }) => names.includes(family));

const apart = where(
  'at D = 1 scipy takes the law of one sample, which gives 0; ours is the exact law there',
  (_, [d]) => d === 1,
);
const standardised = statistic('statistic', {
  floor: { size: 0.01, why: 'A² less its mean, of size 1: below .01 held to 1e-14' },
});
const studentised: Floor = {
  size: 1e-3,
  why: 'a difference of means over its standard error: below .001 held to 1e-15 standard errors, the rounding of the means',
};
const isExact = ({ x, y }: Samples) => Math.max(x.length, y.length) <= 20;
const shortSeries = (...[input, mine, theirs]: Pair) =>
  !isExact(input) && Math.abs(mine.at(-1)! - theirs.at(-1)!) < 1e-6;
/** Ties lift the statistic above all values of the exact law without ties. */
const impossible = (...[input, , theirs]: Pair) => isExact(input) && theirs.at(-1) === 0;
export const series = where(
  'the other package stops the series of the limit law at terms of 1e-7 (the row beside mpmath has 30 digits), and says 0 where ties lift the statistic above all values of the exact law: ours is the share of the orders that lie farthest apart',
  (...pair) => shortSeries(...pair) || impossible(...pair),
);
export const fewDigits = where(
  `${series.why}; and counts the exact law in half or single precision: see the row of its own function in double precision`,
  (...pair) => isExact(pair[0]) || shortSeries(...pair),
);
export const clamp = {
  why: 'scipy clamps p to [.001, .25] and interpolates between seven points; ours is the limit law: see the row beside mpmath',
  where: everywhere,
};
export const farMeans =
  'numpy rounds the means of values a million deviations from zero; ours adds what rounding left over (see the row beside mpmath)';
const overflow = "the squares in scipy's degrees of freedom overflow or vanish, and it takes 1";
const unsettled = inFamilies(
  'the covariance of samples without any spread is 0 but for rounding, and the statistic divides by it',
  'both constant',
);
/** Of a p-value alone: the statistic stays within 1e-9. */
export const farCosines = where(
  'the cosine of a value a million deviations from zero has lost ten digits, and below 1e-100 p has half of W times its rounding',
  ({ family }, mine) => family === 'far from zero' || mine.at(-1)! < 1e-100,
);

const welch = (x: readonly number[], y: readonly number[]): Answer => {
  const { statistic: t, pValue, degreesOfFreedom } = ours.welchTest(x, y);
  return [t, pValue, degreesOfFreedom];
};

/** Two-sample tests and distances on raw values, beside scipy's. */
export const sampleMethods: readonly Method[] = [
  scipy('ksTest exact', 'ks exact', 'ks_2samp, exact', (x, y) => both(ours.ksTest(x, y, { method: 'exact' }))),
  scipy(
    'ksTest asymptotic',
    'ks asymptotic',
    'ks_2samp, asymp',
    (x, y) => both(ours.ksTest(x, y, { method: 'asymptotic' })),
    [statistic(), p(apart)],
  ),
  scipy('ksTest', 'ks auto', 'ks_2samp, auto', (x, y) => both(ours.ksTest(x, y))),
  scipy('ksTest exact greater', 'ks greater', 'ks_2samp, exact, greater', (x, y) =>
    both(ours.ksTest(x, y, { method: 'exact', alternative: 'greater' })),
  ),
  scipy('ksTest exact less', 'ks less', 'ks_2samp, exact, less', (x, y) =>
    both(ours.ksTest(x, y, { method: 'exact', alternative: 'less' })),
  ),
  scipy('ksTest asymptotic greater', 'ks greater asymptotic', 'ks_2samp, asymp, greater', (x, y) =>
    both(ours.ksTest(x, y, { method: 'asymptotic', alternative: 'greater' })),
  ),
  scipy('cramerVonMisesTest', 'cvm', 'cramervonmises_2samp', (x, y) => both(ours.cramerVonMisesTest(x, y)), [
    statistic(),
    p(series),
  ]),
  {
    ...scipy('cramerVonMisesTest', 'cvm', 'the limit law in 30 digits', (x, y) =>
      both(ours.cramerVonMisesTest(x, y, { method: 'asymptotic' })),
    ),
    package: 'mpmath',
  },
  scipy('andersonDarlingTest', 'anderson', 'anderson_ksamp, midrank', (x, y) => both(ours.andersonDarlingTest(x, y)), [
    standardised,
    p(clamp),
  ]),
  {
    ...scipy(
      'andersonDarlingTest',
      'anderson',
      'the limit law in 25 digits',
      (x, y) => both(ours.andersonDarlingTest(x, y)),
      [standardised, p()],
    ),
    package: 'mpmath',
  },
  scipy(
    'oracle: clamped p',
    'anderson',
    'anderson_ksamp, midrank',
    (x, y) => {
      const { statistic: value } = ours.andersonDarlingTest(x, y);
      return [value, clampedAndersonP(value)];
    },
    [standardised, p()],
  ),
  scipy('mannWhitneyTest', 'mann-whitney', 'mannwhitneyu', (x, y) => both(ours.mannWhitneyTest(x, y))),
  scipy('mannWhitneyTest less', 'mann-whitney less', 'mannwhitneyu, less', (x, y) =>
    both(ours.mannWhitneyTest(x, y, { alternative: 'less' })),
  ),
  scipy('mannWhitneyTest greater', 'mann-whitney greater', 'mannwhitneyu, greater', (x, y) =>
    both(ours.mannWhitneyTest(x, y, { alternative: 'greater' })),
  ),
  scipy(
    'welchTest',
    'welch',
    'ttest_ind, equal_var=False',
    welch,
    [
      statistic('statistic', {
        floor: studentised,
        deliberate: inFamilies(farMeans, 'far from zero'),
      }),
      p(inFamilies(`${overflow}; ${farMeans}`, 'huge', 'minute', 'far from zero')),
      statistic('df', { deliberate: inFamilies(overflow, 'huge', 'minute') }),
    ],
    'without spread on either side scipy gives t = ±∞ and p = 0',
  ),
  {
    ...scipy('welchTest', 'welch', 'the formula in 30 digits', (x, y) => welch(x, y), [
      statistic('statistic', { floor: studentised }),
      p(),
      statistic('df'),
    ]),
    package: 'mpmath',
  },
  scipy("oracle: Student's t", 'student', 'ttest_ind', (x, y) => both(pooledTTest(x, y)), [
    statistic('statistic', {
      floor: studentised,
      deliberate: inFamilies(farMeans, 'far from zero'),
    }),
    p(inFamilies(farMeans, 'far from zero')),
  ]),
  scipy('eppsSingletonTest', 'epps-singleton', 'epps_singleton_2samp', (x, y) => both(ours.eppsSingletonTest(x, y)), [
    statistic('statistic', {
      tolerance: 1e-9,
      deliberate: unsettled,
      floor: { size: 1e-18, why: 'of samples with the same shares W is 0 and its rounding 1e-30' },
    }),
    p(farCosines),
  ]),
  scipy('kuiperTest', 'kuiper', 'ks_2samp greater + less; its series in numpy', (x, y) => both(ours.kuiperTest(x, y))),
  scipy('wassersteinDistance', 'wasserstein', 'wasserstein_distance', (x, y) => [ours.wassersteinDistance(x, y)], [
    statistic(),
  ]),
  scipy('energyDistance', 'energy', 'energy_distance', (x, y) => [ours.energyDistance(x, y)], [statistic()]),
  scipy('quantileEdges', 'quantiles', 'numpy.quantile, linear', (x) => [...ours.quantileEdges(x, 10)], [
    statistic('edges'),
  ]),
  scipy('countCells', 'counts', 'numpy.searchsorted', (x, y) => [
    ...ours.countCells(
      y,
      [...new Set(x)].toSorted((a, b) => a - b),
    ),
  ]),
];
