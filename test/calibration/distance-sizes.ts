import {
  balancedCramersV,
  cramersV,
  deltaSquared,
  energyDistance,
  hellinger,
  jensenShannonDistance,
  lInfinity,
  totalVariation,
  wassersteinDistance,
} from '../../src/stats.js';
import { FastRandom } from './fast-random.js';
import { counts, type Draw, normals } from './test-levels.js';

/** How large the distances that have no p-value come out where nothing has changed. */
export interface DistanceSize {
  readonly distance: string;
  /** What the samples are like. */
  readonly column: string;
  /** Rows on either side. */
  readonly rows: number;
  readonly runs: number;
  readonly mean: number;
  /** What one run in twenty exceeds. */
  readonly q95: number;
}

const distances: Readonly<Record<string, readonly [Draw, (a: number[], b: number[]) => number]>> = {
  energyDistance: [normals, energyDistance],
  wassersteinDistance: [normals, wassersteinDistance],
  hellinger: [counts(5), hellinger],
  jensenShannonDistance: [counts(5), (a, b) => jensenShannonDistance(a, b)],
  totalVariation: [counts(5), totalVariation],
  lInfinity: [counts(5), lInfinity],
  cramersV: [counts(5), cramersV],
  balancedCramersV: [counts(5), balancedCramersV],
  deltaSquared: [counts(5), deltaSquared],
};

export const distanceNames = Object.keys(distances);

/** Two samples of `rows` values each from one distribution: normal, or five categories of different shares. */
export function distanceSizes(rows: number, runs: number): DistanceSize[] {
  return Object.entries(distances).map(([distance, [draw, compare]]) => {
    const sizes = Float64Array.from({ length: runs }, (_, run) => {
      const random = new FastRandom(`distances/${distance}/${rows}/${run}`);
      return compare(draw(rows, random), draw(rows, random));
    }).toSorted();
    const mean = sizes.reduce((sum, size) => sum + size, 0) / runs;
    const column = draw === normals ? 'normal' : 'counts';
    return { distance, column, rows, runs, mean, q95: sizes[Math.floor(0.95 * runs)]! };
  });
}
