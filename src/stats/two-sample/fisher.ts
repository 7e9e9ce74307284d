import { checkOptions } from '../check-options.js';
import { lnHypergeometricPmf, lnHypergeometricTail } from '../distributions/hypergeometric.js';
import { requireInteger, requireList } from '../domain.js';
import { pValueOfLog } from '../p-value.js';
import { lnAddExp } from '../special/log-sum.js';
import { alternatives, type Alternative } from './alternative.js';

/** A 2 × 2 table of counts: one row per sample. */
export type TwoByTwo = readonly [readonly [a0: number, a1: number], readonly [b0: number, b1: number]];

/** Options of `fisherTest`. */
export interface FisherTestOptions {
  /** `two-sided` (default); `greater`: the odds ratio is above 1; `less`: below. */
  readonly alternative?: Alternative;
}

/** Result of `fisherTest`. */
export interface FisherTestResult {
  /** Sample odds ratio a0·b1/(a1·b0); infinite where only the denominator is 0, absent where both are. */
  readonly oddsRatio?: number;
  readonly pValue: number;
  readonly logPValue: number;
}

/**
 * Fisher's exact test on a 2 × 2 table: given its margins, a0 is hypergeometric. Two-sided, all tables that are at most as
 * probable as the one seen count (probabilities within 1e-7 of each other are equal).
 *
 * @param table - Counts, integers of at least 0.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are none; `OPTION_INVALID`.
 * @example fisherTest([[30, 70], [45, 55]]); // { oddsRatio: 0.524, pValue: 0.0405, … }
 * @see R. Fisher (1934).
 */
export function fisherTest(table: TwoByTwo, options: FisherTestOptions = {}): FisherTestResult {
  checkOptions('fisherTest', options, { alternative: alternatives });
  requireList(table, 'fisherTest: table');
  for (const row of [0, 1] as const) requireList(table[row], `fisherTest: table[${row}]`);
  const [[a0, a1], [b0, b1]] = table;
  requireInteger(a0, 0, 'fisherTest: a0');
  requireInteger(a1, 0, 'fisherTest: a1');
  requireInteger(b0, 0, 'fisherTest: b0');
  requireInteger(b1, 0, 'fisherTest: b1');
  // + 0: of −0, which is a count of none, no sign is left.
  const [up, down] = [a0 * b1 + 0, a1 * b0 + 0];
  const { alternative = 'two-sided' } = options;
  return {
    ...(up + down > 0 && { oddsRatio: up / down }),
    ...pValueOfLog(lnTail(a0, a0 + b0, a1 + b1, a0 + a1, alternative)),
  };
}

/** Marked ones are the rows of the first column; the first sample is drawn. */
function lnTail(k: number, marked: number, plain: number, draws: number, alternative: Alternative): number {
  const atLeast = (i: number): number => lnHypergeometricTail(i, marked, plain, draws);
  const atMost = (i: number): number => lnHypergeometricTail(draws - i, plain, marked, draws);
  if (alternative === 'greater') return atLeast(k);
  if (alternative === 'less') return atMost(k);
  const pmf = (i: number): number => lnHypergeometricPmf(i, marked, plain, draws);
  const bound = pmf(k) + 1e-7;
  const mode = Math.floor(((draws + 1) * (marked + 1)) / (marked + plain + 2));
  if (pmf(mode) <= bound) return 0;
  // The law has one peak: on its far side the probabilities fall, and the first one small enough is found by bisection.
  const [low, high] = [Math.max(0, draws - plain), Math.min(marked, draws)];
  if (k > mode) {
    let [small, large] = [low - 1, mode];
    while (large - small > 1) {
      const middle = Math.floor((small + large) / 2);
      if (pmf(middle) <= bound) small = middle;
      else large = middle;
    }
    return small < low ? atLeast(k) : lnAddExp(atLeast(k), atMost(small));
  }
  let [large, small] = [mode, high + 1];
  while (small - large > 1) {
    const middle = Math.floor((small + large) / 2);
    if (pmf(middle) <= bound) small = middle;
    else large = middle;
  }
  return small > high ? atMost(k) : lnAddExp(atMost(k), atLeast(small));
}
