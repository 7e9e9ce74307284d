import * as ours from '../../src/stats.js';
import { type Method, type Part, statistic } from './method.js';

type Scalars = readonly number[];

const cdf: Part = { name: 'cdf', tolerance: 1e-9 };
const tails: readonly Part[] = [
  { name: 'sf', tolerance: 1e-9 },
  {
    name: 'ln sf',
    tolerance: 1e-9,
    floor: { size: 1, why: 'a difference of logarithms is a relative one of sf: above sf = 1/e held to 1e-9 of sf' },
  },
];
const apart = (_input: Scalars, _mine: Scalars, [below, above]: Scalars) => Math.abs(below! + above! - 1) > 1e-12;
const kstwoCdf: Part = {
  ...cdf,
  deliberate: { why: "scipy's cdf and sf of kstwo do not sum to 1 there; its sf agrees with ours", where: apart },
};

/** How far ln sf at x is from ln p; where the law has whole numbers, whether x is the first with sf at most p. The largest double stands for all beyond it. */
function miss(d: ours.Distribution, x: number, p: number, discrete: boolean): number {
  if (discrete) return d.sf(x) <= p && (x <= 0 || d.sf(x - 1) > p) ? 0 : 1;
  const beyond = d.logSf(x) - Math.log(p);
  return x === Number.MAX_VALUE && beyond > 0 ? 0 : Math.abs(beyond);
}

/** Their quantile is wrong by the sf that both agree on; ours is right. */
const quantile = (make: (s: Scalars) => ours.Distribution, discrete: boolean): Part => ({
  name: 'quantile',
  tolerance: 1e-9,
  deliberate: {
    why: 'there sf of the quantile that scipy gives is not p, by the sf on which both agree; of ours it is, to 1e-10, or lies beyond the largest double',
    where: (s: Scalars, mine: Scalars, theirs: Scalars) => {
      const d = make(s);
      const ours_ = miss(d, mine[3]!, s[1]!, discrete);
      return ours_ < 1e-10 && miss(d, theirs[3]!, s[1]!, discrete) > 10 * ours_ + 1e-12;
    },
  },
});

function law(
  name: string,
  key: string,
  theirs: string,
  make: (s: Scalars) => ours.Distribution,
  at: (s: Scalars) => number,
  first: Part = cdf,
): Method {
  return {
    ours: name,
    package: 'scipy',
    theirs,
    key,
    kind: 'scalars',
    answer: (s: Scalars) => {
      const d = make(s);
      return [d.cdf(at(s)), d.sf(at(s)), d.logSf(at(s)), d.isf(s[1]!)];
    },
    parts: [first, ...tails, quantile(make, key === 'binomial')],
  };
}

const square = (s: Scalars) => s[0]! ** 2;
const ends: readonly Part[] = [
  {
    name: 'ends',
    tolerance: 1e-9,
    deliberate: {
      why: 'scipy searches the ends to 2e-12, absolutely',
      where: (_: Scalars, mine: Scalars, theirs: Scalars) => mine.every((end, k) => Math.abs(end - theirs[k]!) < 4e-12),
    },
  },
];

/** Distributions, at points from the middle to the far tails, and intervals made of them. */
export const lawMethods: readonly Method[] = [
  law(
    'normal',
    'normal',
    'norm',
    () => ours.normal,
    (s) => s[0]!,
  ),
  law('chiSquared', 'chi-squared', 'chi2', (s) => ours.chiSquared(s[4]!), square),
  law(
    'nonCentralChiSquared',
    'non-central chi-squared',
    'ncx2',
    (s) => ours.nonCentralChiSquared(s[4]!, s[5]!),
    square,
  ),
  law(
    'studentT',
    'student t',
    't',
    (s) => ours.studentT(s[4]!),
    (s) => s[0]!,
  ),
  law('fDistribution', 'f', 'f', (s) => ours.fDistribution(s[4]!, s[5]!), square),
  law(
    'beta',
    'beta',
    'beta',
    (s) => ours.beta(s[4]!, s[5]!),
    (s) => s[3]! / s[2]!,
  ),
  law(
    'binomial',
    'binomial',
    'binom',
    (s) => ours.binomial(s[2]!, s[4]! / (s[4]! + s[5]!)),
    (s) => s[3]!,
  ),
  law(
    'kolmogorov',
    'kolmogorov',
    'kstwobign',
    () => ours.kolmogorov,
    (s) => Math.abs(s[0]!) / 3,
  ),
  law(
    'kolmogorovTwoSided',
    'kolmogorov two-sided',
    'kstwo',
    (s) => ours.kolmogorovTwoSided(s[2]!),
    (s) => Math.abs(s[0]!) / 8 / Math.sqrt(s[2]!),
    kstwoCdf,
  ),
  {
    ours: 'clopperPearson',
    package: 'scipy',
    theirs: 'binomtest, exact',
    key: 'clopper-pearson',
    kind: 'scalars',
    parts: ends,
    answer: (s: Scalars) => ours.clopperPearson(s[3]!, s[2]!),
  },
  {
    ours: 'wilson',
    package: 'scipy',
    theirs: 'binomtest, wilson',
    key: 'wilson',
    kind: 'scalars',
    parts: [statistic('ends', { floor: { size: 1e-3, why: 'the lower end is a difference near 0: held to 1e-15' } })],
    answer: (s: Scalars) => ours.wilson(s[3]!, s[2]!),
  },
];
