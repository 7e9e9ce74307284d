import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { nonCentralChiSquared } from '../../stats/distributions/non-central-chi-squared.js';
import { noncentralityOf, scaleOf } from '../../stats/given-reference.js';
import { pValueOfLog } from '../../stats/p-value.js';
import { chiSquareTest } from '../../stats/two-sample/chi-square.js';
import { activeCells, decisionCells } from './cells.js';

/** `chiSquare`, its options checked already. */
export function chiSquareBy(threshold?: number): DataDriftTest {
  return {
    name: 'chiSquare',
    appliesTo: ['categorical'],
    alarmsWhen: 'below',
    thresholdOf: 'pValue',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window, context = { tolerance: 0, dispersion: 1 }) {
      const cells = decisionCells(reference, window);
      const active = activeCells(cells);
      if (active < 2) return undefined;
      const plain = chiSquareTest(cells.reference, cells.window);
      const [n, m] = [sum(cells.reference), sum(cells.window)];
      const h = 1 / n + 1 / m;
      const { dispersion, referenceError } = context;
      const sides = { n: n / dispersion, m: m / dispersion, referenceError };
      const statistic = (plain.statistic * scaleOf(sides)) / dispersion;
      const law = (by: number) => nonCentralChiSquared(active - 1, noncentralityOf(sides, active - 1, by));
      const logNoChange = referenceError || dispersion > 1 ? law(0).logSf(statistic) : plain.logPValue;
      const tolerance = threshold === undefined ? context.tolerance : 0;
      const logPValue = tolerance > 0 ? law(tolerance).logSf(statistic) : logNoChange;
      return {
        statistic: plain.statistic,
        pValue: Math.exp(logPValue),
        logPValue,
        tolerance,
        noChange: pValueOfLog(logNoChange),
        // On PSI's scale: Σ(p−q)²/p̄.
        effect: Math.max(0, (plain.statistic - (active - 1)) * h),
        method: referenceError ? 'reference-conditional' : 'homogeneity',
        bins: active,
        expectedUnderNull: active - 1,
      };
    },
  };
}

const sum = (counts: Uint32Array): number => counts.reduce((total, n) => total + n, 0);
