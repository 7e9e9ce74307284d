import { assembleTraining, refusalError } from '../act/train/assemble.js';
import { pacer } from '../act/train/pace.js';
import { coerceTraining, readPaced, workOfCells } from '../act/train/read-paced.js';
import { runTraining } from '../act/train/run-training.js';
import { moveChampion } from '../act/registry/move-champion.js';
import type { Followed } from '../contracts/progress.js';
import type { ModelVersion } from '../contracts/registry.js';
import { DriftSenseError } from '../errors.js';
import { parseOptions } from '../options.js';
import { inTime } from '../ports/in-time.js';
import { inTurns } from '../ports/next-turn.js';
import { systemClock } from '../ports/system-clock.js';
import { isReferenceProfile } from '../profile/parse-profile.js';
import { defaultRegistry } from './defaults/registry.js';
import { monitorOptions, type MonitorOptions } from './options.js';
import { prepareInSteps } from './prepare.js';
import { crossFitFacts } from './held-out-facts.js';
import { retrainOptions } from './retrain-options.js';
import { requireGiven } from '../require-given.js';
import { teller } from '../teller.js';

/**
 * What is kept with the first version besides what training finds. `signal` ends the training; `onProgress` hears of four
 * steps: the reference is read, and profiled, the model is trained, and measured.
 */
export interface InitialModelOptions extends Followed {
  /** Default: that it was trained on the reference. */
  readonly notes?: string;
  /** Who lets it serve, by name. Kept in the registry's history. Default: `caller of trainInitialModel`. */
  readonly actor?: string;
}

/**
 * Trains the first model on the reference rows, appends it to the registry and makes it the champion: what a monitor
 * scores rows with from then on. Its metrics are out-of-fold.
 *
 * @param options - Those of the monitor; `trainer`, `registry` and a reference with rows and labels are needed.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what are no options; `NO_TRAINER`; `REFERENCE_EMPTY` for a stored
 *   profile; `TRAINING_DATA`, `TRAINING_ONE_CLASS` and what training throws. Nothing is registered then. What `dispose` of
 *   the trainer throws comes after that, and so does `IO_FAILED` when it has not ended in a minute.
 * @example
 * await trainInitialModel({ reference, trainer: logisticRegression(), registry: fileRegistry('models') });
 */
export async function trainInitialModel<Names extends string>(
  options: MonitorOptions<Names>,
  besides: InitialModelOptions = {},
): Promise<ModelVersion> {
  requireGiven(besides, 'trainInitialModel', 'options');
  const { notes = 'trained on the reference', actor = 'caller of trainInitialModel', signal, onProgress } = besides;
  const checked = parseOptions(monitorOptions, options, 'trainInitialModel');
  const { trainer, reference: given, registry = defaultRegistry(), clock = systemClock } = checked;
  if (trainer === undefined) throw new DriftSenseError('NO_TRAINER', 'trainInitialModel: expected a trainer');
  if (isReferenceProfile(given))
    throw new DriftSenseError('REFERENCE_EMPTY', 'trainInitialModel: expected rows, got a profile');
  const pace = pacer(signal);
  const tell = teller(onProgress, { where: 'trainInitialModel', unit: 'steps', total: 4 });
  const rows = await readPaced(given, pace);
  tell(1);
  const preparing = prepareInSteps({ ...checked, reference: rows });
  const prepared = await inTurns(preparing, (cells) => pace(cells * workOfCells));
  tell(1);
  const { reference, task } = prepared;
  const table = await coerceTraining(rows, reference.schema, pace);
  if (task === undefined)
    throw new DriftSenseError('TRAINING_DATA', 'trainInitialModel: the schema has no label', {
      remedy: "give the label column its role: columns: { outcome: { role: 'label' } }",
    });
  const steps = assembleTraining(undefined, [{ ...table, window: 'reference' }], {
    schema: reference.schema,
    task: task.task,
    classes: task.classes,
    strategy: 'replace',
    holdout: 0,
    minRows: 2,
  });
  const assembled = await inTurns(steps, pace);
  if (assembled.kind === 'refused') throw refusalError(assembled.refusals);
  const { training, span } = assembled;
  const { entry, outOfFold } = await runTraining(trainer, {
    data: training,
    clock,
    seed: checked.seed,
    timeoutMs: retrainOptions(checked).timeoutMs,
    ...(signal && { signal }),
    facts: {
      name: checked.name,
      referenceHash: reference.hash,
      trainingWindow: span,
      reason: 'initial',
      notes,
    },
  });
  tell(1);
  const fitted = { trainer, model: entry.model, training, outOfFold };
  const facts = await inTurns(crossFitFacts(fitted, task, checked, prepared), pace);
  tell(1);
  const version = await registry.append({ ...entry, ...facts });
  await moveChampion(registry, version.version, { reason: 'initial model', actor });
  const disposed = (async () => trainer.dispose?.(entry.model))();
  await inTime(clock, 'the trainer, asked to dispose of a model,', disposed);
  return version;
}
