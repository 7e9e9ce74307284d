import * as ours from '../../src/stats.js';
import { evidently } from '../../test/oracles/evidently.js';
import type { Counts } from './cases.js';
import { type Answer, cancelling, type Floor, type Method, p, type Part, root, statistic } from './method.js';

function counts(
  packageName: Method['package'],
  name: string,
  key: string,
  theirs: string,
  answer: (a: readonly number[], b: readonly number[]) => Answer,
  parts: readonly Part[] = [statistic()],
): Method {
  const kind = packageName === 'scipy' || packageName === 'mpmath' ? 'counts' : 'small_counts';
  return {
    ours: name,
    package: packageName,
    theirs,
    key,
    kind,
    answer: ({ a, b }: Counts) => answer(a, b),
    parts,
  };
}

const test = ({ statistic: value, pValue, degreesOfFreedom }: ours.ChiSquareTestResult): Answer => [
  value,
  pValue,
  degreesOfFreedom,
];
const total = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0);
const rounding: Floor = {
  size: ({ a, b }: Counts) => 1e-3 * (total(a) + total(b)),
  why: 'a sum of cancelling terms of the size of the counts: below a thousandth of the rows held to 1e-15 of the rows',
};
const testParts = [statistic(), p(), statistic('df')];

const fisher = (a: readonly number[], b: readonly number[], alternative: ours.Alternative): Answer => {
  const { oddsRatio, pValue } = ours.fisherTest(
    [
      [a[0]!, a[1]!],
      [b[0]!, b[1]!],
    ],
    { alternative },
  );
  return [oddsRatio ?? Number.NaN, pValue];
};
const fisherParts = [statistic('odds'), p()];
const rows = (x: readonly number[]): string[] => x.flatMap((count, k) => Array.from({ length: count }, () => `k${k}`));
const once = (x: readonly number[], n: number) => x.filter((count) => count === n).length;

/** Tests and distances on counts over the same cells. */
export const countMethods: readonly Method[] = [
  counts(
    'scipy',
    'chiSquareTest',
    'chi-square',
    'chi2_contingency',
    (a, b) => test(ours.chiSquareTest(a, b)),
    testParts,
  ),
  counts(
    'scipy',
    'chiSquareTest yates',
    'chi-square yates',
    'chi2_contingency, correction',
    (a, b) => test(ours.chiSquareTest(a, b, { correction: 'yates' })),
    testParts,
  ),
  counts('scipy', 'gTest', 'g', 'chi2_contingency, log-likelihood', (a, b) => test(ours.gTest(a, b)), [
    statistic('statistic', { floor: rounding }),
    p(),
    statistic('df'),
  ]),
  counts('scipy', 'fisherTest', 'fisher', 'fisher_exact', (a, b) => fisher(a, b, 'two-sided'), fisherParts),
  counts(
    'scipy',
    'fisherTest greater',
    'fisher greater',
    'fisher_exact, greater',
    (a, b) => fisher(a, b, 'greater'),
    fisherParts,
  ),
  counts('scipy', 'fisherTest less', 'fisher less', 'fisher_exact, less', (a, b) => fisher(a, b, 'less'), fisherParts),
  counts('scipy', 'cramersV', 'cramers v', 'contingency.association', (a, b) => [ours.cramersV(a, b)]),
  counts(
    'scipy',
    'jensenShannonDistance',
    'jensen-shannon bits',
    'spatial.distance.jensenshannon, base 2',
    (a, b) => [ours.jensenShannonDistance(a, b)],
    [root],
  ),
  counts(
    'scipy',
    'jensenShannonDistance nats',
    'jensen-shannon nats',
    'spatial.distance.jensenshannon',
    (a, b) => [ours.jensenShannonDistance(a, b, { base: 'e' })],
    [root],
  ),
  counts(
    'scipy',
    'jensenShannonDivergence',
    'jensen-shannon divergence',
    'jensenshannon, base 2, squared',
    (a, b) => [ours.jensenShannonDivergence(a, b)],
    [cancelling],
  ),
  counts('scipy', 'wassersteinFromCells', 'wasserstein cells', 'wasserstein_distance, weighted', (a, b) => [
    ours.wassersteinFromCells(
      a,
      b,
      a.map((_, k) => k),
    ),
  ]),
  counts('scipy', 'populationStabilityIndex', 'psi', 'the formula in numpy', (a, b) => [
    ours.populationStabilityIndex(a, b),
  ]),
  counts('scipy', 'psiContributions', 'psi contributions', 'the formula in numpy', (a, b) => [
    ...ours.psiContributions(a, b),
  ]),
  counts(
    'scipy',
    'psiTest',
    'psi test',
    'the formula, ncx2.sf',
    (a, b) => {
      const r = ours.psiTest(a, b);
      return [r.statistic, r.pValue];
    },
    [
      statistic(),
      p({
        why: "below 1e-200 scipy's non-central χ² loses digits, or is 0; in 40 digits ours is right",
        where: (_, mine) => mine[1]! < 1e-200,
      }),
    ],
  ),
  counts(
    'scipy',
    'ksBinned',
    'ks binned',
    'the formula, kstwobign.sf',
    (a, b) => {
      const r = ours.ksBinned(a, b);
      return [r.statistic, r.pValue];
    },
    [statistic(), p()],
  ),
  counts('scipy', 'deltaSquared', 'delta squared', 'the formula in numpy', (a, b) => [ours.deltaSquared(a, b)]),
  counts('scipy', 'balancedCramersV', 'balanced v', "deepchecks' formula in numpy", (a, b) => [
    ours.balancedCramersV(a, b),
  ]),
  counts(
    'scipy',
    'shareTest',
    'share',
    'hypergeom.sf',
    (a, b) => [
      ours.shareTest(a[0]!, total(a), b[0]!, total(b), {
        tolerance: 0,
        alternative: 'increase',
      }).pValue,
    ],
    [p()],
  ),
  counts(
    'scipy',
    'newFlagTest',
    'new flag',
    'hypergeom.sf',
    (a, b) => [ours.newFlagTest(b[0]!, total(a), total(b)).pValue],
    [p()],
  ),
  counts(
    'scipy',
    'rangeTest',
    'range',
    'hypergeom.sf',
    (a, b) => [ours.rangeTest(b[0]!, b[1]!, total(a), total(b)).pValue],
    [p()],
  ),
  counts(
    'scipy',
    'unseenTest',
    'unseen',
    'betabinom.sf',
    (a, b) => [ours.unseenTest({ rows: total(a), once: once(a, 1), twice: once(a, 2) }, b[0]!, total(b)).pValue],
    [
      p({
        why: "of a reference of a few rows the parameters are 1e-6, whose log-gammas cancel to 1e-9 in scipy's law; in 40 digits ours is right",
        where: ({ a }: Counts) => total(a) < 10,
      }),
    ],
  ),
  counts('mpmath', 'jensenShannonDistance', 'jensen-shannon', 'the formula in 30 digits', (a, b) => [
    ours.jensenShannonDistance(a, b),
  ]),
  counts('mpmath', 'gTest', 'g', 'the formula in 30 digits', (a, b) => [ours.gTest(a, b).statistic], [
    statistic('statistic', { floor: { size: 1e-18, why: 'with one category alone G is 0 and ours 5e-32' } }),
  ]),
  counts('evidently', 'oracle: zeros filled', 'psi categories', 'psi', (a, b) => [evidently.psi(rows(a), rows(b))]),
  counts(
    'evidently',
    'jensenShannonDistance nats',
    'jensen-shannon categories',
    'jensenshannon',
    (a, b) => [ours.jensenShannonDistance(a, b, { base: 'e' })],
    [root],
  ),
  counts('evidently', 'hellinger', 'hellinger categories', 'hellinger', (a, b) => [ours.hellinger(a, b)], [root]),
  counts(
    'evidently',
    'oracle: zeros filled',
    'kl categories',
    'kl_div',
    (a, b) => [evidently.klDivergence(rows(a), rows(b))],
    [cancelling],
  ),
  counts('evidently', 'totalVariation', 'total variation', 'TVD', (a, b) => [ours.totalVariation(a, b)]),
  counts(
    'nannyml',
    'jensenShannonDistance',
    'jensen-shannon categories',
    'jensen_shannon',
    (a, b) => [ours.jensenShannonDistance(a, b)],
    [root],
  ),
  counts('nannyml', 'hellinger', 'hellinger categories', 'hellinger', (a, b) => [ours.hellinger(a, b)]),
  counts('nannyml', 'lInfinity', 'l-infinity', 'l_infinity', (a, b) => [ours.lInfinity(a, b)]),
  counts('nannyml', 'chiSquareTest', 'chi-square', 'chi2', (a, b) => [
    ours.chiSquareTest(a, b, { correction: 'yates' }).statistic,
  ]),
  counts(
    'sklearn',
    'mcnemarTest',
    'mcnemar',
    'statsmodels mcnemar, exact',
    (a) => {
      const r = ours.mcnemarTest(a[0]!, a[1]!);
      return [r.statistic, r.pValue];
    },
    [statistic(), p()],
  ),
];
