import { allSteps } from '../../all-steps.js';
import { requireGiven } from '../../require-given.js';
import { decideAgain, firstLook, nextLook, type GateRows } from './gate-looks.js';
import type { GateFacts, GateRecord, GateSettings } from './gate-record.js';

export type { GateRows } from './gate-looks.js';

/**
 * Champion against challenger on the same held-out rows: promote, reject, or go on with later rows.
 *
 * Classes: b rows that only the challenger gets right and c that only the champion does, by an e-process. Numbers: losses
 * e/(e + lossScale) of the absolute errors e, paired, by bets. Both hold at any time: however often the gate is asked, a
 * challenger that is no better is promoted with probability at most `alpha`. With `once` a single look decides, by
 * one-sided 95 % lower bounds instead: of the gain in rows decided rightly (for numbers, in mean loss), or of each metric
 * that `minImprovement` names.
 *
 * With `segments` no metric may be worse than allowed among the rows with one value of a column, and each must be better by
 * what is asked: with `once` the challenger is refused otherwise; else it is not promoted while that is so, and later rows may show it was chance. What is compared are the
 * metrics as measured: at 100 rows, of which the models differ on one in ten, a difference in accuracy has a standard error
 * of .03. Segments that could not be judged are named in the record, and hold nothing back.
 *
 * The record holds all inputs of the decision as sums, no rows: `replayGate` gives the same record again, byte for byte.
 *
 * @throws DriftSenseError `OPTION_INVALID`; `TRAINING_DATA` without rows or when lengths differ; `VALUE_OUT_OF_DOMAIN` for what are
 *   no rows.
 * @example
 * const record = gate({ labels, champion: old, challenger: fresh }, { classes: 2 });
 * if (record.verdict === 'promote') await registry.setAlias('champion', version, current);
 * @see `pairedErrorEvidence` and `boundedLossEvidence` of `driftsense/stats`
 */
export function gate(rows: GateRows, settings: GateSettings, facts: GateFacts = {}): GateRecord {
  return allSteps(firstLook(asRows(rows, 'gate'), settings, facts));
}

/**
 * Goes on with later labelled rows of the same two models. A record that has decided is returned as it is.
 *
 * @param rows - Rows that no earlier look has seen.
 * @throws DriftSenseError `MODEL_INVALID` for anything that is no gate record; `TRAINING_DATA` as `gate`.
 */
export function continueGate(record: unknown, rows: GateRows): GateRecord {
  return allSteps(nextLook(record, asRows(rows, 'continueGate')));
}

/**
 * Decides again from the inputs a record holds. The result equals the record, byte for byte as JSON, unless the record was
 * changed.
 *
 * @throws DriftSenseError `MODEL_INVALID` for anything that is no gate record.
 */
export function replayGate(record: unknown): GateRecord {
  return decideAgain(record);
}

/** Numbers in any array, as a caller may have them, in doubles. */
function asRows(rows: GateRows, where: string): GateRows {
  requireGiven(rows, where, 'labelled rows', 'labels', 'champion', 'challenger');
  const doubles = (values: ArrayLike<number>) => (values instanceof Float64Array ? values : Float64Array.from(values));
  const { labels, champion, challenger } = rows;
  return { ...rows, labels: doubles(labels), champion: doubles(champion), challenger: doubles(challenger) };
}
