/**
 * Bets on p-values that are uniform without change: that their mean moves (location), and that they move towards the ends
 * or the middle (spread). A bet `1 + λφ(p)` has mean 1 over a uniform p, since φ has mean 0.
 */

/** Which way a bet says a column moved. */
export type RankDirection = 'up' | 'down' | 'wider' | 'narrower';

/** Stakes λ on the location score, then on the spread score; all bets stay positive. */
export const locationStakes = [0.06, -0.06, 0.15, -0.15, 0.3, -0.3, 0.5, -0.5] as const;
export const spreadStakes = [0.06, 0.15, 0.3, -0.06, -0.15, -0.3, -0.42] as const;

/** What a bet leaves of its stake at worst. */
const leastLeft = 0.02;

/** A bet `base + stake·φ(p)`, raised to `power`. */
export interface RankBet {
  readonly score: 'location' | 'spread';
  readonly direction: RankDirection;
  readonly stake: number;
  readonly base: number;
  /** 1, or less where rows depend on each other; see `stats/sequential/tempering`. */
  readonly power: number;
}

/**
 * The fifteen bets on one numeric column.
 *
 * @param tolerance - ψ₀, a change on the PSI scale that is no drift: a mean score of up to .977√ψ₀ (location) or .877√ψ₀
 * (spread) wins nothing. 0 = none. In a normal column a mean shift of √ψ₀ standard deviations, or a spread that is
 * exp(√(ψ₀/2)) times as wide.
 * @param powers - Of the bets on location and on spread.
 * @param direction - Of a column that may move the other way freely, such as a loss: four bets on its location, none on spread.
 */
export function rankBets(
  tolerance: number,
  powers: { readonly location: number; readonly spread: number },
  direction: 'increase' | 'decrease' | 'both' = 'both',
): RankBet[] {
  const allowed = { location: 0.977 * Math.sqrt(tolerance), spread: 1.24 * Math.sqrt(tolerance / 2) };
  const of = (
    score: RankBet['score'],
    stakes: readonly number[],
    directions: readonly [RankDirection, RankDirection],
  ) =>
    stakes.map((stake): RankBet => {
      const rising = stake > 0;
      // The worst score for the bet, and what the tolerance takes besides.
      const worst = score === 'location' ? Math.sqrt(3) : rising ? Math.sqrt(5) / 2 : Math.sqrt(5);
      const size = Math.min(Math.abs(stake), (1 - leastLeft) / (worst + allowed[score]));
      return {
        score,
        direction: directions[rising ? 0 : 1],
        stake: rising ? size : -size,
        base: 1 - size * allowed[score],
        power: powers[score],
      };
    });
  const onLocation = of('location', locationStakes, ['up', 'down']);
  if (direction !== 'both') return onLocation.filter(({ stake }) => stake > 0 === (direction === 'increase'));
  return [...onLocation, ...of('spread', spreadStakes, ['wider', 'narrower'])];
}
