import { describe, expect, it } from 'vitest';
import { balancedCramersV } from '../../src/stats/cramers-v.js';
import { countCells } from '../../src/stats/count-cells.js';
import { hellinger } from '../../src/stats/hellinger.js';
import { jensenShannonDistance } from '../../src/stats/jensen-shannon.js';
import { lInfinity } from '../../src/stats/l-infinity.js';
import { populationStabilityIndex } from '../../src/stats/psi.js';
import { totalVariation } from '../../src/stats/total-variation.js';
import { golden, relativeError } from '../stats/golden.js';
import { flooredPsi } from './deciles.js';
import { evidently } from './evidently.js';
import { frouros } from './frouros.js';
import { nannyml } from './nannyml.js';
import { histogramEdges } from './numpy-histogram.js';

type Numbers = Record<string, number | string>;
interface NumericPair {
  ref?: number[];
  cur?: number[];
  n: [number, number];
  evidently: Numbers;
  nannyml: Numbers;
  frouros: Numbers;
  'psi_ref_deciles_floor1e-4': number;
  psi_ref_deciles_edges: (number | string)[];
  numpy_bins: Record<'n_sturges_combined_edges' | 'n_doane_ref_edges' | 'n_fd_ref_edges' | 'n_auto_ref_edges', number>;
}
interface CategoricalPair {
  ref: Record<string, number>;
  cur: Record<string, number>;
  keys: string[];
  evidently: Numbers;
  nannyml: Numbers;
  'deepchecks_psi_floor0.01': number;
  deepchecks_cramers_v_biascorr: number;
}
const { numeric, categorical } = golden('stat') as {
  numeric: Record<string, NumericPair>;
  categorical: Record<string, CategoricalPair>;
};

/** The generator of the pair that stores no arrays. */
function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const round = (x: number): number => Math.round(x * 1e9) / 1e9;

function samples({ ref, cur, n }: NumericPair): [number[], number[]] {
  if (ref && cur) return [ref, cur];
  const [x, y] = [mulberry32(15), mulberry32(16)];
  return [Array.from({ length: n[0] }, () => round(x())), Array.from({ length: n[1] }, () => round(y() ** 1.03))];
}

/** One row per counted category. */
const rows = (side: Record<string, number>): string[] =>
  Object.entries(side).flatMap(([key, n]) => Array.from({ length: n }, () => key));

const close = (actual: number, expected: number | string | undefined, tolerance: number): void =>
  expect(
    relativeError(actual, Number(String(expected).replace('inf', 'Infinity'))),
    `${actual} for ${expected}`,
  ).toBeLessThan(tolerance);

describe.each(Object.entries(numeric))('the oracles on %s', (_, pair) => {
  const [x, y] = samples(pair);

  it('number of cells by every rule of numpy', () => {
    expect({
      n_sturges_combined_edges: histogramEdges([...x, ...y], 'sturges').length,
      n_doane_ref_edges: histogramEdges(x, 'doane').length,
      n_fd_ref_edges: histogramEdges(x, 'fd').length,
      n_auto_ref_edges: histogramEdges(x, 'auto').length,
    }).toEqual(pair.numpy_bins);
  });

  it('evidently', () => {
    close(evidently.psi(x, y), pair.evidently['psi'], 1e-9);
    close(evidently.klDivergence(x, y), pair.evidently['kl_div'], 1e-9);
    close(evidently.jensenShannon(x, y), pair.evidently['jensenshannon'], 1e-9);
    close(evidently.hellinger(x, y), pair.evidently['hellinger'], 1e-9);
  });

  it('nannyml', () => {
    close(nannyml.jensenShannon(x, y), pair.nannyml['jensen_shannon'], 1e-9);
    close(nannyml.hellinger(x, y), pair.nannyml['hellinger'], 1e-9);
  });

  it('frouros', () => {
    close(frouros.psi(x, y), pair.frouros['psi10'], 1e-9);
    close(frouros.jensenShannon(x, y), pair.frouros['js10_basee'], 1e-9);
    close(frouros.klDivergence(x, y), pair.frouros['kl10'], 1e-9);
    close(frouros.hellinger(x, y), pair.frouros['hellinger10'], 1e-9);
    close(frouros.intersectionComplement(x, y), pair.frouros['hi_complement10'], 1e-9);
    close(frouros.bhattacharyya(x, y), pair.frouros['bhattacharyya10'], 1e-9);
  });

  it('PSI on reference deciles with a floor, counted by countCells', () => {
    const edges = pair.psi_ref_deciles_edges.filter((edge) => typeof edge === 'number');
    const counts = (values: number[]) => Array.from(countCells(values, edges));
    close(flooredPsi(counts(x), counts(y), 1e-4), pair['psi_ref_deciles_floor1e-4'], 1e-12);
  });
});

describe.each(Object.entries(categorical))('on the categories of %s', (_, pair) => {
  const counts = (side: Record<string, number>) => pair.keys.map((key) => side[key] ?? 0);
  const [a, b] = [counts(pair.ref), counts(pair.cur)];
  const [x, y] = [rows(pair.ref), rows(pair.cur)];

  it('the oracles give the values of their packages', () => {
    close(evidently.psi(x, y), pair.evidently['psi'], 1e-9);
    close(evidently.klDivergence(x, y), pair.evidently['kl_div'], 1e-9);
    close(evidently.jensenShannon(x, y), pair.evidently['jensenshannon'], 1e-9);
    close(evidently.hellinger(x, y), pair.evidently['hellinger'], 1e-9);
    close(nannyml.jensenShannon(x, y), pair.nannyml['jensen_shannon'], 1e-9);
    close(nannyml.hellinger(x, y), pair.nannyml['hellinger'], 1e-9);
    close(nannyml.lInfinity(x, y), pair.nannyml['l_infinity'], 1e-9);
    close(flooredPsi(a, b, 0.01), pair['deepchecks_psi_floor0.01'], 1e-12);
  });

  it('the distances of the library agree with them, because categories need no binning', () => {
    close(jensenShannonDistance(a, b, { base: 'e' }), pair.evidently['jensenshannon'], 1e-9);
    close(jensenShannonDistance(a, b), pair.nannyml['jensen_shannon'], 1e-9);
    close(hellinger(a, b), pair.evidently['hellinger'], 1e-9);
    close(totalVariation(a, b), pair.evidently['tvd_distance'], 1e-9);
    close(lInfinity(a, b), pair.nannyml['l_infinity'], 1e-9);
    const v = balancedCramersV(a, b);
    expect(Math.abs(v - pair.deepchecks_cramers_v_biascorr)).toBeLessThan(1e-12 * Math.max(v, 1e-3));
    if (a.every((count) => count > 0) && b.every((count) => count > 0))
      close(populationStabilityIndex(a, b, { smoothing: 0 }), pair.evidently['psi'], 1e-9);
  });
});
