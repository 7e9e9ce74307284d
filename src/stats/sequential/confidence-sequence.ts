import { DriftSenseError } from '../../errors.js';
import { checkOptions, levelRule } from '../check-options.js';
import { requireList } from '../domain.js';

/** Options of {@link confidenceSequence}. */
export interface ConfidenceSequenceOptions {
  /** Probability that the mean is ever outside, in (0, 1). Default 0.05. */
  readonly alpha?: number;
}

/** Per row, where the mean is by then. */
export interface ConfidenceSequence {
  readonly centre: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Bets are no larger than that. */
const largestBet = 0.5;

/**
 * Bands for the mean of values in [0, 1] that may be looked at after every row: with probability 1 − α the mean is inside
 * all of them at once, so that looking often, or stopping at will, costs nothing. A dashboard's running error rate, for example.
 * By predictable mixtures of empirical Bernstein; twice to two and a half times as wide as
 * an interval for one look.
 *
 * @param values - In [0, 1], in their order, whose mean given those before does not change. Any distribution.
 * @returns Arrays as long as `values`; bands are cut to [0, 1]. O(rows).
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN`, `OPTION_INVALID`
 * @example
 * const { lower, upper } = confidenceSequence(errors, { alpha: 0.01 });
 * @see I. Waudby-Smith & A. Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024), theorem 2
 */
export function confidenceSequence(
  values: ArrayLike<number>,
  options: ConfidenceSequenceOptions = {},
): ConfidenceSequence {
  checkOptions('confidenceSequence', options, { alpha: levelRule });
  requireList(values, 'confidenceSequence: values');
  const budget = Math.log(2 / (options.alpha ?? 0.05));
  const bands = {
    centre: new Float64Array(values.length),
    lower: new Float64Array(values.length),
    upper: new Float64Array(values.length),
  };
  // Each with one row more: a mean of ½, a variance of ¼.
  let sum = 0.5;
  let squares = 0.25;
  let bets = 0;
  let weighted = 0;
  let spent = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (!(x >= 0 && x <= 1))
      throw new DriftSenseError(
        'VALUE_OUT_OF_DOMAIN',
        `confidenceSequence: expected values in [0, 1], got ${x} at ${i}`,
      );
    const t = i + 1;
    // From rows before alone, else a bet would know what it bets on.
    const mean = sum / t;
    const bet = Math.min(largestBet, Math.sqrt((2 * budget) / ((squares / t) * t * Math.log(1 + t))));
    spent += (x - mean) ** 2 * (-Math.log1p(-bet) - bet);
    bets += bet;
    weighted += bet * x;
    sum += x;
    squares += (x - sum / (t + 1)) ** 2;
    const half = (budget + spent) / bets;
    bands.centre[i] = weighted / bets;
    bands.lower[i] = Math.max(0, weighted / bets - half);
    bands.upper[i] = Math.min(1, weighted / bets + half);
  }
  return bands;
}
