import { describe, expect, it } from 'vitest';
import {
  eventPValue,
  fallingRatios,
  learntRate,
  limitStake,
  rateBet,
  risingRatios,
} from '../../../src/stats/sequential/rate-bets.js';

const ratios = [...risingRatios, ...fallingRatios];

/** Mean of f over u in [0, 1) that is constant but for jumps at the given places. */
function meanOver(f: (u: number) => number, jumps: readonly number[]): number {
  const ends = [0, ...jumps.filter((u) => u > 0 && u < 1).toSorted((a, b) => a - b), 1];
  return ends.slice(1).reduce((sum, end, i) => sum + (end - ends[i]!) * f((end + ends[i]!) / 2), 0);
}

/** Mean bet on the last of n rows, k of them events, over which row comes last and over the uniform. */
function meanBet(n: number, k: number, ratio: number, rateOf: (n: number, k: number) => number): number {
  const on = (happened: boolean): number => {
    const before = happened ? k - 1 : k;
    const rate = rateOf(n - 1, before);
    const bet = (u: number) => rateBet(eventPValue(happened, n - 1, before, u), rate, ratio);
    // The p-value is linear in u, so a threshold is crossed at one u at most.
    const [low, high] = [eventPValue(happened, n - 1, before, 0), eventPValue(happened, n - 1, before, 1)];
    const threshold = 1 - Math.min(rate, ratio > 1 ? 0.95 / ratio : 0.95);
    return meanOver(bet, [(threshold - low) / (high - low)]);
  };
  return (k > 0 ? (k / n) * on(true) : 0) + (k < n ? (1 - k / n) * on(false) : 0);
}

describe('the p-value of an event', () => {
  it('is uniform over all orders of any rows', () => {
    for (const n of [1, 2, 5, 11])
      for (let k = 0; k <= n; k++)
        for (const tenth of [0.1, 0.2, 0.5, 0.9]) {
          const below = (happened: boolean): number => {
            const before = happened ? k - 1 : k;
            const low = eventPValue(happened, n - 1, before, 0);
            const high = eventPValue(happened, n - 1, before, 1);
            return Math.min(1, Math.max(0, (tenth - low) / (high - low)));
          };
          const share = (k > 0 ? (k / n) * below(true) : 0) + (k < n ? (1 - k / n) * below(false) : 0);
          expect(share).toBeCloseTo(tenth, 12);
        }
  });
});

describe('a bet on the rate', () => {
  it('has mean 1 over a uniform p-value', () => {
    for (const ratio of ratios)
      for (const rate of [0.005, 0.02, 0.1, 0.4, 0.7, 0.9, 1]) {
        const paid = Math.min(rate, ratio > 1 ? 0.95 / ratio : 0.95);
        expect(meanOver((p) => rateBet(p, rate, ratio), [1 - paid])).toBeCloseTo(1, 12);
        expect(rateBet(0.5, rate, ratio)).toBeGreaterThan(0);
      }
  });

  it('on the rate learnt so far has the mean known from enumeration', () => {
    const mean = (n: number, k: number, ratio: number) =>
      meanBet(n, k, ratio, (rows, events) => learntRate(rows, events, ratio));
    expect(mean(10, 3, 1.5)).toBeCloseTo(0.95, 12);
    expect(mean(10, 3, 2)).toBeCloseTo(0.9, 12);
    expect(mean(20, 4, 1.5)).toBeCloseTo(0.975, 12);
  });

  it('on the rate learnt so far is never favourable, whatever the rows', () => {
    for (const ratio of ratios)
      for (const n of [1, 2, 3, 4, 7, 10, 20, 50, 200])
        for (let k = 0; k <= n; k++)
          expect(meanBet(n, k, ratio, (rows, events) => learntRate(rows, events, ratio))).toBeLessThanOrEqual(
            1 + 1e-12,
          );
  });

  it('that capped the ratio instead of what it pays on would be favourable', () => {
    // 1 + 1/n: over a million rows such bets earn what no change gave them.
    const capped = (n: number, k: number): number => {
      const on = (happened: boolean) => {
        const before = happened ? k - 1 : k;
        const rate = before / (n - 1);
        const bet = (u: number) => rateBet(eventPValue(happened, n - 1, before, u), rate, 0.95 / rate);
        const [low, high] = [eventPValue(happened, n - 1, before, 0), eventPValue(happened, n - 1, before, 1)];
        return meanOver(bet, [(1 - rate - low) / (high - low)]);
      };
      return (k / n) * on(true) + (1 - k / n) * on(false);
    };
    expect(capped(20, 10)).toBeCloseTo(1 + 1 / 20, 12);
  });
});

describe('a bet against a limit', () => {
  it('is fair at the limit and never negative', () => {
    for (const limit of [0.01, 0.1, 0.3, 0.6, 0.94])
      for (const ratio of risingRatios) {
        const stake = limitStake(limit, ratio);
        const [right, wrong] = [1 - stake * limit, 1 + stake * (1 - limit)];
        expect(right).toBeGreaterThanOrEqual(0);
        expect(limit * wrong + (1 - limit) * right).toBeCloseTo(1, 14);
        expect(limit * wrong).toBeCloseTo(Math.min(0.95, ratio * limit), 12);
      }
  });
});
