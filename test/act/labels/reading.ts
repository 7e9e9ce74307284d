import { byTime, cohortsTold, detailOf, maturedCohorts, reportOf } from '../../../src/act/labels/matured-cohorts.js';
import { rowsTaken, takeRows } from '../../../src/act/labels/take-rows.js';
import type { Cohort, CohortDetail, JoinedRows } from '../../../src/act/labels/ledger-types.js';
import type { LabelLedger } from '../../../src/act/labels/ledger.js';
import { allSteps } from '../../../src/all-steps.js';

/** Rows whose turn has come, handed out at once. */
export function take(ledger: LabelLedger, modelVersion?: number): JoinedRows {
  const rows = allSteps(takeRows(ledger, modelVersion));
  rowsTaken(ledger);
  return rows;
}

/** Cohorts that are past grace, handed out at once. */
export function takeMatured(ledger: LabelLedger): readonly CohortDetail[] {
  const cohorts = allSteps(maturedCohorts(ledger));
  cohortsTold(ledger, cohorts);
  return cohorts;
}

/** The cohorts that are kept, the oldest first. */
export const cohortsOf = (ledger: LabelLedger): readonly Cohort[] =>
  [...ledger.predictions.cohorts.values()].map((cohort) => reportOf(ledger, cohort)).sort(byTime);

export function cohortOf(ledger: LabelLedger, window: string, modelVersion = -1): CohortDetail | undefined {
  const cohort = ledger.predictions.cohorts.get(window, modelVersion);
  return cohort && allSteps(detailOf(ledger, cohort));
}
