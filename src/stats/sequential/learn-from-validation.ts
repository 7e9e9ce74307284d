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
