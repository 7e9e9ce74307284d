import * as ours from '../../src/stats.js';
import { everywhere, type Method, type Part, statistic } from './method.js';

type Scalars = readonly number[];

const throughComplement =
  'scipy inverts t, F, the binomial law and kstwo through 1 − p, which has no digits left of a small p, or stops at a bound; ours inverts ln p';
const cdf: Part = { name: 'cdf', tolerance: 1e-9 };
const tails: readonly Part[] = [
  { name: 'sf', tolerance: 1e-9 },
  { name: 'ln sf', tolerance: 1e-9, floor: 1 },
];
const quantile: Part = {
  name: 'quantile',
  tolerance: 1e-9,
  deliberate: { why: throughComplement, where: ([, q]: Scalars) => q! < 1e-6 },
};
const apart = (_input: Scalars, _mine: Scalars, [below, above]: Scalars) => Math.abs(below! + above! - 1) > 1e-12;
const kstwoParts: readonly Part[] = [
  {
    ...cdf,
    deliberate: {
      why: "scipy's cdf and sf of kstwo do not sum to 1 there; its sf agrees with ours",
      where: apart,
    },
  },
  ...tails,
  {
    ...quantile,
    deliberate: {
      why: `${throughComplement}; or finds a value whose sf is not p by scipy's own sf`,
      where: everywhere,
    },
  },
];

function law(
  name: string,
  key: string,
  theirs: string,
  make: (s: Scalars) => ours.Distribution,
  at: (s: Scalars) => number,
  parts: readonly Part[] = [cdf, ...tails, quantile],
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
    parts,
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
    kstwoParts,
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
    parts: [statistic('ends', { floor: 1e-3 })],
    answer: (s: Scalars) => ours.wilson(s[3]!, s[2]!),
  },
];
