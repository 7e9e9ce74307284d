import { eventPValue } from './rate-bets.js';

/** Multiples of its rate on which bets on each category are spread. */
export const categoryRatios = [0.5, 0.8, 1.25, 2] as const;

const mostRate = 0.95;
const leastLeft = 0.02;

/** A bet that an event is `ratio` times as frequent: it grows by `win` where the p-value is above `threshold`, else by `lose`. */
export interface EventBet {
  readonly ratio: number;
  readonly threshold: number;
  readonly win: number;
  readonly lose: number;
}

/**
 * A bet on one event against a rate that is known from rows which do not seed its ranks.
 *
 * @param rate - Of the event, in (0, 1).
 * @param allowed - By how much the rate may move without that the bet wins; 0 = not at all.
 * @param power - 1, or less where rows depend on each other.
 */
export function eventBet(rate: number, ratio: number, allowed: number, power: number): EventBet {
  const paid = Math.min(rate, ratio > 1 ? mostRate / ratio : mostRate);
  const rising = ratio > 1;
  // By how much it can lose per unit of its stake |r − 1|.
  const worst = rising ? (paid + allowed) / (1 - paid) : 1 + allowed / (1 - paid);
  const stake = Math.min(Math.abs(ratio - 1), (1 - leastLeft) / worst);
  const signed = rising ? stake : -stake;
  const taken = (stake * allowed) / (1 - paid);
  return {
    ratio,
    threshold: 1 - paid,
    win: (1 + signed - taken) ** power,
    lose: (1 - (signed * paid) / (1 - paid) - taken) ** power,
  };
}

/** What a bet grows by on a row, given `n` rows before with `k` events and a fresh uniform number. */
export const growth = (
  { threshold, win, lose }: EventBet,
  happened: boolean,
  n: number,
  k: number,
  u: number,
): number => (eventPValue(happened, n, k, u) > threshold ? win : lose);
