/** How the p-values of one window share its level. */
export type Correction = 'holm' | 'bh' | 'by' | 'bonferroni' | 'none';

/**
 * For every hypothesis of one family the level its own p-value must not exceed to be rejected, given the others: so that
 * a verdict can be recomputed from one result alone.
 *
 * Holm (1979): the i-th smallest must pass α/(d−i+1), and all before it theirs. Benjamini–Hochberg (1995): the k smallest
 * are rejected for the largest k with p₍ₖ₎ ≤ kα/d; Benjamini–Yekutieli (2001) divides α by Σ1/i.
 *
 * @param logPValues - Natural logs, in any order; only hypotheses that were tested.
 * @param level - α of the family.
 * @returns Level per hypothesis in input order, as a probability; rejected iff log p ≤ ln(level).
 */
export function familyLevels(logPValues: readonly number[], level: number, correction: Correction): number[] {
  const d = logPValues.length;
  if (correction === 'none') return logPValues.map(() => level);
  if (correction === 'bonferroni') return logPValues.map(() => level / d);
  // Numbers of the hypotheses by their p-values, equal ones in input order.
  const order = logPValues.map((_, index) => index).sort((i, j) => logPValues[i]! - logPValues[j]!);
  if (correction === 'holm') {
    const levels = logPValues.map(() => level);
    let stopped: number | undefined;
    for (let rank = 0; rank < d; rank++) {
      const index = order[rank]!;
      const own = level / (d - rank);
      // Behind the first that fails nothing is rejected; its level holds for all of them.
      if (stopped === undefined && !passes(logPValues[index]!, own)) stopped = own;
      levels[index] = stopped ?? own;
    }
    return levels;
  }
  const alpha = correction === 'by' ? level / harmonic(d) : level;
  let rejected = 1;
  for (let rank = 0; rank < d; rank++)
    if (passes(logPValues[order[rank]!]!, ((rank + 1) * alpha) / d)) rejected = rank + 1;
  return logPValues.map(() => (rejected * alpha) / d);
}

/** Whether a p-value, given by its natural log, passes a level. */
export const passes = (logPValue: number, level: number): boolean => logPValue <= Math.log(level);

function harmonic(d: number): number {
  let sum = 0;
  for (let i = 1; i <= d; i++) sum += 1 / i;
  return sum;
}
