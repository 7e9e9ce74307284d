import { subRandom } from '../random.js';
import { splitCounts } from './split-counts.js';

/** Rows of validation from which one half can fix the rate that the other half is compared with. */
const provenRows = 1_000;
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
 * What validation rows teach: enough of them are split by chance into a half whose rate is bet on and one that seeds the
 * ranks, since bets must be chosen without the rows they are ranked among.
 *
 * @param name - Of the error, so that errors are split independently.
 */
export function learnFrom(
  validation: { readonly rows: number; readonly errors: number } | undefined,
  seed: number | string,
  name: string,
): Learnt {
  if (validation === undefined) return { n: 0, k: 0, rate: null };
  const { rows, errors } = validation;
  if (rows < provenRows) return { n: rows, k: errors, rate: null };
  const half = Math.floor(rows / 2);
  const [[drawn], [left]] = splitCounts([errors, rows - errors], half, subRandom(seed, 'split', name));
  return { n: rows - half, k: left!, rate: Math.max(leastRate, (drawn! + 0.5) / (half + 1)) };
}
