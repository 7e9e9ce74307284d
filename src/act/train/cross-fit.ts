import { subRandom } from '../../stats/random.js';
import { rowsPerSlice, type Pace } from './pace.js';

/** What drawing a row costs, in multiply-adds. */
const drawingWork = 100;

/**
 * Deals rows to folds: within each stratum in random order, one after the other, so that every fold has its share of every
 * class. The same seed gives the same folds.
 *
 * @param strata - Class per row, from 0; all 0 where there are no classes.
 * @param folds - 2 or more.
 */
export async function seededFolds(strata: Int32Array, folds: number, seed: number, pace: Pace): Promise<Uint8Array> {
  const fold = new Uint8Array(strata.length);
  const random = subRandom(seed, 'train', 'folds');
  const block = rowsPerSlice(drawingWork);
  let dealt = 0;
  for (const rows of byStratum(strata)) {
    await pace(strata.length);
    // Fisher–Yates from the last place to the first: what is drawn for a place stays there, and is dealt at once.
    for (let end = rows.length; end > 0; end -= block) {
      for (let i = end - 1; i >= Math.max(0, end - block); i--) {
        const j = i > 0 ? random.integer(i + 1) : 0;
        fold[rows[j]!] = (dealt + i) % folds;
        rows[j] = rows[i]!;
      }
      await pace(Math.min(end, block) * drawingWork);
    }
    dealt += rows.length;
  }
  return fold;
}

/** Rows of each stratum in their order, by stratum. */
function byStratum(strata: Int32Array): Int32Array[] {
  const counts: number[] = [];
  for (let row = 0; row < strata.length; row++) counts[strata[row]!] = (counts[strata[row]!] ?? 0) + 1;
  const groups = Array.from(counts, (count: number | undefined) => new Int32Array(count ?? 0));
  counts.fill(0);
  for (let row = 0; row < strata.length; row++) groups[strata[row]!]![counts[strata[row]!]!++] = row;
  return groups;
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
  pace: Pace,
): Promise<Float64Array> {
  const out = new Float64Array(fold.length * outputs);
  const last = fold.reduce((most, f) => Math.max(most, f), 0);
  for (let f = 0; f <= last; f++) {
    const { others, held } = split(fold, f);
    await pace(fold.length * 8);
    const predictions = await predict(others, held);
    for (let i = 0; i < held.length; i++)
      for (let k = 0; k < outputs; k++) out[held[i]! * outputs + k] = predictions[i * outputs + k]!;
    await pace(held.length * outputs * 8);
  }
  return out;
}

/** Rows of one fold, and all others. */
function split(fold: Uint8Array, own: number): { readonly others: Int32Array; readonly held: Int32Array } {
  const others = new Int32Array(fold.length);
  const held = new Int32Array(fold.length);
  let [i, j] = [0, 0];
  for (let row = 0; row < fold.length; row++)
    if (fold[row] === own) held[j++] = row;
    else others[i++] = row;
  return { others: others.slice(0, i), held: held.slice(0, j) };
}
