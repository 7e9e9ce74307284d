import { cellDeviance } from './cell-deviance.js';
import { lnHypergeometricTail } from './distributions/hypergeometric.js';
import { lnAddExp } from './special/log-sum.js';

/** Counts of two cells on both sides. */
export interface TwoCells {
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Their sums. */
  readonly n: number;
  readonly m: number;
}

/**
 * ln P(G ≥ g) for the deviance g of two cells if nothing has changed: exact, given how many rows each cell and each side have.
 * Whole counts give G few values. Where χ² lets one pass that is more probable than the level, as an empty cell where five rows are
 * expected, it rejects up to four times too often; else both reject the same, or the exact law more.
 *
 * @see R. A. Fisher, "The Design of Experiments" (1935), for the law given the margins
 */
export function lnTwoCells({ a, b, n, m }: TwoCells): number {
  const grown = b[0]! * n < a[0]! * m ? 1 : 0;
  const rows = b[grown]!;
  const [total, rest] = [a[grown]! + rows, a[1 - grown]! + b[1 - grown]!];
  const devianceOf = (k: number): number => cellDeviance(total - k, k, n, m) + cellDeviance(n - total + k, m - k, n, m);
  // On the other side of its mean G rises towards the least count there can be. The slack is for counts as far off as those seen.
  const least = devianceOf(rows) * (1 - 1e-9);
  let [above, low] = [rows, Math.max(0, total - n) - 1];
  while (above - low > 1) {
    const middle = Math.floor((above + low) / 2);
    if (devianceOf(middle) < least) above = middle;
    else low = middle;
  }
  return Math.min(
    0,
    lnAddExp(lnHypergeometricTail(rows, total, rest, m), lnHypergeometricTail(m - low, rest, total, m)),
  );
}
