import { activeCells } from './active-cells.js';
import { checkOptions } from './check-options.js';

export interface JensenShannonOptions {
  /** Base of the logarithm: 2 gives bits, 'e' gives nats. Default 2. */
  readonly base?: 2 | 'e';
}

/**
 * Jensen–Shannon divergence ½KL(p‖M) + ½KL(q‖M), M = (p + q)/2: 0 for equal shares, 1 bit for disjoint ones, symmetric and
 * always finite without smoothing. Not the distance, which is its square root: a threshold of .1 means a very different
 * change for one and the other.
 *
 * @param a - Counts (or shares) per cell.
 * @param b - Counts (or shares) over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, negative counts or an empty side;
 * `OPTION_INVALID` for a bad option.
 * @example jensenShannonDivergence([1, 1], [1, 0]); // 0.311 bits
 * @see J. Lin, "Divergence measures based on the Shannon entropy" (1991), eq. 3.1
 */
export function jensenShannonDivergence(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: JensenShannonOptions = {},
): number {
  checkOptions('jensenShannonDivergence', options, { base: [2, 'e'] });
  const active = activeCells(a, b, 'jensenShannonDivergence');
  let nats = 0;
  for (let k = 0; k < active.a.length; k++) {
    const p = active.a[k]! / active.n;
    const q = active.b[k]! / active.m;
    const middle = (p + q) / 2;
    if (p > 0) nats += (p * Math.log(p / middle)) / 2;
    if (q > 0) nats += (q * Math.log(q / middle)) / 2;
  }
  // Rounding may leave a sum just outside the range.
  return Math.min(Math.LN2, Math.max(0, nats)) / (options.base === 'e' ? 1 : Math.LN2);
}

/** Jensen–Shannon distance, the square root of `jensenShannonDivergence`: a metric. */
export function jensenShannonDistance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: JensenShannonOptions = {},
): number {
  return Math.sqrt(jensenShannonDivergence(a, b, options));
}
