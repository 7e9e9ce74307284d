import { studentT } from '../distributions/student-t.js';
import { outOfDomain } from '../domain.js';
import { pValueOfLog } from '../p-value.js';
import { checkedSample } from '../samples.js';

/** Result of `welchTest`. */
export interface WelchTestResult {
  /** t: difference of the means (x less y) over its standard error. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
  /** By Satterthwaite; not an integer. */
  readonly degreesOfFreedom: number;
}

/**
 * Welch's t test: do two samples have the same mean, whatever their variances? Two-sided.
 *
 * @param x - Reference values, finite, at least two.
 * @param y - Window values, the same.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for too few values, one that is not finite, or no spread on either side.
 * @example welchTest([1, 2, 3, 4], [2, 4, 6, 8]); // { statistic: -1.73, degreesOfFreedom: 4.41, … }
 * @see B. Welch (1947); F. Satterthwaite (1946).
 */
export function welchTest(x: ArrayLike<number>, y: ArrayLike<number>): WelchTestResult {
  const a = meanAndError(checkedSample(x, 'welchTest: x', 2));
  const b = meanAndError(checkedSample(y, 'welchTest: y', 2));
  const squaredError = a.squaredError + b.squaredError;
  if (!(squaredError > 0 && squaredError < Infinity))
    throw outOfDomain('welchTest', 'samples with a finite spread', `a squared standard error of ${squaredError}`);
  const statistic = (a.mean - b.mean + (a.rest - b.rest)) / Math.sqrt(squaredError);
  // Shares of the squared error, so that its square neither overflows nor vanishes.
  const [shareA, shareB] = [a.squaredError / squaredError, b.squaredError / squaredError];
  const degreesOfFreedom = 1 / (shareA ** 2 / (a.size - 1) + shareB ** 2 / (b.size - 1));
  const logP = Math.LN2 + studentT(degreesOfFreedom).logSf(Math.abs(statistic));
  return { statistic, ...pValueOfLog(logP), degreesOfFreedom };
}

/** Mean, what its rounding left over, and variance (ddof 1) over size, in two passes. */
function meanAndError(values: Float64Array): { size: number; mean: number; rest: number; squaredError: number } {
  const size = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / size;
  let squares = 0;
  let sumOfRests = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    sumOfRests += value - mean;
  }
  const rest = sumOfRests / size;
  return { size, mean, rest, squaredError: (squares - sumOfRests * rest) / (size - 1) / size };
}
