import { DriftSenseError } from '../../errors.js';
import { hash64 } from '../../stats/hash.js';
import type { SequentialPlan } from './plan.js';

/** Where an engine stands, plain JSON. */
export interface SequentialState {
  readonly kind: 'sequential';
  readonly schemaVersion: 1;
  /** Of the plan it belongs to. */
  readonly plan: string;
  /** Rows so far. */
  readonly row: number;
  /** Row after the last alarm. */
  readonly since: number;
  readonly alarms: number;
  /** Strata that the reference does not have, in the order in which they came. */
  readonly strata?: readonly string[];
  /** Rows of no stratum, or of one too many. */
  readonly unwatched?: number;
  readonly streams: readonly StreamState[];
}

/** Where a stream stands. */
export interface StreamState {
  readonly counts: readonly number[];
  readonly sums: readonly number[];
  readonly peaks: readonly number[];
  readonly starts: readonly number[];
  /** The counts at the last alarm that it had a part in, until that is acknowledged. */
  readonly atAlarm?: readonly number[];
}

const fingerprints = new WeakMap<SequentialPlan, string>();

/** Tells plans apart; worked out once. */
export function fingerprintOf(plan: SequentialPlan): string {
  const known = fingerprints.get(plan);
  if (known !== undefined) return known;
  const { rowsPerFalseAlarm, seed, streams, strata } = plan;
  const made = hash64(JSON.stringify([rowsPerFalseAlarm, seed, streams, strata]));
  fingerprints.set(plan, made);
  return made;
}

/** @throws DriftSenseError `STATE_INVALID` for the state of another plan, or a damaged one. */
export function checkState(state: SequentialState, plan: SequentialPlan): void {
  const fits =
    state?.kind === 'sequential' &&
    state.schemaVersion === 1 &&
    state.plan === fingerprintOf(plan) &&
    [state.row, state.since, state.alarms, state.unwatched ?? 0].every((n) => Number.isSafeInteger(n) && n >= 0) &&
    (state.strata ?? []).every((key) => typeof key === 'string') &&
    Array.isArray(state.streams) &&
    state.streams.length === plan.streams.length;
  if (!fits)
    throw new DriftSenseError(
      'STATE_INVALID',
      'sequential state: expected the state of an engine with the same reference and options',
    );
}

/**
 * @param bets - Of the stream.
 * @param width - Its cells.
 * @param strata - Strata known so far, at least 1.
 * @throws DriftSenseError `STATE_INVALID` for the damaged state of a stream.
 */
export function checkStream(
  { counts, sums, peaks, starts, atAlarm }: StreamState,
  { bets, width, strata }: { readonly bets: number; readonly width: number; readonly strata: number },
): void {
  requireCounts('counts', counts, width, strata);
  requireNumbers('sums', sums, bets);
  requireNumbers('peaks', peaks, bets);
  requireNumbers('starts', starts, bets);
  if (atAlarm !== undefined) requireCounts('atAlarm', atAlarm, width, strata);
}

/** Whole strata, and no more of them than there are. */
function requireCounts(name: string, given: unknown, width: number, strata: number): void {
  const length = Array.isArray(given) && given.length > 0 ? given.length : width;
  requireNumbers(name, given, Math.min(Math.ceil(length / width), strata) * width);
}

function requireNumbers(name: string, given: unknown, length: number): void {
  const right = Array.isArray(given) && given.length === length && given.every((x) => Number.isFinite(x) && x >= 0);
  if (!right)
    throw new DriftSenseError('STATE_INVALID', `sequential state: expected ${length} numbers of at least 0 as ${name}`);
}
