/** How the p-values of one window share its level. */
export type Correction = 'holm' | 'bh' | 'by' | 'bonferroni' | 'none';

/**
 * For every hypothesis of one family the level its own p-value must not exceed to be rejected, given the others: so that
 * a verdict can be recomputed from one result alone.
 *
 * With weights wᵢ that sum to W, each p-value is compared by its share. Bonferroni: pᵢ ≤ α·wᵢ/W. Holm (1979, section 3):
 * by pᵢ/wᵢ, the smallest must pass α·wᵢ/W, the next α·wᵢ over the weights that are left, and all before it theirs. Both keep
 * the family-wise error under any dependence. Benjamini–Hochberg (1995), weighted by Genovese, Roeder and Wasserman (2006):
 * the k smallest are rejected for the largest k with p₍ₖ₎ ≤ kα·w₍ₖ₎/W; Benjamini–Yekutieli (2001) divides α by Σ1/i.
 * Weights may not depend on the data that are judged. Without them all are 1, and W their number.
 *
 * @param logPValues - Natural logs, in any order; only hypotheses that were tested.
 * @param level - α of the family.
 * @param weights - One per hypothesis, above 0; only their ratios count. `none` shares nothing and needs none.
 * @returns Level per hypothesis in input order, as a probability; rejected iff log p ≤ ln(level).
 */
export function familyLevels(
  logPValues: readonly number[],
  level: number,
  correction: Correction,
  weights: readonly number[] = logPValues.map(() => 1),
): number[] {
  const d = logPValues.length;
  if (correction === 'none') return logPValues.map(() => level);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = (index: number, times: number, of: number): number => (times * level * weights[index]!) / of;
  if (correction === 'bonferroni') return logPValues.map((_, index) => share(index, 1, total));
  // Numbers of the hypotheses by their p-values over their weights, equal ones in input order.
  const place = logPValues.map((logP, index) => logP - Math.log(weights[index]!));
  const order = place.map((_, index) => index).sort((i, j) => place[i]! - place[j]!);
  if (correction === 'holm') {
    // Weights that are left, summed from behind: the last hypothesis has the whole level.
    const left = order.map(() => 0);
    for (let rank = d - 1; rank >= 0; rank--) left[rank] = (left[rank + 1] ?? 0) + weights[order[rank]!]!;
    const levels = logPValues.map(() => level);
    let stopped: number | undefined;
    for (let rank = 0; rank < d; rank++) {
      const index = order[rank]!;
      const own = share(index, 1, stopped ?? left[rank]!);
      // Behind the first that fails nothing is rejected; what was left then holds for all of them.
      if (stopped === undefined && !passes(logPValues[index]!, own)) stopped = left[rank]!;
      levels[index] = own;
    }
    return levels;
  }
  const of = correction === 'by' ? total * harmonic(d) : total;
  let rejected = 1;
  for (let rank = 0; rank < d; rank++)
    if (passes(logPValues[order[rank]!]!, share(order[rank]!, rank + 1, of))) rejected = rank + 1;
  return logPValues.map((_, index) => share(index, rejected, of));
}

/** Whether a p-value, given by its natural log, passes a level. */
export const passes = (logPValue: number, level: number): boolean => logPValue <= Math.log(level);

function harmonic(d: number): number {
  let sum = 0;
  for (let i = 1; i <= d; i++) sum += 1 / i;
  return sum;
}
