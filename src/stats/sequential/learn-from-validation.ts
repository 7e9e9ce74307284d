import { subRandom } from '../random.js';
import { splitCounts } from './split-counts.js';

/** Rows of validation from which a part can fix the rate that is bet on. */
const provenRows = 1_000;
/** That part: the fewer, the more rows are left to rank among; a half takes longer to find a change, see docs/decisions. */
const choosingShare = 0.2;
const leastRate = 0.02;

/** What is known of the rate of an error before the first row. */
export interface Learnt {
  /** Rows that later ones are ranked among, and errors among them. */
  readonly n: number;
  readonly k: number;
  /** The rate to bet on, from other rows than those; null where it is learnt row by row. */
  readonly rate: number | null;
}

/**
 * What validation rows teach: enough of them are split by chance into a fifth whose rate is bet on and a rest that seeds the
 * ranks, since bets must be chosen without the rows they are ranked among.
 *
 * @param name - Of the error, so that errors are split independently.
 * @param mode - `adaptive`: all rows seed the ranks, and the rate is learnt on.
 */
export function learnFrom(
  validation: { readonly rows: number; readonly errors: number } | undefined,
  seed: number | string,
  name: string,
  mode: 'proven' | 'adaptive' = 'proven',
): Learnt {
  if (validation === undefined) return { n: 0, k: 0, rate: null };
  const { rows, errors } = validation;
  if (rows < provenRows || mode === 'adaptive') return { n: rows, k: errors, rate: null };
  const choosing = Math.floor(choosingShare * rows);
  const [[drawn], [left]] = splitCounts([errors, rows - errors], choosing, subRandom(seed, 'split', name));
  return { n: rows - choosing, k: left!, rate: Math.max(leastRate, (drawn! + 0.5) / (choosing + 1)) };
}

/** A bet that the event is `ratio` times as frequent as a rate; without one, as the rate learnt row by row. */
export interface Bet {
  readonly ratio: number;
  readonly rate?: number;
}

/**
 * Where rates to bet on lie, in standard errors of the rate that was fixed less that of the ranks: neither is the true one, and a bet
 * pays in full only at the rate of the ranks. A little above, as ranks take in rows from after the change.
 */
const ratesAround = [-0.5, 0.3, 1.1] as const;
/** With three rates a bet, fewer ratios: each other bet costs its share of the evidence. */
const ratiosOfRates = [1.4, 2.2] as const;

/** Bets on a rise around a rate that was fixed by `rows` others than the `n` that are ranked among. */
export function betsAround(rate: number, rows: number, n: number): Required<Bet>[] {
  const error = Math.sqrt(rate * (1 - rate) * (1 / rows + 1 / n));
  return ratesAround.flatMap((off) => ratiosOfRates.map((ratio) => ({ ratio, rate: rate + off * error })));
}
