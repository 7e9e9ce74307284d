import {
  backtest,
  calibrate,
  defineSchema,
  logisticRegression,
  minimumDetectableEffect,
  type BacktestOptions,
  type CalibrationOptions,
  type MinimumDetectableEffectOptions,
} from '../../src/index.js';
import { rowsOf } from '../monitor/loop.js';
import { everyOption, type OptionCase } from './every-option.js';

const reference = rowsOf(1_200, 'planning');

const codeOf = (error: unknown): string => (error as { code: string }).code;
const refuse = (): never => {
  throw new Error('no more');
};

const calibration: Readonly<Record<keyof CalibrationOptions, OptionCase>> = {
  windowSize: calibrated({ windowSize: 100 }, { windowSize: 300 }),
  alarmBudget: calibrated({}, { alarmBudget: { falseAlarms: 2, per: { windows: 100 } } }),
  schema: calibrated({}, { schema: defineSchema({ amount: 'numeric' }) }),
  tolerance: calibrated({}, { tolerance: 0.05 }),
  replicates: calibrated({ replicates: 100 }, { replicates: 300 }),
  seed: calibrated({}, { seed: 1 }),
  signal: calibrated({}, { signal: AbortSignal.abort() }),
  onProgress: calibrated({}, { onProgress: refuse }),
};

function calibrated(one: Partial<CalibrationOptions>, other: Partial<CalibrationOptions>): OptionCase {
  const observe = async (options: Partial<CalibrationOptions>) =>
    calibrate(reference, { windowSize: 100, replicates: 200, ...options }).then(({ columns }) => columns, codeOf);
  return { one, other, observe };
}

everyOption('calibrate', Object.keys(calibration), calibration);

const detected = (changed: Partial<MinimumDetectableEffectOptions>): OptionCase => ({
  one: {},
  other: changed,
  observe: (options: Partial<MinimumDetectableEffectOptions>) => {
    try {
      return minimumDetectableEffect(reference, { windowSize: 300, ...options });
    } catch (error) {
      return codeOf(error);
    }
  },
});

const detectable: Readonly<Record<keyof MinimumDetectableEffectOptions, OptionCase>> = {
  windowSize: detected({ windowSize: 900 }),
  level: detected({ level: 0.05 }),
  tolerance: detected({ tolerance: 0 }),
  power: detected({ power: 0.5 }),
  weights: detected({ weights: { amount: 9 } }),
  signal: detected({ signal: AbortSignal.abort() }),
  onProgress: detected({ onProgress: refuse }),
};

everyOption('minimumDetectableEffect', Object.keys(detectable), detectable);

/** Windows that each lead to a training, as far as the limit by the day allows. */
const windows = Array.from({ length: 3 }, (_, i) => rowsOf(300, `window ${i}`, { shift: 1 + i / 4 }));
const settings = {
  columns: { label: { role: 'label' } },
  trainer: logisticRegression(),
  retrain: { on: 'data', confirm: { windows: 1, of: 1 }, cooldown: { windows: 0 }, maxPerDay: 1, minRows: 100 },
} as const;
const replayed = (one: BacktestOptions, other: BacktestOptions): OptionCase => ({
  one,
  other,
  observe: async (options: BacktestOptions) => {
    const results = await backtest({ reference, windows }, { only: settings }, options).catch(codeOf);
    if (typeof results === 'string') return results;
    const [result] = results;
    return [result!.asItIs, result!.injected.map(({ replay }) => replay)];
  },
});
const some = { kind: 'missing', column: 'age', share: 0.08 } as const;

const replays: Readonly<Record<keyof BacktestOptions, OptionCase>> = {
  inject: replayed({}, { inject: [some] }),
  windowMs: replayed({ windowMs: 3_600_000 }, { windowMs: 86_400_000 * 2 }),
  seed: replayed({ inject: [some], seed: 0 }, { inject: [some], seed: 1 }),
  signal: replayed({}, { signal: AbortSignal.abort() }),
  onProgress: replayed({}, { onProgress: refuse }),
};

everyOption('backtest', Object.keys(replays), replays);
