import { checkOptions, shareRule } from './check-options.js';
import { outOfDomain, requireInteger, requireList } from './domain.js';

/**
 * Champion against challenger, watched continuously. An e-value is what a fair bet against "not better" has grown to; it
 * reaches 1/α with probability at most α, whenever and however often one looks. So a gate may be asked after every window
 * and never spends more than α. Everything is in natural logs.
 */

/** Natural logs of two e-values: that the challenger is better, and that it is worse. */
export interface GateEvidence {
  readonly lnBetter: number;
  readonly lnWorse: number;
}

/** Shares of discordant pairs that speak for one side, on which the bets are spread evenly. */
const shares = [0.52, 0.55, 0.6, 0.7, 0.85] as const;
/** Stakes of the bets on bounded losses. */
export const stakes = [0.05, 0.1, 0.2, 0.4, 0.8] as const;

/** ln of the mean of e^x. */
function lnMeanExp(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, x) => sum + Math.exp(x - most), 0) / logs.length);
}

/**
 * Evidence from rows on which exactly one of two classifiers is right: E = mean over θ of (2θ)^b·(2(1 − θ))^c, an e-process
 * under "the challenger is right in at most half of them". Promote when `lnBetter` ≥ ln(1/α), reject when `lnWorse` is.
 *
 * @param b - Rows where the champion is wrong and the challenger right.
 * @param c - Rows where it is the other way round.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are no integers of at least 0.
 * @example pairedErrorEvidence(60, 20).lnBetter > Math.log(1 / 0.01); // true: promote at α = .01
 * @see A. Ramdas, P. Grünwald, V. Vovk & G. Shafer, "Game-theoretic statistics and safe anytime-valid inference" (2023)
 */
export function pairedErrorEvidence(b: number, c: number): GateEvidence {
  requireInteger(b, 0, 'pairedErrorEvidence: b');
  requireInteger(c, 0, 'pairedErrorEvidence: c');
  return { lnBetter: lnPairs(b, c), lnWorse: lnPairs(c, b) };
}

const lnPairs = (wins: number, losses: number): number =>
  lnMeanExp(shares.map((theta) => wins * Math.log(2 * theta) + losses * Math.log(2 * (1 - theta))));

const areBets = (value: unknown): boolean =>
  Array.isArray(value) && value.length === stakes.length && value.every((bet) => Number.isFinite(bet));

const evidenceRule = {
  expected: 'the evidence of an earlier call',
  holds(value: unknown): boolean {
    const bets = (value as Partial<LossEvidence> | null)?.bets;
    return areBets(bets?.better) && areBets(bets?.worse);
  },
};

/** Evidence on losses with what is needed to go on with later rows. Plain JSON. */
export interface LossEvidence extends GateEvidence {
  readonly bets: { readonly better: readonly number[]; readonly worse: readonly number[] };
}

/**
 * Evidence from paired losses d = loss of the champion − loss of the challenger, in [−1, 1]:
 * E = mean over λ of Π(1 + λ(d + δ)/(1 + δ)), an e-process under "the challenger loses by at least δ". `lnWorse` is the
 * mirror image: that it loses by more than δ.
 *
 * @param differences - One per row, in any order.
 * @param options.margin - δ in [0, 1): 0 asks for superiority (default), above 0 for non-inferiority by that margin.
 * @param options.after - Evidence from earlier rows of the same candidate and margin, to go on from.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for a difference outside [−1, 1]; `OPTION_INVALID` for a bad option.
 * @example boundedLossEvidence(new Float64Array(200).fill(0.1)).lnBetter; // > ln 100
 * @see I. Waudby-Smith & A. Ramdas, "Estimating means of bounded random variables by betting" (2024)
 */
export function boundedLossEvidence(
  differences: ArrayLike<number>,
  options: { readonly margin?: number; readonly after?: LossEvidence } = {},
): LossEvidence {
  checkOptions('boundedLossEvidence', options, { margin: shareRule, after: evidenceRule });
  requireList(differences, 'boundedLossEvidence: differences');
  const { margin = 0, after } = options;
  const better = [...(after?.bets.better ?? stakes.map(() => 0))];
  const worse = [...(after?.bets.worse ?? stakes.map(() => 0))];
  const scale = 1 / (1 + margin);
  for (let i = 0; i < differences.length; i++) {
    const d = differences[i]!;
    if (!(d >= -1 && d <= 1)) throw outOfDomain(`boundedLossEvidence: differences[${i}]`, 'a number in [-1, 1]', d);
    stakes.forEach((stake, k) => {
      better[k] = better[k]! + Math.log1p(stake * (d + margin) * scale);
      worse[k] = worse[k]! + Math.log1p(-stake * (d + margin) * scale);
    });
  }
  return { lnBetter: lnMeanExp(better), lnWorse: lnMeanExp(worse), bets: { better, worse } };
}
