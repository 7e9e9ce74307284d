import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { decide } from '../../stats/decider.js';
import { activeCells, decisionCells } from './cells.js';

/** `psi`, its options checked already. */
export function psiBy(threshold?: number): DataDriftTest {
  return {
    name: 'psi',
    appliesTo: ['numeric', 'categorical'],
    alarmsWhen: 'above',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window, context = { tolerance: 0, dispersion: 1 }) {
      const cells = decisionCells(reference, window);
      if (activeCells(cells) < 2) return undefined;
      const result = decide(cells.reference, cells.window, { ...context, ordered: cells.ordered });
      const h = 1 / sum(cells.reference) + 1 / sum(cells.window);
      return {
        statistic: result.statistic,
        pValue: result.pValue,
        logPValue: result.logPValue,
        noChange: result.noChange,
        effect: result.effect,
        part: result.part,
        method: context.referenceError
          ? 'reference-conditional'
          : context.dispersion > 1
            ? 'tempered'
            : 'likelihood-ratio',
        variant: cells.ordered ? 'ordered' : 'unordered',
        bins: result.cells,
        expectedUnderNull: (result.cells - 1) * h,
      };
    },
  };
}

const sum = (counts: Uint32Array): number => counts.reduce((total, n) => total + n, 0);
