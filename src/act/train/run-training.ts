import type { Json } from '../../contracts/json.js';
import type { ModelTrainer, TrainedModel, TrainingData } from '../../contracts/model-trainer.js';
import type { ModelVersion } from '../../contracts/registry.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { edgeLimits } from '../../edge-limits.js';
import { assertPlainJson } from '../../plain-json.js';
import { sliceBatch } from '../../table/batch.js';
import { version as libVersion } from '../../version.js';
import { withDeadline, type DeadlineOptions } from './deadline.js';
import { featureType } from './features.js';
import { predictGuarded } from './predict-guarded.js';

/** What is known about a training run besides its rows; all of it is kept with the version. */
export type TrainingFacts = Pick<
  ModelVersion,
  'name' | 'trainingWindow' | 'referenceHash' | 'parent' | 'reason' | 'notes'
>;

export interface RunTrainingOptions extends DeadlineOptions {
  readonly data: TrainingData;
  readonly seed: number;
  readonly facts?: TrainingFacts;
  /** Bytes of the model as JSON, at most. Default 64 MiB. */
  readonly maxModelBytes?: number;
}

/** A candidate that may be appended to a registry, and its out-of-fold predictions where the trainer gives them. */
export interface TrainingRun {
  readonly entry: Omit<ModelVersion, 'version'>;
  readonly outOfFold?: Float64Array;
}

/** Rows that a fresh model must predict before it counts as one. */
const probeRows = 100;

/**
 * One training run: trains, and believes nothing of what comes back. The model must be plain JSON within the size limit,
 * its numbers finite, and must predict the first training rows after it went through JSON. Whatever goes wrong is a typed
 * error; nothing else has happened then, so the champion keeps serving. A trainer that ignores its signal is left behind:
 * what it still returns is not looked at. A trainer that blocks the event loop cannot be timed out.
 *
 * @throws DriftSenseError `TRAINING_TIMEOUT`; `ABORTED` by the signal; `TRAINING_FAILED` when the trainer throws or returns
 *   no model; `TRAINING_NOT_FINITE`; `MODEL_INVALID` for a model that is not plain JSON; `MODEL_TOO_LARGE`. Typed errors of
 *   the trainer pass unchanged.
 */
export async function runTraining<Model>(
  trainer: ModelTrainer<Model>,
  options: RunTrainingOptions,
): Promise<TrainingRun> {
  const { data, clock, facts = {}, maxModelBytes = edgeLimits.modelBytes } = options;
  const trained = await train(trainer, options);
  const model = checkModel(trainer.name, trained, maxModelBytes) as Model;
  const metrics = checkMetrics(trainer.name, trained.metrics);
  const outputs = data.classes !== undefined && data.classes.length > 2 ? data.classes.length : 1;
  const outOfFold = checkOutOfFold(trainer.name, trained.outOfFold, data.size * outputs);
  predictGuarded(
    trainer,
    model,
    sliceBatch(data.features, 0, Math.min(probeRows, data.size)),
    data.classes?.length ?? 0,
  );
  return {
    entry: {
      trainer: trainer.name,
      trainerVersion: trainer.version ?? 'unversioned',
      libVersion,
      model: model as Json,
      metrics,
      createdAt: clock.now(),
      rows: data.size,
      features: data.features.names.map((name) => ({ name, type: featureType(data.features.column(name)!) })),
      ...(data.classes && { classes: data.classes }),
      ...facts,
    },
    ...(outOfFold && { outOfFold }),
  };
}

async function train<Model>(
  trainer: ModelTrainer<Model>,
  { data, seed, ...deadline }: RunTrainingOptions,
): Promise<TrainedModel<Model>> {
  const name = `trainer '${trainer.name}'`;
  try {
    return await withDeadline(name, deadline, (signal) => trainer.train(data, { signal, seed }));
  } catch (error) {
    if (DriftSenseError.is(error)) throw error;
    throw new DriftSenseError('TRAINING_FAILED', `${name} failed: ${messageOf(error)}`, { cause: error });
  }
}

/** The model after a trip through JSON, which is what a registry will give back. */
function checkModel(trainer: string, trained: unknown, maxBytes: number): unknown {
  if (typeof trained !== 'object' || trained === null || !('model' in trained) || trained.model === undefined)
    throw new DriftSenseError('TRAINING_FAILED', `trainer '${trainer}': expected { model }, got ${typeof trained}`);
  const { model } = trained;
  try {
    assertPlainJson(model, `trainer '${trainer}'`);
  } catch (error) {
    if (!DriftSenseError.is(error)) throw error;
    const found = String(error.details['found']);
    const path = String(error.details['path']).replace(/^state/, 'model');
    throw new DriftSenseError(
      ['NaN', 'Infinity', '-Infinity'].includes(found) ? 'TRAINING_NOT_FINITE' : 'MODEL_INVALID',
      `trainer '${trainer}': ${path} is ${found}, which JSON cannot keep`,
      { cause: error, details: { path, found } },
    );
  }
  const text = JSON.stringify(model);
  // A UTF-16 unit takes one to three bytes: only in between does it pay to count them.
  const bytes = text.length * 3 <= maxBytes ? text.length : new TextEncoder().encode(text).length;
  if (bytes > maxBytes)
    throw new DriftSenseError(
      'MODEL_TOO_LARGE',
      `trainer '${trainer}': expected a model of at most ${maxBytes} bytes of JSON, got ${bytes}`,
      { details: { expected: maxBytes, received: bytes } },
    );
  return JSON.parse(text);
}

/** Metrics are kept as the trainer names them; they must be finite numbers. */
function checkMetrics(trainer: string, metrics: unknown): Readonly<Record<string, number>> {
  if (metrics === undefined) return {};
  if (typeof metrics !== 'object' || metrics === null || Array.isArray(metrics))
    throw new DriftSenseError(
      'TRAINING_FAILED',
      `trainer '${trainer}': expected metrics by name, got ${typeof metrics}`,
    );
  for (const [name, value] of Object.entries(metrics))
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new DriftSenseError(
        'TRAINING_NOT_FINITE',
        `trainer '${trainer}': metric '${name}': expected a finite number, got ${String(value)}`,
        { details: { metric: name } },
      );
  return Object.fromEntries(Object.entries(metrics as Record<string, number>));
}

function checkOutOfFold(trainer: string, given: unknown, length: number): Float64Array | undefined {
  if (given === undefined) return undefined;
  if (!(given instanceof Float64Array) || given.length !== length)
    throw new DriftSenseError(
      'TRAINING_FAILED',
      `trainer '${trainer}': outOfFold: expected a Float64Array of ${length} numbers`,
    );
  const bad = given.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new DriftSenseError('TRAINING_NOT_FINITE', `trainer '${trainer}': outOfFold[${bad}] is ${given[bad]}`);
  return given;
}
