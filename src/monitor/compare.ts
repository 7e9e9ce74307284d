import type { Table } from '../contracts/batch.js';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import type { WindowReport } from '../contracts/window-report.js';
import { parseOptions } from '../options.js';
import { cellCounter } from '../profile/cell-counts.js';
import { areProfiles } from '../profile/are-profiles.js';
import { toBatch } from '../table/batch.js';
import { judgeOutcomes } from './judge-outcomes.js';
import { judgeProfile, judgeRows } from './judge-rows.js';
import { monitorOptions, type MonitorOptions } from './options.js';
import { prepare } from './prepare.js';
import { readProfile } from './read-profile.js';
import { smallReferenceNotes } from './small-reference-notes.js';
import { initialState } from './state.js';
import { stretchedReference } from './stretched-reference.js';
import * as training from './training-data.js';

/** Options of `compare`: those of a Monitor that concern judging. */
export type CompareOptions<Names extends string = string> = Pick<
  MonitorOptions<Names>,
  | 'name'
  | 'preset'
  | 'thresholds'
  | 'aggregate'
  | 'schema'
  | 'ordered'
  | 'referenceMode'
  | 'referenceIsTrainingData'
  | 'columns'
  | 'alarmBudget'
  | 'correction'
  | 'decisionThreshold'
  | 'positive'
  | 'maxCategories'
  | 'seed'
>;

/**
 * Compares two tables once, without a monitor: has the second moved against the first, which columns, and how?
 *
 * @param reference - A table, or a profile made by `profile(table)`.
 * @param window - A table, or counts made by `profile(table, { on: reference })`.
 * @example
 * const report = compare(lastMonth, thisMonth);
 * if (report.verdict === 'drift') console.log(report.columns[0].moved.sentence);
 * @throws DriftSenseError for options and tables that are none; what is wrong inside a table is in the report.
 */
export function compare<Names extends string = string>(
  reference: Table | ReferenceProfile<Names>,
  window: Table | WindowProfile,
  options: CompareOptions<Names> = {},
): WindowReport<Names> {
  const checked = parseOptions(monitorOptions, { ...options, reference, concept: false, retrain: false }, 'compare');
  const prepared = prepare(checked);
  const context = {
    monitor: checked.name,
    prepared,
    options: checked,
    canTrain: false,
    state: initialState({ detector: undefined, fallback: undefined }),
    at: 0,
    trainingRuns: false,
    champion: undefined,
    score: undefined,
    judgeOutcomes,
    cellCounter,
    ...(checked.referenceMode === 'fixed' && {
      small: { notes: (rows: number) => smallReferenceNotes(prepared.reference, rows) },
    }),
    // One window is no stream.
    ongoing: { stretched: { stretchedReference }, training },
  };
  const judgement = areProfiles(window)
    ? judgeProfile(readProfile(window, prepared.reference), {}, context)
    : judgeRows(toBatch(window), {}, context);
  return judgement.report as WindowReport<Names>;
}
