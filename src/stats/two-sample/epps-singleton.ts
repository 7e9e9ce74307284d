import { chiSquared } from '../distributions/chi-squared.js';
import { outOfDomain } from '../domain.js';
import { pValueOfLog } from '../p-value.js';
import { sortedSample } from '../samples.js';
import { symmetricEigen } from '../special/symmetric-eigen.js';

/** Result of `eppsSingleton`. */
export interface EppsSingletonResult {
  /** W: the squared distance of the empirical characteristic functions in the metric of its own covariance. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
  /** Rank of the covariance: 4 unless the values are few. */
  readonly degreesOfFreedom: number;
}

/** Where the characteristic function is looked at, over half of the interquartile range. */
const POINTS = [0.4, 0.8];

/**
 * The Epps–Singleton test: compares the empirical characteristic functions at two points. Unlike KS it does not need
 * continuous values, and often has more power.
 *
 * @param x - Reference values, finite, at least five.
 * @param y - Window values, the same.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for too few values, one that is not finite, or a pooled interquartile
 * range of 0, which leaves the test without a scale.
 * @see T. Epps & K. Singleton (1986); S. Goerg & J. Kaiser (2009).
 */
export function eppsSingletonTest(x: ArrayLike<number>, y: ArrayLike<number>): EppsSingletonResult {
  const compared = eppsSingletonOf(x, y);
  if (compared === undefined) {
    const range = interquartileRange(Float64Array.from(x), Float64Array.from(y));
    throw outOfDomain('eppsSingletonTest', 'a finite pooled interquartile range above 0', range);
  }
  return compared;
}

/**
 * `eppsSingletonTest`; undefined where the pooled interquartile range is 0 or infinite.
 *
 * @param isPooled - Takes the covariance for the same on both sides. Each by itself, that of the smaller one decides: with 50 values
 * beside 5,000 the test then rejects .36 where .05 is asked for, pooled .05.
 */
export function eppsSingletonOf(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  isPooled = false,
): EppsSingletonResult | undefined {
  const sortedX = sortedSample(x, 'eppsSingletonTest: x', 5);
  const sortedY = sortedSample(y, 'eppsSingletonTest: y', 5);
  const [n, m] = [sortedX.length, sortedY.length];
  const scale = interquartileRange(sortedX, sortedY) / 2;
  if (!(scale > 0 && scale < Infinity)) return undefined;
  const points = POINTS.map((t) => t / scale);
  const a = characteristicMoments(sortedX, points);
  const b = characteristicMoments(sortedY, points);
  const size = n + m;
  const covariance = a.covariance.map((row, i) =>
    row.map((value, j) =>
      isPooled
        ? (size / n) * (size / m) * ((n / size) * value + (m / size) * b.covariance[i]![j]!)
        : (size / n) * value + (size / m) * b.covariance[i]![j]!,
    ),
  );
  const difference = a.mean.map((value, i) => value - b.mean[i]!);
  const { form, rank } = inverseForm(covariance, difference);
  const small = Math.max(n, m) < 25 ? 1 / (1 + size ** -0.45 + 10.1 * (n ** -1.7 + m ** -1.7)) : 1;
  const statistic = small * size * form;
  return {
    statistic,
    ...pValueOfLog(rank === 0 ? 0 : chiSquared(rank).logSf(statistic)),
    degreesOfFreedom: rank,
  };
}

/** Difference of the pooled quartiles, by linear interpolation (type 7). */
function interquartileRange(x: Float64Array, y: Float64Array): number {
  const pooled = new Float64Array(x.length + y.length);
  pooled.set(x);
  pooled.set(y, x.length);
  // oxlint-disable-next-line unicorn/no-array-sort -- of our own copy
  pooled.sort();
  const quantile = (order: number): number => {
    const position = (pooled.length - 1) * order;
    const i = Math.floor(position);
    return pooled[i]! + (position - i) * ((pooled[i + 1] ?? pooled[i]!) - pooled[i]!);
  };
  return quantile(0.75) - quantile(0.25);
}

/** Mean and covariance (over n, not n − 1) of (cos tx, sin tx) at the points. */
function characteristicMoments(
  values: Float64Array,
  points: readonly number[],
): { mean: number[]; covariance: number[][] } {
  const rows = points.flatMap((t) => [values.map((v) => Math.cos(t * v)), values.map((v) => Math.sin(t * v))]);
  const mean = rows.map((row) => row.reduce((sum, v) => sum + v, 0) / row.length);
  const covariance = rows.map((row, i) =>
    rows.map((other, j) => {
      let sum = 0;
      for (let k = 0; k < row.length; k++) sum += (row[k]! - mean[i]!) * (other[k]! - mean[j]!);
      return sum / row.length;
    }),
  );
  return { mean, covariance };
}

/** dᵀ C⁺ d with the pseudo-inverse of C, and the rank of C: directions without variance are left out. */
function inverseForm(covariance: number[][], difference: number[]): { form: number; rank: number } {
  const { values, vectors } = symmetricEigen(covariance);
  const largest = Math.max(...values.map(Math.abs));
  let [form, rank] = [0, 0];
  for (const [i, value] of values.entries()) {
    if (value <= largest * values.length * Number.EPSILON) continue;
    const along = vectors[i]!.reduce((sum, v, j) => sum + v * difference[j]!, 0);
    form += (along * along) / value;
    rank++;
  }
  return { form, rank };
}
