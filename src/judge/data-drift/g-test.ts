import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { decide } from '../../stats/decider.js';
import { gTest as compareCounts } from '../../stats/two-sample/g-test.js';
import { activeCells, decisionCells } from './cells.js';
import { byPValue, inverseSize, sumOf, type PValueTestOptions } from './classical.js';

/**
 * The log-likelihood ratio of homogeneity, G, on the pooled categories: what `chiSquare` asks. The effect is on the scale of the PSI, less
 * what chance adds. Its χ² law is light with few rows a cell, twice at .0005 with forty of five rows: the p-value is that of `psi`,
 * which takes the finer law of G.
 *
 * @example
 * new Monitor({ reference, columns: { country: { test: gTest({ threshold: 0.01 }) } } });
 * @see Wilks (1938); Williams (1976) for the law.
 */
export function gTest(options: PValueTestOptions = {}): DataDriftTest {
  return byPValue('gTest', 'categorical', options, (reference, window, context) => {
    const cells = decisionCells(reference, window);
    const bins = activeCells(cells);
    if (bins < 2) return undefined;
    const { statistic } = compareCounts(cells.reference, cells.window);
    return {
      statistic,
      effect: Math.max(0, (statistic - (bins - 1)) * inverseSize(sumOf(cells.reference), sumOf(cells.window))),
      method: context.referenceError ? 'reference-conditional' : 'likelihood-ratio',
      bins,
      expectedUnderNull: bins - 1,
      allowed: (psi) => psi,
      lnTail: (tolerance) => decide(cells.reference, cells.window, { ...context, tolerance, ordered: false }).logPValue,
    };
  });
}
