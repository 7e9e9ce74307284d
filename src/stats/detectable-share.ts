import { changePower } from './change-power.js';
import { normal } from './distributions/normal.js';
import { leastExpected } from './pool-categories.js';
import { findRoot } from './special/find-root.js';

/** How a categorical column is decided in windows of one size. */
export interface DecidedCategories {
  /** Rows of the reference per category. */
  readonly counts: ArrayLike<number>;
  /** The one of them that collects others, if there is one: always pooled. */
  readonly otherCell?: number | undefined;
  /** Rows of a window. */
  readonly rows: number;
  /** Variance inflation φ of dependent rows. */
  readonly dispersion: number;
  /** Divergence that does not matter, on the PSI scale. */
  readonly tolerance: number;
  /** The level that its p-value has to pass. */
  readonly level: number;
  /** Probability with which the change is to be flagged. */
  readonly power: number;
}

/** A change of the share of one category, all others giving way in proportion. */
export interface DetectableShare {
  /** Its divergence on the PSI scale, nats. */
  readonly psi: number;
  /** By how much the share rises; negative = falls. */
  readonly share: number;
}

/**
 * The smallest change of the share of the most common category, or of one of several about as common, that the default
 * decider flags with probability `power`: a rise, or a fall where it has half of the rows or more. Rare categories are
 * pooled as in a window of that size, by their expected rows.
 *
 * @returns Nothing where no such change is flagged that often, as all categories are too rare for so small a window, or where no
 * row has a category with a cell of its own, as with a dictionary cut at its cap.
 */
export function detectableShare(column: DecidedCategories): DetectableShare | undefined {
  const { counts, power } = column;
  const moving = mostCommon(column);
  if (moving === undefined) return undefined;
  const n = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const from = counts[moving]! / n;
  const sign = from < 0.5 ? 1 : -1;
  const excess = (change: number): number => powerOf(column, n, moving, sign * change) - power;
  // Short of all rows and of none, where the PSI is infinite.
  const most = Math.max(from, 1 - from) * (1 - 1e-9);
  if (!(excess(most) >= 0)) return undefined;
  const change = excess(0) >= 0 ? 0 : findRoot(excess, 0, most);
  const to = from + sign * change;
  return { psi: (to - from) * Math.log((to * (1 - from)) / (from * (1 - to))), share: sign * change };
}

/** The middle one of those that chance alone may have put behind the most common: the very first is so partly by luck. */
function mostCommon({ counts, otherCell }: DecidedCategories): number | undefined {
  const own = Array.from(counts, (rows, category) => ({ rows, category }))
    .filter(({ rows, category }) => rows > 0 && category !== otherCell)
    .toSorted((a, b) => b.rows - a.rows);
  const first = own[0]?.rows ?? 0;
  const tied = own.filter(({ rows }) => first - rows <= 3 * Math.sqrt(first + rows));
  return tied[(tied.length - 1) >> 1]?.category;
}

/** Probability of a flag when the share of one category changes. */
function powerOf(column: DecidedCategories, n: number, moving: number, change: number): number {
  const { counts, otherCell, rows, dispersion, tolerance, level } = column;
  const ownFrom = (leastExpected * (n + rows)) / Math.min(n, rows);
  const from = counts[moving]! / n;
  const p: number[] = [];
  const q: number[] = [];
  for (let k = 0; k < counts.length; k++) {
    const share = counts[k]! / n;
    const then = (share * (1 - from - change)) / (1 - from);
    if (k === moving || k === otherCell || counts[k]! + rows * then < ownFrom) continue;
    p.push(share);
    q.push(then);
  }
  const to = from + change;
  const flagged = (kept: boolean): number => {
    const [before, now] = kept
      ? [
          [...p, from],
          [...q, to],
        ]
      : [p, q];
    const rest = [before, now].map((shares) => Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0)));
    const own = n * rest[0]! + rows * rest[1]! < 0.5 ? [] : [rest];
    return changePower({
      p: [...before, ...own.map(([share]) => share!)],
      q: [...now, ...own.map(([, share]) => share!)],
      n: n / dispersion,
      m: rows / dispersion,
      tolerance,
      level,
    });
  };
  // Whether it has a cell of its own is chance near the limit. The rows that give it one also make the change seen.
  const spread = Math.sqrt(n * from * (1 - from) + rows * to * (1 - to));
  const kept = spread > 0 ? normal.cdf((n * from + rows * to - ownFrom + 0.5) / spread) : 1;
  return Math.max(Math.min(kept, flagged(true)), kept < 0.999 ? flagged(false) : 0);
}
