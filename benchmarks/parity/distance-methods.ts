import * as ours from '../../src/stats.js';
import { evidently } from '../../test/oracles/evidently.js';
import { frouros } from '../../test/oracles/frouros.js';
import { nannyml } from '../../test/oracles/nannyml.js';
import { pooledTTest, clampedAndersonP } from '../../test/oracles/scipy.js';
import type { Samples } from './cases.js';
import { type Answer, everywhere, type Method, p, type Part, statistic } from './method.js';
import { farMeans, inFamilies, series, singular } from './sample-methods.js';

type Sample = readonly number[];

function samples(
  packageName: Method['package'],
  name: string,
  key: string,
  theirs: string,
  answer: (x: Sample, y: Sample) => Answer,
  parts: readonly Part[] = [statistic()],
): Method {
  return {
    ours: name,
    package: packageName,
    theirs,
    key,
    kind: 'samples',
    answer: ({ x, y }: Samples) => answer(x, y),
    parts,
  };
}

const sd = (x: Sample): number => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
};
/** Their tolerance: values that went through pandas and a histogram. */
const loose: readonly Part[] = [{ name: 'statistic', tolerance: 1e-9, floor: 1e-3 }];

const underThisName = {
  why: 'frouros computes the statistic of Kolmogorov and Smirnov under this name',
  where: everywhere,
};

/** Distances and tests on values as evidently, NannyML and frouros compute them: ours where they agree, their form as an oracle elsewhere. */
export const distanceMethods: readonly Method[] = [
  samples(
    'evidently',
    'oracle: cells of both samples, zeros filled',
    'psi',
    'psi',
    (x, y) => [evidently.psi(x, y)],
    loose,
  ),
  samples(
    'evidently',
    'oracle: cells of both samples',
    'jensen-shannon',
    'jensenshannon',
    (x, y) => [evidently.jensenShannon(x, y)],
    loose,
  ),
  samples(
    'evidently',
    'oracle: cells of both samples, zeros filled',
    'kl',
    'kl_div',
    (x, y) => [evidently.klDivergence(x, y)],
    loose,
  ),
  samples(
    'evidently',
    'oracle: cells of both samples',
    'hellinger',
    'hellinger',
    (x, y) => [evidently.hellinger(x, y)],
    loose,
  ),
  samples('evidently', 'wassersteinDistance over the sd of x, at least .001', 'wasserstein', 'wasserstein', (x, y) => [
    ours.wassersteinDistance(x, y) / Math.max(sd(x), 0.001),
  ]),
  samples('evidently', 'ksTest', 'ks', 'ks', (x, y) => [ours.ksTest(x, y).pValue], [p()]),
  samples(
    'evidently',
    'cramerVonMisesTest',
    'cvm',
    'cramer_von_mises',
    (x, y) => [
      ours.cramerVonMisesTest(x, y, {
        method: Math.max(x.length, y.length) > 10 ? 'asymptotic' : 'exact',
      }).pValue,
    ],
    [p(series(10))],
  ),
  samples('evidently', 'energyDistance', 'energy', 'ed', (x, y) => [ours.energyDistance(x, y)]),
  samples(
    'evidently',
    'mannWhitneyTest less',
    'mann-whitney',
    'mannw',
    (x, y) => [ours.mannWhitneyTest(x, y, { alternative: 'less' }).pValue],
    [p()],
  ),
  samples('evidently', "oracle: Student's t", 'student', 't_test', (x, y) => [pooledTTest(x, y).pValue], [
    p(inFamilies(farMeans, 'far from zero')),
  ]),
  samples('evidently', 'eppsSingletonTest', 'epps-singleton', 'es', (x, y) => [ours.eppsSingletonTest(x, y).pValue], [
    p(singular),
  ]),
  samples(
    'evidently',
    'oracle: clamped p',
    'anderson',
    'anderson',
    (x, y) => [clampedAndersonP(ours.andersonDarlingTest(x, y).statistic)],
    [p()],
  ),
  samples(
    'nannyml',
    'oracle: cells of the reference and one outside',
    'jensen-shannon',
    'jensen_shannon',
    (x, y) => [nannyml.jensenShannon(x, y)],
    loose,
  ),
  samples(
    'nannyml',
    'oracle: cells of the reference and one outside',
    'hellinger',
    'hellinger',
    (x, y) => [nannyml.hellinger(x, y)],
    loose,
  ),
  samples('nannyml', 'ksTest', 'ks', 'kolmogorov_smirnov', (x, y) => [ours.ksTest(x, y).statistic]),
  samples('nannyml', 'wassersteinDistance', 'wasserstein', 'wasserstein', (x, y) => [ours.wassersteinDistance(x, y)]),
  samples(
    'frouros',
    'oracle: ten cells of both samples, zeros 2⁻¹⁰²²',
    'psi',
    'PSI',
    (x, y) => [frouros.psi(x, y)],
    loose,
  ),
  samples('frouros', 'oracle: nine cells', 'jensen-shannon', 'JS', (x, y) => [frouros.jensenShannon(x, y)], loose),
  samples('frouros', 'oracle: nine cells, reversed', 'kl', 'KL', (x, y) => [frouros.klDivergence(x, y)], loose),
  samples('frouros', 'oracle: ten cells', 'hellinger', 'HellingerDistance', (x, y) => [frouros.hellinger(x, y)], loose),
  samples(
    'frouros',
    'oracle: ten cells',
    'intersection',
    'HINormalizedComplement',
    (x, y) => [frouros.intersectionComplement(x, y)],
    loose,
  ),
  samples(
    'frouros',
    'kuiperTest',
    'kuiper',
    'KuiperTest',
    (x, y) => {
      const r = ours.kuiperTest(x, y);
      return [r.statistic, r.pValue];
    },
    [statistic('statistic', { deliberate: underThisName }), p(underThisName)],
  ),
];
