import type { CohortDetail, JoinedRows } from './ledger-types.js';
import { bits, type Chain, type Slots } from './slots.js';

/** Labels, predictions and scores of labelled rows, in the order given. */
export function joinedRows(slots: Slots, rows: readonly number[]): JoinedRows {
  const scores = Float64Array.from(rows, (slot) => slots.score[slot]!);
  return {
    rows: rows.length,
    labels: Float64Array.from(rows, (slot) => slots.label[slot]!),
    predictions: Float64Array.from(rows, (slot) => slots.prediction[slot]!),
    ...(scores.some((score) => !Number.isNaN(score)) && { scores }),
  };
}

/** The labelled rows of a chain, in order. */
export const labelledOf = (slots: Slots, chain: Chain): number[] =>
  Array.from(slots.of(chain)).filter((slot) => slots.has(slot, bits.labelled));

/** How long the first labels of rows took: none where no label has a time. A label before its prediction took no time. */
export function lagOf(slots: Slots, rows: readonly number[]): CohortDetail['lag'] {
  const lags = Float64Array.from(rows, (slot) => Math.max(0, slots.labelFirst[slot]! - slots.at[slot]!))
    .filter((lag) => !Number.isNaN(lag))
    .sort();
  if (lags.length === 0) return undefined;
  const quantile = (share: number): number => lags[Math.ceil(share * lags.length) - 1]!;
  return { rows: lags.length, median: quantile(0.5), p90: quantile(0.9) };
}
