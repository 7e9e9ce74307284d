// The distances of evidently 0.7.21 on cells, from their description: bins from reference ∪ window, zeros filled.
import { histogram, histogramEdges } from './numpy-histogram.js';
import { hellinger, jensenShannonDistance, kullbackLeibler, psi, shares } from './divergences.js';

type Sample = readonly (number | string)[];

/** Shares over equal-width cells, as many as a rule of numpy gives for the values in `edgesFrom`. */
function equalWidth(x: readonly number[], y: readonly number[], edgesFrom: readonly number[]): [number[], number[]] {
  const edges = histogramEdges(edgesFrom, 'sturges');
  return [shares(histogram(x, edges), x.length), shares(histogram(y, edges), y.length)];
}

const isNumeric = (sample: Sample): sample is readonly number[] => typeof sample[0] === 'number';

/** Shares over common cells: equal-width cells of both samples, or one cell per value where the reference has few. */
function binned(reference: Sample, window: Sample): [number[], number[]] {
  if (isNumeric(reference) && isNumeric(window) && new Set(reference).size > 20)
    return equalWidth(reference, window, [...reference, ...window]);
  const values = [...new Set([...reference, ...window])];
  const per = (sample: Sample) =>
    shares(
      values.map((value) => sample.filter((x) => x === value).length),
      sample.length,
    );
  return [per(reference), per(window)];
}

/** Zeros become 1e-4, or a millionth of the smallest share where that is no larger; nothing is rescaled. */
function filled(p: readonly number[]): number[] {
  const smallest = Math.min(...p.filter((x) => x > 0));
  return p.map((x) => (x === 0 ? (smallest <= 1e-4 ? smallest / 1e6 : 1e-4) : x));
}

/** Densities times the mean width: beside shares, only what rounding does to the edges of cells far from zero. */
function hellingerOfDensities(reference: readonly number[], window: readonly number[]): number {
  const edges = histogramEdges([...new Set([...reference, ...window])], 'sturges');
  const [p, q] = [reference, window].map((sample) =>
    histogram(sample, edges).map((count, k) => count / sample.length / (edges[k + 1]! - edges[k]!)),
  ) as [number[], number[]];
  const width = (edges.at(-1)! - edges[0]!) / p.length;
  const overlap = p.reduce((sum, x, k) => sum + Math.sqrt(x * q[k]!) * width, 0);
  return Math.sqrt(1 - Math.min(1, overlap));
}

export const evidently = {
  psi(reference: Sample, window: Sample): number {
    const [p, q] = binned(reference, window);
    return psi(filled(p), filled(q));
  },
  klDivergence(reference: Sample, window: Sample): number {
    const [p, q] = binned(reference, window);
    return kullbackLeibler(shares(filled(p)), shares(filled(q)));
  },
  jensenShannon(reference: Sample, window: Sample): number {
    return jensenShannonDistance(...binned(reference, window));
  },
  hellinger(reference: Sample, window: Sample): number {
    // Numbers always by equal width here, with the width of the set of distinct values.
    if (isNumeric(reference) && isNumeric(window)) return hellingerOfDensities(reference, window);
    return hellinger(...binned(reference, window));
  },
};
