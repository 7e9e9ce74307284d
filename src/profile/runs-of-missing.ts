import type { ReferenceColumn } from '../contracts/profiles.js';
import { temperingRows } from '../stats/sequential/tempering.js';

/**
 * How many times less rows without a value count, where the reference shows them in runs. Independent rows have an estimate
 * of at most 1 + 6/√n, and are counted as they are: it adds one standard error per lag, and stops at the first small one.
 */
export function runsOfMissing({ size, tempering }: Pick<ReferenceColumn, 'size' | 'tempering'>): number {
  const inflation = tempering?.missing ?? 1;
  return inflation > 1 + 6 / Math.sqrt(Math.min(size, temperingRows)) ? inflation : 1;
}
