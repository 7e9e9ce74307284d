import { nothing } from './detector-feed.js';
import type { JoinedRows } from './ledger-types.js';
import type { LabelLedger } from './ledger.js';
import { bits } from './slots.js';

/**
 * Joined rows whose turn has come, each one once, in steps. In order of prediction a row's turn comes when every earlier one
 * has its label or is past grace; a row whose label does not come within grace is passed over. In order of arrival it comes
 * with the label. Corrections after that are counted, not told.
 *
 * The rows are reserved until `rowsTaken` says that what they led to is in the state: a ledger that is saved before holds
 * them as if nothing had happened, and what was taken without that is handed out again by the next `takeRows`. What is
 * told between two steps is told after them for rows that have been handed out, before them for others.
 *
 * @param modelVersion - Only rows of this version are handed out, others passed over. Default: any.
 * @param rowsOfStep - Rows that are looked at in one step. Default 4,096, which takes a millisecond or two.
 */
export function* takeRows(
  ledger: LabelLedger,
  modelVersion?: number,
  rowsOfStep = 4_096,
): Generator<undefined, JoinedRows> {
  const { slots, feed, predictions, now } = ledger;
  const { queue } = feed;
  for (const slot of feed.reserved)
    if (slots.has(slot, bits.reserved)) {
      slots.clear(slot, bits.reserved);
      queue.push(slot);
    }
  const reserved: number[] = (feed.reserved = []);
  const counted = (feed.counted = { ...nothing });
  const labels: number[] = [];
  const predicted: number[] = [];
  const scores: number[] = [];
  // What comes meanwhile waits for the next time.
  for (let left = queue.size; left > 0; left--) {
    const slot = queue.first();
    if (slot === undefined) break;
    const isLabelled = slots.has(slot, bits.labelled);
    if (!isLabelled && !feed.isPastGrace(slot, now)) break;
    queue.remove(slot);
    slots.set(slot, bits.reserved);
    reserved.push(slot);
    if (!isLabelled || feed.isTooLate(slot)) counted.skipped++;
    else if (modelVersion !== undefined && predictions.cohortOf(slot)?.version !== modelVersion) counted.otherVersion++;
    else {
      labels.push(slots.label.of(slot));
      predicted.push(slots.prediction.of(slot));
      scores.push(slots.score.of(slot));
    }
    if (reserved.length % rowsOfStep === 0) yield;
  }
  counted.fed = labels.length;
  return {
    rows: labels.length,
    labels: new Float64Array(labels),
    predictions: new Float64Array(predicted),
    ...(scores.some((score) => !Number.isNaN(score)) && { scores: new Float64Array(scores) }),
  };
}

/** What the rows taken last have led to is in the state from now on. */
export function rowsTaken({ slots, feed, running }: LabelLedger): void {
  for (const slot of feed.reserved)
    if (slots.has(slot, bits.reserved)) {
      slots.clear(slot, bits.reserved);
      slots.set(slot, bits.done);
    }
  for (const name of Object.keys(nothing) as (keyof typeof nothing)[]) running.feed[name] += feed.counted[name];
  feed.reserved = [];
  feed.counted = { ...nothing };
}
