// The distances of nannyml 0.13.1 on cells, from their description: the reference's cells and one for all that is outside.
import { histogram, histogramEdges } from './numpy-histogram.js';
import { hellinger, jensenShannonDistance, shares } from './divergences.js';

function numeric(reference: readonly number[], window: readonly number[]): [number[], number[]] {
  const edges = histogramEdges(reference, 'doane');
  const p = shares(histogram(reference, edges), reference.length);
  const q = shares(histogram(window, edges), window.length);
  const outside = 1 - q.reduce((sum, x) => sum + x, 0);
  // Rounding of the sum is no mass outside.
  return outside > 1e-9
    ? [
        [...p, 0],
        [...q, outside],
      ]
    : [p, q];
}

function categorical(reference: readonly string[], window: readonly string[]): [number[], number[]] {
  const known = [...new Set(reference)];
  const per = (sample: readonly string[]) =>
    shares(
      known.map((name) => sample.filter((x) => x === name).length),
      sample.length,
    );
  const fresh = window.filter((x) => !known.includes(x)).length / window.length;
  return [
    [...per(reference), 0],
    [...per(window), fresh],
  ];
}

const cells = (reference: readonly (number | string)[], window: readonly (number | string)[]): [number[], number[]] =>
  typeof reference[0] === 'number'
    ? numeric(reference as number[], window as number[])
    : categorical(reference as string[], window as string[]);

type Sample = readonly (number | string)[];

export const nannyml = {
  /** In bits. */
  jensenShannon: (reference: Sample, window: Sample): number =>
    jensenShannonDistance(...cells(reference, window)) / Math.sqrt(Math.LN2),
  hellinger: (reference: Sample, window: Sample): number => hellinger(...cells(reference, window)),
  lInfinity(reference: Sample, window: Sample): number {
    const [p, q] = cells(reference, window);
    return Math.max(...p.map((x, k) => Math.abs(x - q[k]!)));
  },
};
