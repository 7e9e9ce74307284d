import {
  defineSchema,
  fromRows,
  logisticRegression,
  memoryAlerter,
  memoryCheckpoint,
  memoryClock,
  memoryLogger,
  memoryRegistry,
  ks,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type ConceptDetector,
  type ModelTrainer,
  type Row,
} from '../../src/index.js';
import { columnOptions, monitorOptions } from '../../src/monitor/options.js';
import { seededRandom } from '../../src/stats/random.js';
import {
  begin,
  cut,
  hour,
  judged,
  lateWindows,
  messages,
  reference,
  roles,
  rowsWithGuess,
  trained,
  windows,
  withoutGuess,
  withoutSettings,
  type Options,
} from './a-life.js';
import type { Change } from '../monitor/loop.js';
import { everyOption, type OptionCase } from './every-option.js';

const day = 24 * hour;
const thresholds = (given: Options['thresholds'] = {}): Options => ({ preset: 'thresholds', thresholds: given });
const option = (one: Options, other: Options, observe: (options: Options) => unknown = judged): OptionCase => ({
  one,
  other,
  observe,
});
const retrain = (one: object, other: object, beside: object = {}, given = lateWindows): OptionCase =>
  option({ retrain: { ...beside, ...one } }, { retrain: { ...beside, ...other } }, (options) =>
    trained(options, given),
  );
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

/** A detector that says drift on every third row, and one that fails. */
const third: ConceptDetector<{ n: number }> = {
  name: 'third',
  input: 'error',
  initialState: () => ({ n: 0 }),
  update: (state) => ({ drift: ++state.n === 3 }),
};
const failing: ConceptDetector<{ n: number }> = {
  ...third,
  name: 'failing',
  update: () => {
    throw new Error('broken');
  },
};
const failingExecutor = {
  name: 'failing',
  count: async (): Promise<never> => {
    throw new Error('broken');
  },
  close: async () => undefined,
};
/** So many columns that any window of them is large. */
const troublesOfWide = async (options: Options): Promise<unknown> => {
  const row = (i: number): Row => Object.fromEntries(Array.from({ length: 45 }, (_, k) => [`x${k}`, Math.sin(i * k)]));
  const { monitor, told } = begin({
    reference: Array.from({ length: 40 }, (_, i) => row(i)),
    columns: {},
    ...options,
  });
  await monitor.process(Array.from({ length: 20 }, (_, i) => row(i + 0.5)));
  return told.filter(([event]) => event === 'error');
};
/** Rows one by one with labels that come `after` milliseconds, and what became of both. */
const labelled = (after: number) => async (options: Options) => {
  const clock = memoryClock();
  const { monitor, told } = begin({ clock, window: { rows: 50 }, random: seededRandom('labels'), ...options });
  const periods: unknown[] = [];
  monitor.on('performance', (performance) => periods.push(performance));
  const rows = rowsWithGuess(150, 'observed');
  const outcomes: unknown[] = [];
  for (const [i, { label: _, ...row }] of rows.entries()) {
    monitor.observe(row, { id: i });
    await clock.advance(60_000);
  }
  await monitor.settled();
  await clock.advance(after);
  for (const [i, { label }] of rows.entries()) outcomes.push(monitor.label(String(i), { label }));
  await clock.advance(after);
  await monitor.tick();
  await monitor.settled();
  await monitor.close();
  return withoutSettings([outcomes, told, periods]);
};

/** What a channel that fails at first was sent, and when. */
const delivered = async (options: Options) => {
  const clock = memoryClock();
  const attempts: number[] = [];
  const alerter = {
    name: 'flaky',
    send: async () => {
      attempts.push(clock.now());
      if (attempts.length < 4) throw new Error('not now');
      return { delivery: 'sent' as const };
    },
  };
  const { monitor } = begin({ clock, alerters: [alerter], ...options });
  await monitor.process(windows[5]!);
  for (let i = 0; i < 200; i++) await clock.advance(10_000);
  await monitor.close();
  return attempts;
};

/** How often the state was saved. */
const saves = async (options: Options) => {
  let saved = 0;
  const checkpoint = { load: async () => undefined, save: async () => void saved++ };
  const { monitor } = begin({ checkpoint, ...options });
  for (const rows of windows.slice(0, 3)) await monitor.process(rows);
  const whileRunning = saved;
  await monitor.close();
  return whileRunning;
};

/** Categories beyond the cap: which are kept, and what that says of a window. */
const many = (n: number, seed: string): Row[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => ({ shop: `shop ${Math.floor(200 * random.uniform() ** 2)}` }));
};
const shops = async (options: Options) => {
  const monitor = new Monitor({ reference: many(3_000, 'shops'), ...options });
  return withoutSettings(await monitor.process(many(500, 'more shops')));
};

/** Rows whose neighbours are alike. */
const walks = (n: number, seed: string): Row[] => {
  const random = seededRandom(seed);
  let x = 0;
  return Array.from({ length: n }, () => ({ x: (x = 0.9 * x + random.normal()) }));
};
const walked = async (options: Options) =>
  withoutSettings(await new Monitor({ reference: walks(2_000, 'walk'), ...options }).process(walks(300, 'walk on')));

const everyHour = { every: '1h' } as const;
const timed = (one: object, other: object): OptionCase =>
  option({ window: { ...everyHour, ...one } }, { window: { ...everyHour, ...other } }, cut);
/** Windows by time of rows that come late, or too few at a time. */
const late = async (options: Options) => {
  const monitor = new Monitor({ reference, columns: roles, clock: memoryClock(), retrain: false, ...options });
  const seen: string[] = [];
  const minutes = [0, 20, 65, 50, 70, 130, 55, 190, 250, 310];
  const batches = minutes.map((minute) => fromRows(rowsWithGuess(3, `at ${minute}`, {}, 20 * day + minute * 60_000)));
  for await (const { window } of monitor.run(batchesOf(batches))) seen.push(`${window.id} ${window.rows}`);
  await monitor.close();
  return seen;
};
async function* batchesOf<T>(batches: readonly T[]): AsyncGenerator<T> {
  yield* batches;
}

everyOption('the Monitor', monitorOptions, {
  name: option({ name: 'one' }, { name: 'other' }, messages),
  preset: option({ preset: 'budget' }, { preset: 'thresholds' }),
  'thresholds.ks': option(thresholds(), thresholds({ ks: 1e-30 })),
  'thresholds.jsDivergence': option(thresholds(), thresholds({ jsDivergence: 0.005 })),
  'thresholds.psi': option(thresholds(), thresholds({ psi: 0.01 })),
  'thresholds.chiSquare': option(thresholds(), thresholds({ chiSquare: 0.9 })),
  aggregate: option({ ...thresholds(), aggregate: 'any' }, { ...thresholds(), aggregate: 'majority' }),
  'aggregate.tests': option(
    { ...thresholds(), aggregate: { tests: 'any', features: 'any' } },
    { ...thresholds(), aggregate: { tests: 'majority', features: 'any' } },
  ),
  'aggregate.features': option(
    { ...thresholds(), aggregate: { tests: 'any', features: 'any' } },
    { ...thresholds(), aggregate: { tests: 'any', features: 'majority' } },
  ),
  schema: option(
    {},
    {
      columns: {},
      schema: defineSchema({
        at: 'timestamp',
        amount: 'categorical',
        age: 'numeric',
        channel: 'ignore',
        label: 'label',
        guess: 'prediction',
        score: 'score',
      }),
    },
  ),
  reference: option({}, { reference: windows[5]! }),
  referenceMode: option({}, { referenceMode: 'pooled' }),
  ordered: option({}, { ordered: false }, walked),
  referenceIsTrainingData: option({}, { referenceIsTrainingData: true }),
  columns: option({}, { columns: { ...roles, age: { enabled: false } } }),
  window: option({ window: { rows: 300 } }, { window: everyHour }, cut),
  'window.rows': option({ window: { rows: 300 } }, { window: { rows: 250 } }, cut),
  'window.every': timed({}, { every: '2h' }),
  'window.timeZone': option({ window: { every: '1d' } }, { window: { every: '1d', timeZone: 'Asia/Tokyo' } }, cut),
  'window.allowedLateness': option({ window: everyHour }, { window: { ...everyHour, allowedLateness: '2h' } }, late),
  'window.minRows': option({ window: everyHour }, { window: { ...everyHour, minRows: 7 } }, late),
  'window.maxPeriods': option(
    { window: { ...everyHour, minRows: 100, maxPeriods: 2 } },
    { window: { ...everyHour, minRows: 100, maxPeriods: 4 } },
    late,
  ),
  trailing: option({ window: { rows: 300 } }, { window: { rows: 300 }, trailing: 'drop' }, cut),
  'alarmBudget.falseAlarms': option(
    { alarmBudget: { falseAlarms: 0.0001, per: { windows: 100 } } },
    { alarmBudget: { falseAlarms: 50, per: { windows: 100 } } },
  ),
  'alarmBudget.per': option(
    { window: everyHour, alarmBudget: { per: 'month' } },
    { window: { every: '1h' }, alarmBudget: { per: 'day', falseAlarms: 20 } },
  ),
  'alarmBudget.per.windows': option(
    { alarmBudget: { per: { windows: 2 } } },
    { alarmBudget: { per: { windows: 1e6 } } },
  ),
  'alarmBudget.per.rows': option(
    { window: { rows: 200 }, alarmBudget: { per: { rows: 2_000 } } },
    { window: { rows: 200 }, alarmBudget: { per: { rows: 1e7 } } },
  ),
  correction: option({ correction: 'none' }, { correction: 'by' }),
  concept: option({}, { concept: false }),
  conceptFallback: option({ concept: failing }, { concept: failing, conceptFallback: third }),
  refractoryRows: option({ concept: third, refractoryRows: 0 }, { concept: third, refractoryRows: 1_000 }),
  trainer: option(onData, { ...onData, trainer: logisticRegression(), training: rowBuffer({ rows: 500 }) }),
  training: option({}, { training: rowBuffer({ rows: 120 }) }, trained),
  registry: { one: false, other: true, observe: served },
  decisionThreshold: option({}, { decisionThreshold: 0.9 }, scored),
  positive: option({}, { positive: 'no' }, scored),
  retrain: option({}, { retrain: false }, trained),
  'retrain.on': retrain({ on: 'data' }, { on: 'concept' }),
  'retrain.mode': retrain({ mode: 'candidate' }, { mode: 'suggest' }),
  'retrain.strategy': retrain({ strategy: 'append' }, { strategy: 'replace' }),
  'retrain.confirm.windows': retrain(
    { confirm: { windows: 1, of: 4 } },
    { confirm: { windows: 4, of: 4 } },
    { on: 'data' },
  ),
  'retrain.confirm.of': retrain(
    { confirm: { windows: 2, of: 2 } },
    { confirm: { windows: 2, of: 4 } },
    { on: 'data' },
    nowAndThen,
  ),
  'retrain.cooldown.windows': retrain({ cooldown: { windows: 0 } }, { cooldown: { windows: 20 } }, often, shifted),
  'retrain.maxPerDay': retrain({ maxPerDay: 1 }, { maxPerDay: 9 }, { ...often, cooldown: { windows: 0 } }, shifted),
  'retrain.timeoutMs': { one: 1_000, other: 1_000_000, observe: timedOut },
  'retrain.minRows': retrain({ minRows: 100 }, { minRows: 100_000 }),
  'retrain.holdout': retrain({ holdout: 0.2 }, { holdout: 0.6 }, often, [series(1_200, [{ shift: 1 }])[0]!]),
  'retrain.alpha': retrain({ alpha: 0.2 }, { alpha: 1e-9 }),
  'retrain.probation': retrain(
    { probation: false },
    { probation: { windows: 30 } },
    { strategy: 'replace', cooldown: { windows: 20 } },
    [...thereAndBack, before[3]!],
  ),
  'retrain.probation.windows': retrain(
    { probation: { windows: 1 } },
    { probation: { windows: 30 } },
    { strategy: 'replace', cooldown: { windows: 20 } },
    [...thereAndBack, halfAndHalf, before[2]!, before[3]!],
  ),
  'retrain.notes': retrain({}, { notes: 'pipeline 4' }),
  'retrain.gate': retrain({ gate: true }, { gate: false }),
  alerters: { one: 0, other: 2, observe: sentTo },
  'alerts.confirm.windows': option(
    { alerts: { confirm: { windows: 1, of: 3 } } },
    { alerts: { confirm: { windows: 3, of: 3 } } },
    messages,
  ),
  'alerts.confirm.of': option(
    { alerts: { confirm: { windows: 2, of: 2 } } },
    { alerts: { confirm: { windows: 2, of: 5 } } },
    (options) => messages(options, [windows[5]!, windows[0]!, windows[1]!, windows[5]!]),
  ),
  'alerts.remindEvery': option({ alerts: { remindEvery: 1 } }, { alerts: { remindEvery: false } }, messages),
  'alerts.clearAfter': option({ alerts: { clearAfter: 1 } }, { alerts: { clearAfter: 3 } }, (options) =>
    messages(options, [windows[5]!, windows[0]!, windows[1]!, windows[2]!]),
  ),
  'alerts.performanceTolerance': option({}, { alerts: { performanceTolerance: false } }, messages),
  'alerts.topColumns': option({ alerts: { topColumns: 0 } }, { alerts: { topColumns: 3 } }, messages),
  'alerts.resolved': option({ alerts: { resolved: true } }, { alerts: { resolved: false } }, (options) =>
    messages(options, [windows[5]!, windows[0]!, windows[1]!, windows[2]!]),
  ),
  'alerts.link': option({}, { alerts: { link: 'https://example.org/drift' } }, linked),
  'alerts.promotions': { one: true, other: false, observe: promotionsTold },
  checkpoint: { one: false, other: true, observe: resumed },
  'checkpointEvery.windows': option({}, { checkpointEvery: { windows: 3 } }, saves),
  'labels.graceMs': option({ labels: { periodMs: hour } }, { labels: { periodMs: hour, graceMs: 1 } }, labelled(hour)),
  'labels.maxAgeMs': option({}, { labels: { graceMs: hour, maxAgeMs: hour } }, labelled(5 * hour)),
  'labels.maxPending': option({}, { labels: { maxPending: 20 } }, labelled(hour)),
  'labels.periodMs': option({}, { labels: { periodMs: hour } }, labelled(30 * hour)),
  'queue.windows': option({ queue: { windows: 1 } }, { queue: { windows: 8 } }, flooded),
  executor: option({}, { executor: failingExecutor }, troublesOfWide),
  maxCategories: option({}, { maxCategories: 20 }, shops),
  seed: option({ maxCategories: 20 }, { maxCategories: 20, seed: 7 }, shops),
  clock: { one: 0, other: 1e12, observe: timesOf },
  random: { one: 'a', other: 'b', observe: (seed: string) => delivered({ random: seededRandom(seed) }) },
  logger: { one: false, other: true, observe: logged },
});

/** Rows without a prediction: a model in the registry makes it. */
async function served(withModel: boolean) {
  const registry = memoryRegistry();
  const options: Options = { reference: reference.map(withoutGuess), columns: { label: roles.label }, registry };
  if (withModel) await trainInitialModel({ ...options, reference: options.reference!, trainer: logisticRegression() });
  return judged(options, [windows[0]!.map(withoutGuess)]);
}

/** What a model whose scores alone are known is found to have done. */
async function scored(options: Options) {
  const { monitor } = begin({ columns: { ...roles, guess: { role: 'ignore' } }, ...options });
  const { performance } = await monitor.process(windows[3]!);
  await monitor.close();
  return performance;
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

/** How many channels a message reached. */
async function sentTo(channels: number) {
  const alerters = Array.from({ length: channels }, (_, i) => memoryAlerter({ name: `channel ${i}` }));
  await messages({ alerters }, [windows[5]!]);
  return alerters.map(({ messages: kept }) => kept.length);
}

/** The address in a message. */
async function linked(options: Options) {
  const alerter = memoryAlerter();
  await messages({ ...options, alerters: [alerter] }, [windows[5]!]);
  return alerter.messages.map(({ link }) => link);
}

/** Whether somebody is told that another version serves, where no alert ends with it that says so. */
async function promotionsTold(promotions: boolean) {
  const alerter = memoryAlerter();
  await trained({ alerters: [alerter], alerts: { promotions, performanceTolerance: false } });
  return alerter.messages.map(({ kind }) => kind);
}

/** The number of the first window of a monitor that comes after another one. */
async function resumed(kept: boolean) {
  const checkpoint = memoryCheckpoint();
  const ids: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { monitor } = begin(kept ? { checkpoint } : {});
    ids.push((await monitor.process(windows[i]!)).window.id);
    await monitor.close();
  }
  return ids;
}

/** Rows that come faster than they can be judged. */
async function flooded(options: Options) {
  const { monitor, told } = begin({ window: { rows: 50 }, ...options });
  for (const row of windows.flat()) monitor.observe(row);
  await monitor.settled();
  await monitor.close();
  return told.filter(([event]) => event === 'dropped' || event === 'window').map(([event]) => event);
}

/** When a message was made. */
async function timesOf(start: number) {
  const alerter = memoryAlerter();
  await messages({ alerters: [alerter], clock: memoryClock(start) }, [windows[5]!]);
  return alerter.messages.map(({ at }) => at);
}

/** What is logged of a detector that fails while nobody listens. */
async function logged(given: boolean) {
  const logger = memoryLogger();
  const monitor = new Monitor({ reference, columns: roles, concept: failing, ...(given && { logger }) });
  await monitor.process(windows[0]!);
  await monitor.close();
  return logger.lines.map(({ level, message }) => [level, message]);
}

/** How the columns `amount` and `channel` come out in a window that is a little moved, in the words of its report. */
const column = (
  name: 'amount' | 'channel',
  one: object,
  other: object,
  given: readonly Row[] = windows[3]!,
): OptionCase =>
  option({ columns: { ...roles, [name]: one } }, { columns: { ...roles, [name]: other } }, (options) =>
    judged(options, [given]),
  );

/** Within a budget by which a column that moved a little is a matter of its share. */
const weighing = (weight: number): Options => ({
  columns: { ...roles, amount: { weight } },
  alarmBudget: { falseAlarms: 10, per: { windows: 100 } },
});

everyOption('a column', columnOptions, {
  type: column('amount', { type: 'numeric' }, { type: 'categorical' }),
  role: column('channel', {}, { role: 'ignore' }),
  test: column('amount', {}, { test: ks() }),
  threshold: column('amount', { threshold: 0.01 }, { threshold: 5 }),
  tolerance: column('amount', { tolerance: 0 }, { tolerance: 0.5 }),
  missingTolerance: column('amount', { missingTolerance: 0 }, { missingTolerance: 0.5 }, windows[5]),
  enabled: column('amount', {}, { enabled: false }),
  weight: option(weighing(1), weighing(1_000), (options) => judged(options, [windows[4]!])),
  missing: column('amount', {}, { missing: 'ignore' }, windows[5]),
  labels: column('channel', {}, { labels: 'redact' }),
});
