import type { Batch } from '../contracts/batch.js';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { WindowInfo } from '../contracts/window-report.js';
import { readOutcomes, type Outcomes } from '../judge/performance/outcomes.js';
import { profileWindow, type CounterOf } from '../profile/profile-window.js';
import { redactCategories } from '../profile/redact.js';
import type { isPartOf } from '../profile/contiguous-run.js';
import { makeBatch } from '../table/batch.js';
import { coerce, type Coerced } from '../table/coerce.js';
import type { CountedAhead } from './count-ahead.js';
import type { Checked } from './options.js';
import type { ColumnPlan } from './plan.js';
import { hashedColumns, type Prepared } from './prepare.js';
import type { scoreRows } from './score-rows.js';

/** What looking at rows depends on. */
export interface SeeContext {
  readonly prepared: Prepared;
  readonly options: Checked;
  readonly champion: ModelVersion | undefined;
  /** Has the champion score rows; there whenever there is a champion. */
  readonly score: typeof scoreRows | undefined;
  /** Of the same rows, where they are many. */
  readonly ahead?: CountedAhead | undefined;
  /** Counts many rows faster. */
  readonly cellCounter?: CounterOf | undefined;
}

/** Rows as they are judged: scored, counted over the reference's cells, outcomes read. */
export interface SeenRows {
  readonly window: WindowProfile;
  readonly reference: ReferenceProfile;
  readonly plans: readonly ColumnPlan[];
  readonly table: Coerced;
  readonly outcomes?: Outcomes;
  /** The rows are a contiguous part of the reference. */
  readonly inReference: boolean;
  readonly modelVersion: number | undefined;
  readonly failures: readonly { readonly where: string; readonly error: unknown }[];
}

/**
 * Coerces rows, scores them with the champion where they bring no prediction, and counts them. Pure.
 *
 * @param isPart - Says whether they are of the reference, which only judging asks.
 */
export function seeRows(
  batch: Batch,
  { prepared, options, champion, score, ahead, cellCounter }: SeeContext,
  isPart?: typeof isPartOf,
): SeenRows {
  const failures: { where: string; error: unknown }[] = [];
  let { reference, plans } = prepared;
  let table = ahead?.table ?? redactCategories(coerce(batch, reference.schema), reference.schema);
  const { rowHashes } = prepared;
  const inReference =
    ahead?.inReference ??
    (rowHashes !== undefined && isPart?.(rowHashes, table, hashedColumns(reference.schema)) === true);
  const { task } = prepared;
  let { schema } = reference;
  let probabilities: Float64Array | undefined;
  if (champion && score) {
    try {
      const scored = (ahead?.scored ?? score)(table, champion, { prepared, options });
      if (scored) {
        ({ table, schema, probabilities } = scored);
        const { failure, ...against } = scored.against();
        ({ reference, plans } = against);
        if (failure) failures.push(failure);
      }
    } catch (error) {
      failures.push({ where: `scoring with version ${champion.version}`, error });
    }
  }
  const outcomes =
    ahead?.measured?.outcomes ??
    (task && ofOneVersion(readOutcomes(table, schema, task, probabilities), batch, champion));
  return {
    window: profileWindow(table, reference, ahead?.columns, cellCounter),
    reference,
    plans,
    table,
    ...(outcomes && { outcomes }),
    inReference,
    modelVersion: modelVersionOf(batch, champion),
    failures,
  };
}

/**
 * What is kept of rows that are not judged yet, over a restart: their counts and outcomes, plain JSON without any feature.
 * Numbers that are not known are null.
 */
export interface CarriedRows extends Pick<WindowInfo, 'from' | 'to' | 'rows'> {
  readonly profile: WindowProfile;
  readonly outcomes?: {
    readonly labels: readonly (number | null)[];
    readonly predictions: readonly (number | null)[];
    readonly scores?: readonly (number | null)[];
    readonly probabilities?: readonly (number | null)[];
  };
  readonly modelVersion?: number;
  /** Hash of the reference of the features, whatever model scored the rows. */
  readonly base?: string;
}

/** Keeps of rows what judging them later needs. */
export function carryRows(batch: Batch, span: Pick<WindowInfo, 'from' | 'to'>, context: SeeContext): CarriedRows {
  const { window, outcomes, modelVersion } = seeRows(batch, context);
  return {
    from: span.from,
    to: span.to,
    rows: batch.size,
    profile: window,
    base: context.prepared.reference.hash,
    ...(outcomes && {
      outcomes: {
        labels: nullable(outcomes.labels),
        predictions: nullable(outcomes.predictions),
        ...(outcomes.scores && { scores: nullable(outcomes.scores) }),
        ...(outcomes.probabilities && { probabilities: nullable(outcomes.probabilities) }),
      },
    }),
    ...(modelVersion !== undefined && { modelVersion }),
  };
}

/** No rows, with every column of the schema. */
export const noRows = ({ prepared }: SeeContext): Batch =>
  makeBatch({ size: 0, columns: prepared.reference.schema.columns.map(({ name }) => [name, []] as const) });

const nullable = (values: Float64Array): (number | null)[] => Array.from(values, (x) => (Number.isNaN(x) ? null : x));

type Versions = Pick<Batch, 'modelVersions'>;

/** The version that all rows name, else the one that serves, else the newest that is named. */
function modelVersionOf({ modelVersions: named }: Versions, champion: ModelVersion | undefined): number | undefined {
  const newest = named?.findLast((version) => version > 0);
  return newest && named!.every((version) => version === newest) ? newest : (champion?.version ?? newest);
}

/** Without what another version than the one told predicted: versions are never mixed. */
export function ofOneVersion(
  outcomes: Outcomes | undefined,
  rows: Versions,
  champion: ModelVersion | undefined,
): Outcomes | undefined {
  const named = rows.modelVersions;
  const told = modelVersionOf(rows, champion);
  const isOther = (row: number): boolean => named![row] !== 0 && named![row] !== told;
  if (outcomes === undefined || named === undefined) return outcomes;
  return { ...outcomes, predictions: outcomes.predictions.map((of, row) => (isOther(row) ? Number.NaN : of)) };
}
