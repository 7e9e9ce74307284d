import type { TrainingData } from '../../contracts/model-trainer.js';
import type { Schema, Task } from '../../contracts/schema.js';
import type { TrainingSource } from '../../contracts/training-source.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { joinDoubles, takeDoubles } from '../../table/column-parts.js';
import type { Coerced } from '../../table/coerce.js';
import {
  checkClasses,
  checkFeatures,
  checkFreshRows,
  checkRowCount,
  dataCheckLimits,
  type DataCheckLimits,
  type Refusal,
} from './data-checks.js';
import type { SegmentValues } from './gate-segments.js';
import { inTimeOrder } from './in-time-order.js';
import { pacer } from './pace.js';
import { coerceTraining } from './read-paced.js';
import { dropRepeats } from './repeats.js';
import { joinRows, pickRows } from './rows-in-steps.js';
import { segmentValues } from './segment-values.js';
import { spanOf, type OfWindow, type Span } from './span.js';
import { atOnce } from '../../unawaited.js';

export interface AssembleOptions {
  readonly schema: Schema;
  readonly task: Task;
  /** Label values in order, as text; empty for regression. Rows with another label count as unlabelled. */
  readonly classes: readonly string[];
  /** `append`: the reference rows and the triggering windows; `replace`: the triggering windows only. */
  readonly strategy: 'append' | 'replace';
  /** Share of the newest rows of the triggering windows that is held out for the gate; 0 = no gate. Default 0.2. */
  readonly holdout?: number;
  /** Rows held out, at least; but never more than half of the triggering rows. Default 500. */
  readonly minHoldout?: number;
  /** Columns whose values of the rows held out the gate is to know. Default none. */
  readonly segments?: readonly string[];
  /** Training rows, at least. Default 1,000. */
  readonly minRows?: number;
  /** Labelled rows of the triggering windows, at least. Default 0. */
  readonly minFreshRows?: number;
  /**
   * Bounds of the data checks. `false` leaves only the floors: columns present, minimum rows, two classes. Default: all.
   */
  readonly checks?: Partial<DataCheckLimits> | false;
}

/** Rows by what became of them. `reference` and `fresh` (of the triggering windows) are what came in. */
export interface AssembledCounts {
  readonly reference: number;
  readonly fresh: number;
  readonly duplicates: number;
  readonly unlabelled: number;
  readonly training: number;
  readonly holdout: number;
}

/** Rows to train on and rows for the gate, in order of time and without a row in common; or why not. */
export type Assembled =
  | {
      readonly kind: 'ready';
      readonly training: TrainingData;
      /** Absent when nothing is held out. */
      readonly holdout?: TrainingData;
      /** Of the rows held out, where segments were asked for. */
      readonly segments?: SegmentValues;
      readonly counts: AssembledCounts;
      /** First and last window whose rows are trained on: the reference for `append`, and none whose rows are all held out. */
      readonly span: Span;
      /** The same of the rows held out. */
      readonly holdoutSpan?: Span;
    }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[]; readonly counts: AssembledCounts };

/**
 * Asks a training source for the rows of the triggering windows, window by window, in the types of the schema, with the
 * categories of redacted columns hashed.
 *
 * @throws DriftSenseError `TRAINING_DATA` when the source throws; typed errors of the source pass unchanged.
 */
export async function collectWindows(
  source: TrainingSource,
  windows: readonly string[],
  schema: Schema,
  signal: AbortSignal,
): Promise<OfWindow[]> {
  const tables: OfWindow[] = [];
  const pace = pacer(signal);
  for (const id of windows)
    try {
      for await (const batch of atOnce(source.rows({ from: id, to: id, labelled: false, signal })))
        if (batch.size > 0) tables.push({ ...(await coerceTraining(batch, schema, pace)), window: id });
    } catch (error) {
      if (DriftSenseError.is(error)) throw error;
      throw new DriftSenseError('TRAINING_DATA', `the training source failed at window '${id}': ${messageOf(error)}`, {
        cause: error,
      });
    }
  return tables;
}

/**
 * Puts together what one training run learns from and what the gate will ask about: labelled rows without repeats, oldest
 * first, the newest of the triggering windows held out. Pure, in steps that tell their work in multiply-adds.
 *
 * @param reference - The training rows so far, for `append`, and what fresh rows are checked against; absent when the
 *   monitor knows only their profile.
 * @param fresh - The rows of the triggering windows, oldest first.
 */
export function* assembleTraining(
  reference: Coerced | undefined,
  fresh: readonly OfWindow[],
  options: AssembleOptions,
): Generator<number, Assembled> {
  const {
    schema,
    task,
    classes,
    strategy,
    holdout = 0.2,
    minHoldout = 500,
    segments = [],
    minRows = 1_000,
    minFreshRows = 0,
  } = options;
  const limits = options.checks === false ? undefined : { ...dataCheckLimits, ...options.checks };
  const names = schema.columns.filter(({ role }) => role === 'feature').map(({ name }) => name);
  const label = schema.columns.find(({ role }) => role === 'label')?.name;
  const base = strategy === 'append' ? reference : undefined;
  const tables = base === undefined ? fresh : [{ ...base, window: 'reference' }, ...fresh];
  const came = { reference: base?.size ?? 0, fresh: fresh.reduce((sum, table) => sum + table.size, 0) };
  const nothing = { ...came, duplicates: 0, unlabelled: 0, training: 0, holdout: 0 };
  const refuse = (refusals: readonly Refusal[], counts: AssembledCounts = nothing): Assembled => ({
    kind: 'refused',
    refusals,
    counts,
  });
  if (label === undefined) return refuse([{ reason: 'label-coverage', message: 'the schema has no label' }]);
  if (came.fresh === 0) return refuse([{ reason: 'no-rows', message: 'the triggering windows have no rows' }]);

  const refusals = yield* checkFeatures(fresh, schema, reference, limits ?? onlyAbsence);
  // Without one of its columns there is nothing to put together.
  if (fresh.some((table) => names.some((name) => !table.columns.has(name)))) return refuse(refusals);

  const batches = tables.map((table) => table.batch);
  const rows = yield* joinRows(batches, names);
  const labels = joinDoubles(
    tables.map((table) => labelsOf(table, label, task, classes)),
    rows.size,
  );
  yield rows.size * 20;
  const kept = yield* dropRepeats(tables, [...names, label], reference ?? tables[0]!);
  const labelled = kept.filter((row) => !Number.isNaN(labels[row]!));
  const isFresh = (row: number) => row >= came.reference;
  yield rows.size * 10;
  const freshRows = yield* inTimeOrder(labelled.filter(isFresh), tables);
  const held = Math.min(
    holdout === 0 ? 0 : Math.max(minHoldout, Math.ceil(holdout * freshRows.length)),
    Math.floor(freshRows.length / 2),
  );
  const training = [...labelled.filter((row) => !isFresh(row)), ...freshRows.slice(0, freshRows.length - held)];
  yield rows.size * 10;
  const counts: AssembledCounts = {
    ...came,
    duplicates: rows.size - kept.length,
    unlabelled: kept.length - labelled.length,
    training: training.length,
    holdout: held,
  };

  const keptFresh = kept.filter(isFresh).length;
  if (limits !== undefined)
    refusals.push(...checkFreshRows({ came: came.fresh, kept: keptFresh, labelled: freshRows.length }, limits));
  refusals.push(...checkRowCount(training.length, minRows, 'training rows', `${held} more are held out`));
  refusals.push(...checkRowCount(freshRows.length, minFreshRows, 'labelled rows in the triggering windows'));
  if (task !== 'regression') refusals.push(...checkClasses(training.map((row) => labels[row]!)));
  if (refusals.length > 0) return refuse(refusals, counts);
  yield rows.size * 10;

  function* take(chosen: readonly number[]): Generator<number, TrainingData> {
    const taken = Int32Array.from(chosen);
    yield taken.length * 10;
    return {
      features: yield* pickRows(rows, taken),
      labels: takeDoubles(labels, taken),
      ...(task !== 'regression' && { classes }),
      size: taken.length,
    };
  }
  const newest = freshRows.slice(freshRows.length - held);
  return {
    kind: 'ready',
    training: yield* take(training),
    ...(held > 0 && { holdout: yield* take(newest), holdoutSpan: spanOf(newest, tables) }),
    ...(segments.length > 0 && { segments: yield* segmentValues(tables, segments, schema, newest) }),
    counts,
    span: spanOf(training, tables),
  };
}

/** Why rows were refused, as the error that a training run ends in. */
export const refusalError = (refusals: readonly Refusal[]): DriftSenseError =>
  new DriftSenseError(
    refusals.every(({ reason }) => reason === 'classes') ? 'TRAINING_ONE_CLASS' : 'TRAINING_DATA',
    refusals.map(({ message }) => message).join('; '),
    { details: { refusals } },
  );

const onlyAbsence: DataCheckLimits = { ...dataCheckLimits, wrongType: 1, missingIncrease: 1, scaleFactor: Infinity };

/** Class index or number per row, NaN without a label. */
function labelsOf(table: Coerced, label: string, task: Task, classes: readonly string[]): Float64Array {
  const column = table.columns.get(label);
  if (column === undefined) return new Float64Array(table.size).fill(Number.NaN);
  if (task === 'regression')
    return column.kind === 'numeric'
      ? column.values.map((value) => (Number.isFinite(value) ? value : Number.NaN))
      : new Float64Array(table.size).fill(Number.NaN);
  const index = new Map(classes.map((name, k) => [name, k]));
  if (column.kind === 'numeric') return column.values.map((value) => index.get(String(value)) ?? Number.NaN);
  const codes = column.categories.map((category) => index.get(category) ?? Number.NaN);
  const labels = new Float64Array(table.size);
  for (let row = 0; row < labels.length; row++) labels[row] = codes[column.codes[row]!] ?? Number.NaN;
  return labels;
}
