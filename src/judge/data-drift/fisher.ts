import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { compareShares } from '../../stats/share-test.js';
import { findRoot } from '../../stats/special/find-root.js';
import { fisherTest } from '../../stats/two-sample/fisher.js';
import { activeCells, decisionCells } from './cells.js';
import { byPValue, sumOf, type PValueTestOptions } from './classical.js';

/**
 * Fisher's exact test of the share of the most common category of the reference, against all others together. The effect is the
 * change of that share, the statistic its size.
 *
 * @example
 * new Monitor({ reference, columns: { member: { test: fisher({ threshold: 0.01 }) } } });
 * @see Fisher (1934), Statistical Methods for Research Workers.
 */
export function fisher(options: PValueTestOptions = {}): DataDriftTest {
  return byPValue('fisher', 'categorical', options, (reference, window, { dispersion }) => {
    const cells = decisionCells(reference, window);
    if (activeCells(cells) < 2) return undefined;
    const first = cells.reference.findIndex((count, k) => count + cells.window[k]! > 0);
    const [n, m] = [sumOf(cells.reference), sumOf(cells.window)];
    const [a, b] = [cells.reference[first]!, cells.window[first]!];
    const change = b / m - a / n;
    return {
      statistic: Math.abs(change),
      effect: change,
      method: 'hypergeometric',
      bins: 2,
      allowed: (psi) => (psi > 0 ? changeOf((a + 0.5) / (n + 1), change < 0 ? -1 : 1, psi) : 0),
      lnTail: (tolerance) =>
        tolerance === 0 && dispersion === 1
          ? fisherTest([
              [a, n - a],
              [b, m - b],
            ]).logPValue
          : compareShares(a, n, b, m, { tolerance, dispersion }).logPValue,
    };
  });
}

/** By how much a share p has to rise, or to fall, for two cells to have this PSI. */
function changeOf(p: number, direction: 1 | -1, psi: number): number {
  const most = direction > 0 ? 1 - p : p;
  const psiAt = (by: number): number => {
    const q = p + direction * by;
    return by === most ? Infinity : (q - p) * Math.log((q * (1 - p)) / (p * (1 - q)));
  };
  return findRoot((by) => psiAt(by) - psi, 0, most);
}
