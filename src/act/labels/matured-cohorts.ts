import { sortAscending } from '../../stats/sort-ascending.js';
import { endOf, type CohortState } from './cohorts.js';
import type { Cohort, CohortDetail, JoinedRows } from './ledger-types.js';
import type { LabelLedger } from './ledger.js';
import type { LongArray } from './long-array.js';
import type { PredictionRows } from './prediction-rows.js';
import { bits, type Slots } from './slots.js';

/** Labelled rows of the cohorts that `maturedCohorts` would give. */
export const maturingRows = (ledger: LabelLedger): number =>
  mature(ledger).reduce((sum, { labelled }) => sum + labelled, 0);

/**
 * Cohorts that have become wholly past grace and of which `cohortsTold` has not been told, in steps, each as it is in one of
 * them: the time to judge coverage and to tell performance.
 */
export function* maturedCohorts(ledger: LabelLedger): Generator<undefined, readonly CohortDetail[]> {
  const details: CohortDetail[] = [];
  for (const cohort of mature(ledger)) {
    if (!ledger.predictions.young.has(cohort)) continue; // it has gone meanwhile
    details.push(yield* detailOf(ledger, cohort));
    yield;
  }
  return details.sort(byTime);
}

/** These cohorts never come again. */
export function cohortsTold({ predictions: { cohorts, young } }: LabelLedger, told: readonly Cohort[]): void {
  for (const { window, modelVersion = -1 } of told) {
    const cohort = cohorts.get(window, modelVersion);
    if (cohort === undefined) continue;
    cohort.matured = true;
    young.delete(cohort);
  }
}

/** A cohort with its joined rows, all as it is at the first step. */
export function* detailOf(ledger: LabelLedger, cohort: CohortState): Generator<undefined, CohortDetail> {
  const { slots } = ledger;
  const report = reportOf(ledger, cohort);
  const rows = labelledOf(slots, cohort);
  const joined = joinedRows(slots, rows);
  const [first, at] = [taken(slots.labelFirst, rows), taken(slots.at, rows)];
  yield;
  const lag = lagOf(at, first);
  return { ...report, joined, ...(lag && { lag }) };
}

export function reportOf({ predictions, now }: LabelLedger, cohort: CohortState): Cohort {
  const { window, version, from, to, predictions: told, labelled, dropped } = cohort;
  const [past, covered] = maturity(predictions, cohort, now);
  const named = { window, ...(version >= 0 && { modelVersion: version }) };
  return { ...named, from, to, predictions: told, labelled, mature: past, covered, dropped };
}

export const byTime = (a: Cohort, b: Cohort): number =>
  a.from - b.from || (a.window < b.window ? -1 : Number(a.window > b.window)) || versionOf(a) - versionOf(b);
const versionOf = ({ modelVersion = -1 }: Cohort): number => modelVersion;

const mature = ({ predictions, now }: LabelLedger): readonly CohortState[] =>
  [...predictions.young].filter((cohort) => predictions.isPastGrace(endOf(cohort), now));

function maturity(rows: PredictionRows, cohort: CohortState, now: number): readonly [mature: number, covered: number] {
  if (rows.isPastGrace(cohort.to, now)) return [cohort.predictions - cohort.dropped, cohort.covered];
  if (!rows.isPastGrace(cohort.from, now)) return [0, 0];
  const { slots } = rows;
  const past = slots.of(cohort.chain).filter((slot) => rows.isPastGrace(slots.at.of(slot), now));
  const covered = past.filter((slot) => slots.has(slot, bits.labelled) && rows.isCovered(slot));
  return [past.length, covered.length];
}

/** A loop: `filter` takes five times as long. */
function labelledOf(slots: Slots, { chain, labelled }: CohortState): Int32Array {
  const rows = slots.of(chain);
  const found = new Int32Array(labelled);
  for (let i = 0, at = 0; i < rows.length; i++) if (slots.has(rows[i]!, bits.labelled)) found[at++] = rows[i]!;
  return found;
}

/** Labels, predictions and scores of labelled rows, in the order given. */
function joinedRows(slots: Slots, rows: Int32Array): JoinedRows {
  const scores = taken(slots.score, rows);
  return {
    rows: rows.length,
    labels: taken(slots.label, rows),
    predictions: taken(slots.prediction, rows),
    ...(scores.some((score) => !Number.isNaN(score)) && { scores }),
  };
}

/** How long labels took: nothing where that is known of none. A label before its prediction took no time. */
function lagOf(predicted: Float64Array, labelled: Float64Array): CohortDetail['lag'] {
  const all = new Float64Array(labelled.length);
  let rows = 0;
  for (let i = 0; i < all.length; i++) {
    const lag = labelled[i]! - predicted[i]!;
    if (!Number.isNaN(lag)) all[rows++] = Math.max(0, lag);
  }
  if (rows === 0) return undefined;
  const lags = sortAscending(all.subarray(0, rows));
  const quantile = (share: number): number => lags[Math.ceil(share * rows) - 1]!;
  return { rows, median: quantile(0.5), p90: quantile(0.9) };
}

function taken(values: LongArray, rows: Int32Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = values.of(rows[i]!);
  return result;
}
