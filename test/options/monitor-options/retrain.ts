import {
  logisticRegression,
  memoryClock,
  memoryRegistry,
  rowBuffer,
  trainInitialModel,
  type ModelTrainer,
} from '../../../src/index.js';
import type { Change } from '../../monitor/loop.js';
import {
  begin,
  judged,
  lateWindows,
  option,
  reference,
  roles,
  rowsWithGuess,
  trained,
  windows,
  withoutGuess,
  type Options,
} from '../a-life.js';
import type { OptionCase } from '../every-option.js';

const retraining = (one: object, other: object, beside: object = {}, given = lateWindows): OptionCase =>
  option({ retrain: { ...beside, ...one } }, { retrain: { ...beside, ...other } }, (options) =>
    trained(options, given),
  );
type Beside = readonly [beside?: object, given?: typeof lateWindows];
const once = (one: object, other: object, ...more: Beside): OptionCase =>
  retraining({ gate: { once: one } }, { gate: { once: other } }, ...more);
const segments = (one: object, other: object, ...more: Beside): OptionCase => {
  const all = { columns: ['channel'], maxRegression: { accuracy: 0.01 }, minRows: 5 };
  return retraining({ gate: { segments: { ...all, ...one } } }, { gate: { segments: { ...all, ...other } } }, ...more);
};
const series = (rows: number, changes: readonly Change[]) =>
  changes.map((change, i) => rowsWithGuess(rows, `series ${i}`, change).map(withoutGuess));
/** Every drifted window leads to a decision. */
const often = { on: 'data', confirm: { windows: 1, of: 1 } } as const;
const onData: Options = { retrain: { ...often, minRows: 100 } };
const shifted = series(250, [{ shift: 1 }, { shift: 1.2 }, { shift: 1 }, { shift: 1.3 }]);
const nowAndThen = series(250, [{ shift: 1 }, {}, { shift: 1 }, {}]);
/** The label means the opposite for a window, after which another model serves, and then again what it meant before. */
const flipped = { flipped: true, shift: 0.3 };
const [flippedRows, ...before] = series(250, [flipped, {}, {}, {}, {}]);
const thereAndBack = [before[0]!, before[1]!, flippedRows!];
/** First for both models alike. */
const halfAndHalf = [...series(125, [flipped]).flat(), ...before[2]!.slice(0, 125)];

/** When another model is trained, on what, and what becomes of it. */
export const retrain: Readonly<Record<string, OptionCase>> = {
  trainer: option(onData, { ...onData, trainer: logisticRegression(), training: rowBuffer({ rows: 500 }) }),
  training: option({}, { training: rowBuffer({ rows: 120 }) }, trained),
  registry: { one: false, other: true, observe: served },
  retrain: option({}, { retrain: false }, trained),
  'retrain.on': retraining({ on: 'data' }, { on: 'concept' }),
  'retrain.mode': retraining({ mode: 'candidate' }, { mode: 'suggest' }),
  'retrain.strategy': retraining({ strategy: 'append' }, { strategy: 'replace' }),
  'retrain.confirm.windows': retraining(
    { confirm: { windows: 1, of: 4 } },
    { confirm: { windows: 4, of: 4 } },
    { on: 'data' },
  ),
  'retrain.confirm.of': retraining(
    { confirm: { windows: 2, of: 2 } },
    { confirm: { windows: 2, of: 4 } },
    { on: 'data' },
    nowAndThen,
  ),
  'retrain.cooldown.windows': retraining({ cooldown: { windows: 0 } }, { cooldown: { windows: 20 } }, often, shifted),
  'retrain.maxPerDay': retraining({ maxPerDay: 1 }, { maxPerDay: 9 }, { ...often, cooldown: { windows: 0 } }, shifted),
  'retrain.timeoutMs': { one: 1_000, other: 1_000_000, observe: timedOut },
  'retrain.minRows': retraining({ minRows: 100 }, { minRows: 100_000 }),
  'retrain.holdout': retraining({ holdout: 0.2 }, { holdout: 0.6 }, often, [series(1_200, [{ shift: 1 }])[0]!]),
  'retrain.alpha': retraining({ alpha: 0.2 }, { alpha: 1e-9 }),
  'retrain.probation': retraining(
    { probation: false },
    { probation: { windows: 30 } },
    { strategy: 'replace', cooldown: { windows: 20 } },
    [...thereAndBack, before[3]!],
  ),
  'retrain.probation.windows': retraining(
    { probation: { windows: 1 } },
    { probation: { windows: 30 } },
    { strategy: 'replace', cooldown: { windows: 20 } },
    [...thereAndBack, halfAndHalf, before[2]!, before[3]!],
  ),
  'retrain.notes': retraining({}, { notes: 'pipeline 4' }),
  'retrain.gate': retraining({ gate: true }, { gate: false }),
  'retrain.gate.once.minImprovement': once({ minImprovement: 0 }, { minImprovement: 0.9 }, { strategy: 'replace' }),
  'retrain.gate.once.maxRegression': once({ maxRegression: { accuracy: 0, logLoss: 0 } }, {}, often, shifted),
  'retrain.gate.segments.columns': segments({ columns: ['channel'] }, { columns: ['label'] }),
  'retrain.gate.segments.minImprovement': segments({}, { minImprovement: { brier: 0.5 } }, often, shifted),
  'retrain.gate.segments.maxRegression': segments(
    { maxRegression: { brier: 0 } },
    { maxRegression: { brier: 0.5 } },
    often,
    shifted,
  ),
  'retrain.gate.segments.minRows': segments({ minRows: 30 }, { minRows: 1_000 }),
};

/** Rows without a prediction: a model in the registry makes it. */
async function served(withModel: boolean) {
  const registry = memoryRegistry();
  const options: Options = { reference: reference.map(withoutGuess), columns: { label: roles.label }, registry };
  if (withModel) await trainInitialModel({ ...options, reference: options.reference!, trainer: logisticRegression() });
  return judged(options, [windows[0]!.map(withoutGuess)]);
}

/** What becomes of a training that does not end, within ten seconds. */
async function timedOut(timeoutMs: number) {
  const clock = memoryClock();
  const trainer = logisticRegression();
  let trainings = 0;
  const endless: ModelTrainer = {
    ...(trainer as ModelTrainer),
    train: async (data, context) =>
      trainings++ === 0
        ? trainer.train(data, context)
        : new Promise((_, reject) =>
            context.signal.addEventListener('abort', () => reject(context.signal.reason as Error)),
          ),
  };
  const options: Options = {
    reference: reference.map(withoutGuess),
    columns: { label: roles.label },
    registry: memoryRegistry({ clock }),
    clock,
    trainer: endless,
    training: rowBuffer({ rows: 500 }),
    retrain: { ...often, minRows: 100, timeoutMs },
  };
  await trainInitialModel({ ...options, reference: options.reference! });
  const { monitor, told } = begin(options);
  await monitor.process(shifted[0]!);
  for (let i = 0; i < 10; i++) await clock.advance(1_000);
  const phases = told
    .filter(([event]) => event === 'retrain')
    .map(([, payload]) => (payload as { phase: string }).phase);
  const closed = monitor.close({ deadlineMs: 1 });
  for (let i = 0; i < 10; i++) await clock.advance(10);
  await closed;
  return phases;
}
