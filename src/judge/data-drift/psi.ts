import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { deciderTest } from '../../stats/decider.js';
import { activeCells, decisionCells } from './cells.js';

export const psiOptions = z.strictObject({
  /** Fixed alarm threshold on the PSI, in nats; without one the test is decided within the alarm budget. */
  threshold: z.optional(z.number().check(z.positive())),
});

/** Options of `psi`. */
export interface PsiOptions extends z.input<typeof psiOptions> {}

/**
 * Population stability index over the frozen cells, with +½ smoothing; the p-value is that of "PSI at most the
 * tolerance", from two statistics on the same cells, one for any change of shape, one for location and spread.
 *
 * Numeric columns: ten reference-quantile cells. Categorical: the dictionary, rare and unseen categories pooled.
 * The default decider of every column under the `budget` preset.
 *
 * @example
 * compare(lastMonth, thisMonth, { columns: { price: { test: psi({ threshold: 0.2 }) } } });
 * @see Yurdakul & Naranjo (2020), Statistical properties of the population stability index.
 */
export function psi(options: PsiOptions = {}): DataDriftTest {
  const { threshold } = parseOptions(psiOptions, options, 'psi');
  return {
    name: 'psi',
    appliesTo: ['numeric', 'categorical'],
    alarmsWhen: 'above',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window, context = { tolerance: 0, dispersion: 1 }) {
      const cells = decisionCells(reference, window);
      if (activeCells(cells) < 2) return undefined;
      const { tolerance, dispersion, dispersionDf = null } = context;
      const settings = { tolerance, ordered: cells.ordered, dispersion, dispersionDf };
      const result = deciderTest(cells.reference, cells.window, settings);
      const h = 1 / sum(cells.reference) + 1 / sum(cells.window);
      return {
        statistic: result.statistic,
        pValue: result.pValue,
        logPValue: result.logPValue,
        noChange: result.noChange,
        effect: result.effect,
        part: result.part,
        method: context.dispersion > 1 ? 'tempered' : 'likelihood-ratio',
        variant: cells.ordered ? 'ordered' : 'unordered',
        bins: result.cells,
        expectedUnderNull: (result.cells - 1) * h,
      };
    },
  };
}

const sum = (counts: Uint32Array): number => counts.reduce((total, n) => total + n, 0);
