import { lnAddExp } from '../special/log-sum.js';
import type { Alternative } from './alternative.js';

/**
 * ln of the exact p-value of the two-sample Kolmogorov–Smirnov test given which pooled values are equal: of all orders of the
 * pooled sample, the share whose distance reaches K where a group of equal values ends. Elsewhere the distribution functions
 * are not compared, so that the p-value is at most that of `lnKsExact`, and mostly smaller.
 *
 * The recursion is that of `lnKsExact`, without its strip: a path may leave the boundary inside a group and come back.
 *
 * @param ends - At index k, 1 where the k smallest pooled values are whole groups.
 * @param k - K = nm·D, an integer; n·m below 2⁵³.
 * @see G. Schröer & D. Trenkler, "Exact and randomization distributions of Kolmogorov–Smirnov tests" (1995).
 */
export function lnKsExactTies(n: number, m: number, k: number, alternative: Alternative, ends: Uint8Array): number {
  if (k <= 0) return 0;
  const reaches = (i: number, j: number): boolean => {
    if (ends[i + j] === 0) return false;
    const gap = i * m - j * n;
    return (alternative === 'less' ? -gap : alternative === 'greater' ? gap : Math.abs(gap)) >= k;
  };
  const p = reachingProbability(n, m, reaches);
  return p > 1e-290 ? Math.log(p) : lnReachingProbability(n, m, reaches);
}

type Reaches = (i: number, j: number) => boolean;

function reachingProbability(n: number, m: number, reaches: Reaches): number {
  const u = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++)
    for (let j = 0; j <= m; j++) {
      if (i + j === 0) continue;
      // From below and from the left; the edges are reached from one side only.
      u[j] = reaches(i, j) ? 1 : (i * u[j]! + (j > 0 ? j * u[j - 1]! : 0)) / (i + j);
    }
  return u[m]!;
}

/** The same in logarithms, for p-values below the range of doubles. */
function lnReachingProbability(n: number, m: number, reaches: Reaches): number {
  const ln = Float64Array.from({ length: n + m + 1 }, (_, i) => Math.log(i));
  const u = new Float64Array(m + 1).fill(-Infinity);
  for (let i = 0; i <= n; i++)
    for (let j = 0; j <= m; j++) {
      if (i + j === 0) continue;
      const left = j > 0 ? ln[j]! + u[j - 1]! : -Infinity;
      u[j] = reaches(i, j) ? 0 : lnAddExp(ln[i]! + u[j]!, left) - ln[i + j]!;
    }
  return u[m]!;
}
