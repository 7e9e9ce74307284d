// The distances of frouros 0.9.0 on cells, from their description: ten equal cells over both samples, or nine of a
// smoothed distribution function.
import { histogram, histogramEdges, type WidthRule } from './numpy-histogram.js';
import { hellinger, jensenShannonDistance, kullbackLeibler, psi, shares } from './divergences.js';

type Numbers = readonly number[];

function tenCells(reference: Numbers, window: Numbers): [number[], number[]] {
  const edges = histogramEdges([...reference, ...window], 10);
  return [shares(histogram(reference, edges)), shares(histogram(window, edges))];
}

/** The distribution function that is linear within the cells of an 'auto' histogram. */
function smoothCdf(sample: Numbers, auto: WidthRule): (x: number) => number {
  const edges = histogramEdges(sample, auto);
  const p = shares(histogram(sample, edges));
  return (x) => {
    let below = 0;
    for (let k = 0; k < p.length; k++) {
      if (x >= edges[k + 1]!) below += p[k]!;
      else if (x > edges[k]!) below += (p[k]! * (x - edges[k]!)) / (edges[k + 1]! - edges[k]!);
    }
    return below;
  };
}

function nineCells(reference: Numbers, window: Numbers, auto: WidthRule): [number[], number[]] {
  const points = histogramEdges([...reference, ...window], 9);
  const masses = (sample: Numbers): number[] => {
    const at = points.map(smoothCdf(sample, auto));
    return at.slice(1).map((value, k) => value - at[k]!);
  };
  return [masses(reference), masses(window)];
}

const tiny = 2 ** -1022;

const distances = (auto: WidthRule) => ({
  psi(reference: Numbers, window: Numbers): number {
    const [p, q] = tenCells(reference, window).map((shares_) => shares_.map((x) => (x === 0 ? tiny : x)));
    return psi(p!, q!);
  },
  /** In nats. */
  jensenShannon(reference: Numbers, window: Numbers): number {
    const [p, q] = nineCells(reference, window, auto);
    return jensenShannonDistance(shares(p), shares(q));
  },
  /** Of the window against the reference. */
  klDivergence(reference: Numbers, window: Numbers): number {
    const [p, q] = nineCells(reference, window, auto);
    return kullbackLeibler(q, p); // masses outside the cells are dropped
  },
  hellinger: (reference: Numbers, window: Numbers): number => hellinger(...tenCells(reference, window)),
  intersectionComplement(reference: Numbers, window: Numbers): number {
    const [p, q] = tenCells(reference, window);
    return 1 - p.reduce((sum, x, k) => sum + Math.min(x, q[k]!), 0);
  },
  bhattacharyyaOfRelease(reference: Numbers, window: Numbers): number {
    const [p, q] = tenCells(reference, window);
    return 1 - p.reduce((sum, x, k) => sum + Math.sqrt(x * q[k]!), 0);
  },
  /** As in its source after the release. */
  bhattacharyya(reference: Numbers, window: Numbers): number {
    const [p, q] = tenCells(reference, window);
    return -Math.log(p.reduce((sum, x, k) => sum + Math.sqrt((x + Number.EPSILON) * (q[k]! + Number.EPSILON)), 0));
  },
});

export const frouros = distances('auto');
/** With numpy 2.1, the newest that its release runs on. */
export const frourosOf21 = distances('auto of 2.1');
