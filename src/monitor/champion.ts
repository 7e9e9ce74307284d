import type { Batch } from '../contracts/batch.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import type { ModelVersion, Registry } from '../contracts/registry.js';
import type { Schema } from '../contracts/schema.js';
import { DriftSenseError } from '../errors.js';
import { decisions } from '../act/train/evaluate.js';
import type { TaskSettings } from '../judge/performance/outcomes.js';
import { parseReference } from '../profile/parse-profile.js';
import { hash64 } from '../stats/hash.js';
import type { Coerced, CategoricalValues, NumericValues } from '../table/coerce.js';
import { selectColumns } from '../table/select-columns.js';
import { predictionColumn, scoreColumn } from './score-columns.js';

/** Names of the columns a model learns from. */
export const featureNames = (schema: Schema): string[] =>
  schema.columns.filter((column) => column.role === 'feature').map((column) => column.name);

/** Classes of a task as `predict` counts them; 0 for regression. */
export const classCount = ({ task, classes }: TaskSettings): number => (task === 'regression' ? 0 : classes.length);

/** Decisions in the task's encoding from what a trainer predicted. */
export const decisionsOf = (predicted: Float64Array, task: TaskSettings): Float64Array =>
  task.task === 'regression'
    ? predicted
    : Float64Array.from(decisions(predicted, classCount(task), task.decisionThreshold));

/** The table with the model's score and prediction beside its columns. */
export function withPredictions(table: Coerced, predicted: Float64Array, task: TaskSettings): Coerced {
  const columns = new Map<string, NumericValues | CategoricalValues>(table.columns);
  if (task.task === 'binary') columns.set(scoreColumn, { kind: 'numeric', values: predicted, unparsable: 0 });
  const decided = decisionsOf(predicted, task);
  columns.set(
    predictionColumn,
    task.task === 'regression'
      ? { kind: 'numeric', values: decided, unparsable: 0 }
      : { kind: 'categorical', codes: Int32Array.from(decided), categories: task.classes },
  );
  return { ...table, columns };
}

/** The rows a model learns from or predicts for: only the feature columns. */
export const featuresOf = (table: Coerced, schema: Schema): Batch =>
  selectColumns(
    table.batch,
    featureNames(schema).filter((name) => table.columns.has(name)),
  );

const composed = new WeakMap<ModelVersion, { readonly base: ReferenceProfile; readonly reference: ReferenceProfile }>();

/** Adds the score columns of a model version to the reference, once per version; features stay as they are. */
export function withScoreReference(base: ReferenceProfile, version: ModelVersion): ReferenceProfile {
  if (version.scoreReference === undefined) return base;
  const known = composed.get(version);
  if (known?.base === base) return known.reference;
  const scores = parseReference(version.scoreReference);
  const reference = {
    ...base,
    hash: hash64(`${base.hash}${scores.hash}`),
    schema: { ...base.schema, columns: [...base.schema.columns, ...scores.schema.columns] },
    columns: [...base.columns, ...scores.columns],
  };
  composed.set(version, { base, reference });
  return reference;
}

/** The serving version, read again only when the alias moved. */
export interface ChampionReader {
  read(): Promise<ModelVersion | undefined>;
  current(): ModelVersion | undefined;
}

export function championReader(registry: Registry): ChampionReader {
  let cached: ModelVersion | undefined;
  return {
    current: () => cached,
    async read() {
      const version = await registry.alias('champion');
      if (version === undefined) cached = undefined;
      else if (cached?.version !== version) {
        const found = await registry.read(version);
        if (found === undefined)
          throw new DriftSenseError(
            'MODEL_NOT_FOUND',
            `the champion is version ${version}, and the registry does not hold it`,
          );
        cached = found;
      }
      return cached;
    },
  };
}
