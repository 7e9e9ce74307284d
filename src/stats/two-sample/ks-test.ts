import { checkOptions } from '../check-options.js';
import { outOfDomain } from '../domain.js';
import { pValueOfLog } from '../p-value.js';
import { forEachPooledValue, sortedSample } from '../samples.js';
import { alternatives, type Alternative } from './alternative.js';
import { ksExactCells } from './ks-exact.js';
import { lnKsExactTies } from './ks-exact-ties.js';
import { ksMethod, lnKsPValue } from './ks-p-value.js';

/** Options of `ksTest`. */
export interface KsTestOptions {
  /**
   * How the p-value is found. `exact`: the law of D without ties. `asymptotic`: the finite-sample law of the one-sample D
   * at n = nm/(n + m), rounded to the even side (scipy's `asymp`). `limit`: Kolmogorov's limit law, for comparison only.
   * `exactTies`: the law of D given which values are equal, for rounded and counted data; its work grows with n·m.
   * `auto` (default): exact where both samples have at most 10,000 values and the work is small, else asymptotic.
   */
  readonly method?: 'auto' | 'exact' | 'exactTies' | 'asymptotic' | 'limit';
  /** `two-sided` (default); `greater`: the distribution function of x lies above that of y, so x is the smaller one; `less`: below. */
  readonly alternative?: Alternative;
}

/** Result of `ksTest`. */
export interface KsTestResult {
  /** D, the largest distance between the two distribution functions, in [0, 1]. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
  /** 1 where the distribution function of x is the higher one at the maximum, −1 where the lower; 0 when D is 0. */
  readonly sign: -1 | 0 | 1;
  /** The value at which the maximum is attained first. */
  readonly location: number;
  readonly method: 'exact' | 'exactTies' | 'asymptotic' | 'limit';
}

/** Lattice points up to which `exact` agrees to work at all. */
const MOST_WORK = 2e9;

/**
 * The two-sample Kolmogorov–Smirnov test on raw values.
 *
 * Both distribution functions are counted with "≤" and compared once all ties at a value are consumed, in integers:
 * D = max|i·m − j·n|/(nm). With ties the p-values are conservative, but for `exactTies`, which is exact.
 *
 * @param x - Reference values, finite, in any order, at least one.
 * @param y - Window values, the same.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for an empty sample or a value that is not finite; `OPTION_INVALID`.
 * @example ksTest([1, 2, 3], [2, 3, 4]); // { statistic: 0.333, pValue: 1, sign: 1, location: 1, method: 'exact', … }
 * @see N. Smirnov (1939); R. Simard & P. L'Ecuyer (2011) for `asymptotic`; J. Hodges (1958), eq. 5.3, for one side of it; G. Schröer & D. Trenkler
 * (1995) for `exactTies`.
 */
export function ksTest(x: ArrayLike<number>, y: ArrayLike<number>, options: KsTestOptions = {}): KsTestResult {
  checkOptions('ksTest', options, {
    method: ['auto', 'exact', 'exactTies', 'asymptotic', 'limit'],
    alternative: alternatives,
  });
  const { method = 'auto', alternative = 'two-sided' } = options;
  const sortedX = sortedSample(x, 'ksTest: x');
  const sortedY = sortedSample(y, 'ksTest: y');
  const n = sortedX.length;
  const m = sortedY.length;
  const { k, sign, location } = largestDistance(sortedX, sortedY, alternative);
  const statistic = k / (n * m);
  const chosen = method === 'auto' ? ksMethod(n, m, k) : method;
  const work = chosen === 'exact' ? ksExactCells(n, m, k, alternative) : chosen === 'exactTies' ? n * m : 0;
  if (work > MOST_WORK)
    throw outOfDomain(
      'ksTest',
      `samples small enough for method '${chosen}' (use 'asymptotic')`,
      `${n} and ${m} values`,
    );
  const logP =
    chosen === 'exactTies'
      ? lnKsExactTies(n, m, k, alternative, endsOfGroups(sortedX, sortedY))
      : lnKsPValue(n, m, k, alternative, chosen);
  return { statistic, ...pValueOfLog(logP), sign, location, method: chosen };
}

/** At index k, 1 where the k smallest pooled values are whole groups of equal ones. */
function endsOfGroups(x: Float64Array, y: Float64Array): Uint8Array {
  const ends = new Uint8Array(x.length + y.length + 1);
  forEachPooledValue(x, y, (_, i, j) => {
    ends[i + j] = 1;
  });
  return ends;
}

/** K = max(i·m − j·n) over the distinct pooled values on the side(s) asked for; exact while nm < 2⁵³. */
function largestDistance(
  x: Float64Array,
  y: Float64Array,
  alternative: Alternative,
): { k: number; sign: -1 | 0 | 1; location: number } {
  const above = { k: -Infinity, location: 0 };
  const below = { k: -Infinity, location: 0 };
  forEachPooledValue(x, y, (value, i, j) => {
    const difference = i * y.length - j * x.length;
    if (difference > above.k) Object.assign(above, { k: difference, location: value });
    if (-difference > below.k) Object.assign(below, { k: -difference, location: value });
  });
  const useBelow = alternative === 'less' || (alternative === 'two-sided' && below.k > above.k);
  const k = Math.max(0, (useBelow ? below : above).k);
  return { k, sign: k === 0 ? 0 : useBelow ? -1 : 1, location: (useBelow ? below : above).location };
}
