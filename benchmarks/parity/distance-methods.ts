import * as ours from '../../src/stats.js';
import { evidently } from '../../test/oracles/evidently.js';
import { frourosOf21 } from '../../test/oracles/frouros.js';
import { nannyml } from '../../test/oracles/nannyml.js';
import { pooledTTest, clampedAndersonP } from '../../test/oracles/scipy.js';
import type { Samples } from './cases.js';
import { type Answer, cancelling, everywhere, type Method, p, type Part, root, statistic } from './method.js';
import { farCosines, farMeans, fewDigits, inFamilies, series } from './sample-methods.js';

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

const underThisName = {
  why: 'frouros computes the statistic of Kolmogorov and Smirnov under this name (the row of its own form), and holds it against another approximation of the law of Kuiper',
  where: everywhere,
};

/** Distances and tests on values as evidently, NannyML and frouros compute them: ours where they agree, their form as an oracle elsewhere. */
export const distanceMethods: readonly Method[] = [
  samples('evidently', 'oracle: cells of both samples, zeros filled', 'psi', 'psi', (x, y) => [evidently.psi(x, y)], [
    statistic(),
  ]),
  samples(
    'evidently',
    'oracle: cells of both samples',
    'jensen-shannon',
    'jensenshannon',
    (x, y) => [evidently.jensenShannon(x, y)],
    [root],
  ),
  samples(
    'evidently',
    'oracle: cells of both samples, zeros filled',
    'kl',
    'kl_div',
    (x, y) => [evidently.klDivergence(x, y)],
    [cancelling],
  ),
  samples(
    'evidently',
    'oracle: cells of both samples',
    'hellinger',
    'hellinger',
    (x, y) => [evidently.hellinger(x, y)],
    [root],
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
    (x, y) => [ours.cramerVonMisesTest(x, y).pValue],
    [p(fewDigits)],
  ),
  samples(
    'evidently',
    'cramerVonMisesTest',
    'cvm in double precision',
    'cramer_von_mises, its counts in double precision',
    (x, y) => [ours.cramerVonMisesTest(x, y).pValue],
    [p(series)],
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
    p(farCosines),
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
    [root],
  ),
  samples(
    'nannyml',
    'oracle: cells of the reference and one outside',
    'hellinger',
    'hellinger',
    (x, y) => [nannyml.hellinger(x, y)],
    [root],
  ),
  samples('nannyml', 'ksTest', 'ks', 'kolmogorov_smirnov', (x, y) => [ours.ksTest(x, y).statistic]),
  samples('nannyml', 'wassersteinDistance', 'wasserstein', 'wasserstein', (x, y) => [ours.wassersteinDistance(x, y)]),
  samples(
    'frouros',
    'oracle: ten cells of both samples, zeros 2⁻¹⁰²²',
    'psi',
    'PSI',
    (x, y) => [frourosOf21.psi(x, y)],
    [statistic()],
  ),
  samples('frouros', 'oracle: nine cells', 'jensen-shannon', 'JS', (x, y) => [frourosOf21.jensenShannon(x, y)], [root]),
  samples('frouros', 'oracle: nine cells, reversed', 'kl', 'KL', (x, y) => [frourosOf21.klDivergence(x, y)], [
    cancelling,
  ]),
  samples('frouros', 'oracle: ten cells', 'hellinger', 'HellingerDistance', (x, y) => [frourosOf21.hellinger(x, y)], [
    root,
  ]),
  samples(
    'frouros',
    'oracle: ten cells',
    'intersection',
    'HINormalizedComplement',
    (x, y) => [frourosOf21.intersectionComplement(x, y)],
    [cancelling],
  ),
  samples(
    'frouros',
    'oracle: ten cells',
    'bhattacharyya',
    'BhattacharyyaDistance',
    (x, y) => [frourosOf21.bhattacharyyaOfRelease(x, y)],
    [cancelling],
  ),
  samples(
    'frouros',
    'oracle: statistic of ksTest',
    'kuiper',
    'KuiperTest, its statistic',
    (x, y) => [ours.ksTest(x, y).statistic],
    [{ ...statistic(), only: 1 }],
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
