import { subRandom } from '../../stats/random.js';

/**
 * Deals rows to folds: within each stratum in random order, one after the other, so that every fold has its share of every
 * class. The same seed gives the same folds.
 *
 * @param strata - Class per row; all 0 where there are no classes.
 * @param folds - 2 or more.
 */
export function seededFolds(strata: Int32Array, folds: number, seed: number): Uint8Array {
  const byStratum = new Map<number, number[]>();
  for (let i = 0; i < strata.length; i++) {
    const rows = byStratum.get(strata[i]!);
    if (rows === undefined) byStratum.set(strata[i]!, [i]);
    else rows.push(i);
  }
  const fold = new Uint8Array(strata.length);
  const random = subRandom(seed, 'train', 'folds');
  let next = 0;
  for (const stratum of [...byStratum.keys()].toSorted((a, b) => a - b))
    for (const row of random.shuffle(byStratum.get(stratum)!)) fold[row] = next++ % folds;
  return fold;
}

/**
 * Predictions for each row by a model that did not see it: each fold is predicted by a fit on all the others.
 *
 * @param outputs - Numbers per prediction.
 * @param predict - Fits on `others` and predicts `held`, row by row.
 */
export async function crossFit(
  fold: Uint8Array,
  outputs: number,
  predict: (others: Int32Array, held: Int32Array) => Promise<Float64Array>,
): Promise<Float64Array> {
  const out = new Float64Array(fold.length * outputs);
  const last = fold.reduce((most, f) => Math.max(most, f), 0);
  for (let f = 0; f <= last; f++) {
    const held = indices(fold, (g) => g === f);
    const predictions = await predict(
      indices(fold, (g) => g !== f),
      held,
    );
    for (let i = 0; i < held.length; i++)
      for (let k = 0; k < outputs; k++) out[held[i]! * outputs + k] = predictions[i * outputs + k]!;
  }
  return out;
}

function indices(fold: Uint8Array, chosen: (fold: number) => boolean): Int32Array {
  const rows = new Int32Array(fold.length);
  let count = 0;
  for (let i = 0; i < fold.length; i++) if (chosen(fold[i]!)) rows[count++] = i;
  return rows.slice(0, count);
}
