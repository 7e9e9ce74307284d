import { checkOptions } from '../check-options.js';
import { binomial } from '../distributions/binomial.js';
import { requireInteger } from '../domain.js';
import { pValueOfLog } from '../p-value.js';
import { alternatives, type Alternative } from './alternative.js';

/** Options of `mcnemarTest`. */
export interface McnemarTestOptions {
  /** `two-sided` (default); `greater`: b is larger than chance allows; `less`: smaller. */
  readonly alternative?: Alternative;
}

/** Result of `mcnemarTest`. */
export interface McnemarTestResult {
  /** The smaller of b and c. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
}

/**
 * McNemar's exact test for paired yes/no outcomes: of the b + c pairs in which exactly one of two models is right, does
 * either win more often than a fair coin? For one look at a fixed sample.
 *
 * @param b - Pairs that the first loses and the second wins (champion wrong, challenger right); an integer of at least 0.
 * @param c - The reverse.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are none; `OPTION_INVALID`.
 * @example mcnemarTest(25, 10).pValue; // 0.0167
 * @see Q. McNemar (1947).
 */
export function mcnemarTest(b: number, c: number, options: McnemarTestOptions = {}): McnemarTestResult {
  checkOptions('mcnemarTest', options, { alternative: alternatives });
  requireInteger(b, 0, 'mcnemarTest: b');
  requireInteger(c, 0, 'mcnemarTest: c');
  const { alternative = 'two-sided' } = options;
  // By symmetry P(X ≤ k) = P(X ≥ b + c − k) = P(X > b + c − k − 1).
  const lnAtMost = (k: number): number => binomial(b + c, 0.5).logSf(b + c - k - 1);
  const statistic = Math.min(b, c);
  if (alternative === 'greater') return { statistic, ...pValueOfLog(lnAtMost(c)) };
  if (alternative === 'less') return { statistic, ...pValueOfLog(lnAtMost(b)) };
  return { statistic, ...pValueOfLog(Math.LN2 + Math.min(lnAtMost(statistic), -Math.LN2)) };
}
