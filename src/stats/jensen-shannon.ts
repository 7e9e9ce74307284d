import { activeCells } from './active-cells.js';
import { checkOptions } from './check-options.js';

/** Options of the Jensen–Shannon divergence and distance. */
export interface JensenShannonOptions {
  /** Base of the logarithm, above 1: 2 gives bits, 'e' nats. Default 2. */
  readonly base?: number | 'e';
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
  checkOptions('jensenShannonDivergence', options, { base: baseRule });
  const active = activeCells(a, b, 'jensenShannonDivergence');
  const { n, m } = active;
  let nats = 0;
  for (let k = 0; k < active.a.length; k++) {
    // Products of counts are exact where shares are rounded.
    const p = active.a[k]! * m;
    const q = active.b[k]! * n;
    nats += ((active.a[k]! / n + active.b[k]! / m) / 4) * lean((q - p) / (q + p));
  }
  const { base = 2 } = options;
  // Rounding may leave a sum just outside the range.
  return Math.min(Math.LN2, Math.max(0, nats)) / (base === 'e' ? 1 : Math.log(base));
}

const baseRule = {
  expected: "'e' or a finite number above 1",
  holds: (base: unknown) => base === 'e' || (Number.isFinite(base) && (base as number) > 1),
};

/**
 * (1 − δ)ln(1 − δ) + (1 + δ)ln(1 + δ) for p = (1 − δ)M and q = (1 + δ)M: what one cell adds, and never below 0. Summed in
 * this form nearly equal shares keep their digits, where the plain terms would cancel.
 */
function lean(delta: number): number {
  const d = Math.abs(delta);
  return d === 1 ? 2 * Math.LN2 : Math.log1p(-d * d) + 2 * d * Math.atanh(d);
}

/**
 * Jensen–Shannon distance, the square root of `jensenShannonDivergence`: a metric.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `jensenShannonDivergence`.
 */
export function jensenShannonDistance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: JensenShannonOptions = {},
): number {
  return Math.sqrt(jensenShannonDivergence(a, b, options));
}
