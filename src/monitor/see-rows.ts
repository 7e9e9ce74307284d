import type { Batch } from '../contracts/batch.js';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { WindowInfo } from '../contracts/window-report.js';
import { readOutcomes, type Outcomes } from '../judge/performance/outcomes.js';
import { profileWindow } from '../profile/profile.js';
import { redactCategories } from '../profile/redact.js';
import { isPartOf } from '../profile/contiguous-run.js';
import { makeBatch } from '../table/batch.js';
import { coerce, type Coerced } from '../table/coerce.js';
import type { CountedAhead } from './count-ahead.js';
import type { Checked } from './options.js';
import { planColumns, type ColumnPlan } from './plan.js';
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

/** Coerces rows, scores them with the champion where they bring no prediction, and counts them. Pure. */
export function seeRows(batch: Batch, { prepared, options, champion, score, ahead }: SeeContext): SeenRows {
  const failures: { where: string; error: unknown }[] = [];
  let { reference, plans } = prepared;
  let table = ahead?.table ?? redactCategories(coerce(batch, reference.schema), reference.schema);
  const inReference =
    prepared.rowHashes !== undefined && isPartOf(prepared.rowHashes, table, hashedColumns(reference.schema));
  const { task } = prepared;
  let { schema } = reference;
  let probabilities: Float64Array | undefined;
  if (champion && score) {
    try {
      const scored = score(table, champion, { prepared, options });
      if (scored) {
        ({ table, schema, probabilities } = scored);
        reference = scored.reference();
        const planned = plansFor(reference, options, prepared, champion);
        plans = planned.plans;
        if (planned.failure) failures.push(planned.failure);
      }
    } catch (error) {
      failures.push({ where: `scoring with version ${champion.version}`, error });
    }
  }
  const outcomes = task && readOutcomes(table, schema, task);
  return {
    window: profileWindow(table, reference, ahead?.columns),
    reference,
    plans,
    table,
    ...(outcomes && { outcomes: { ...outcomes, ...(probabilities && { probabilities }) } }),
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

/** The version that all rows name, else the one that serves. */
function modelVersionOf(batch: Batch, champion: ModelVersion | undefined): number | undefined {
  const versions = batch.modelVersions;
  if (versions !== undefined && versions.length > 0 && versions.every((version) => version === versions[0]))
    return versions[0];
  return champion?.version;
}

interface Planned {
  readonly plans: readonly ColumnPlan[];
  readonly failure?: { readonly where: string; readonly error: unknown };
}
const planCache = new WeakMap<ReferenceProfile, Planned>();

/**
 * Plans for the reference with the champion's score columns; made once per version. A version that was stored without what
 * the test set for one of these needs has them judged by the preset's test, and that is told.
 */
function plansFor(
  reference: ReferenceProfile,
  options: Checked,
  prepared: Prepared,
  { version }: ModelVersion,
): Planned {
  if (reference === prepared.reference) return prepared;
  let planned = planCache.get(reference);
  if (planned === undefined) {
    try {
      planned = { plans: planColumns(reference, options) };
    } catch (error) {
      const plans = planColumns(reference, withoutMadeTests(options, prepared.reference));
      planned = { plans, failure: { where: `the test set for scores of version ${version}`, error } };
    }
    planCache.set(reference, planned);
  }
  return planned;
}

/** The options with the preset's tests for columns that the reference of the features does not have. */
function withoutMadeTests(options: Checked, { columns }: ReferenceProfile): Checked {
  const known = new Set(columns.map(({ name }) => name));
  const own = Object.entries(options.columns).map(([name, { test, threshold, ...rest }]) => [
    name,
    known.has(name) ? { ...rest, ...(test && { test }), ...(threshold !== undefined && { threshold }) } : rest,
  ]);
  return { ...options, columns: Object.fromEntries(own) as Checked['columns'] };
}
