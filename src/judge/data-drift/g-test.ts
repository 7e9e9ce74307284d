import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { nonCentralChiSquared } from '../../stats/distributions/non-central-chi-squared.js';
import { noncentralityOf, scaleOf } from '../../stats/given-reference.js';
import { gTest as compareCounts } from '../../stats/two-sample/g-test.js';
import { activeCells, decisionCells } from './cells.js';
import { byPValue, inverseSize, sumOf, type PValueTestOptions } from './classical.js';

/**
 * The log-likelihood ratio of homogeneity, G, on the pooled categories: what `chiSquare` asks. The effect is on the scale of the PSI, less
 * what chance adds. Its law is light with fewer than about ten rows a cell.
 *
 * @example
 * new Monitor({ reference, columns: { country: { test: gTest({ threshold: 0.01 }) } } });
 * @see Wilks (1938).
 */
export function gTest(options: PValueTestOptions = {}): DataDriftTest {
  return byPValue('gTest', 'categorical', options, (reference, window, { dispersion, referenceError }) => {
    const cells = decisionCells(reference, window);
    const bins = activeCells(cells);
    if (bins < 2) return undefined;
    const { statistic, logPValue } = compareCounts(cells.reference, cells.window);
    const [n, m] = [sumOf(cells.reference), sumOf(cells.window)];
    const sides = { n: n / dispersion, m: m / dispersion, referenceError };
    const isPlain = dispersion === 1 && referenceError === undefined;
    return {
      statistic,
      effect: Math.max(0, (statistic - (bins - 1)) * inverseSize(n, m)),
      method: referenceError ? 'reference-conditional' : 'homogeneity',
      bins,
      expectedUnderNull: bins - 1,
      allowed: (psi) => psi,
      lnTail: (tolerance) =>
        isPlain && tolerance === 0
          ? logPValue
          : nonCentralChiSquared(bins - 1, noncentralityOf(sides, bins - 1, tolerance)).logSf(
              (statistic * scaleOf(sides)) / dispersion,
            ),
    };
  });
}
