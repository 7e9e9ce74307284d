import { describe, expect, it } from 'vitest';
import {
  logisticRegression,
  memoryAlerter,
  memoryCheckpoint,
  memoryRegistry,
  Monitor,
  trainInitialModel,
  type CheckpointStore,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { rowsOf } from './loop.js';
import { schema, served, unlabelled } from './served.js';

const hour = 3_600_000;
const day = 24 * hour;
const reference = served(3_000, 'reference');

/** What one day's rows are like: how many predictions are right, and how many get their label. */
interface Day {
  readonly right?: number;
  readonly labelled?: number;
  readonly modelVersion?: number;
  /** The process stops in the evening of that day and another one goes on. */
  readonly restarts?: boolean;
}

/** Serves days of 600 rows whose labels come within two hours, looks at the clock every evening, and gives what was told. */
async function serve(days: readonly Day[], options: object = {}) {
  const clock = memoryClock(Date.parse('2026-03-01T00:00:00Z'));
  const alerter = memoryAlerter();
  const checkpoint: CheckpointStore = memoryCheckpoint();
  const start = () =>
    new Monitor({
      schema,
      reference,
      window: { rows: 10_000 },
      concept: false,
      labels: { graceMs: 6 * hour },
      alerters: [alerter],
      checkpoint,
      clock,
      random: seededRandom('key'),
      ...options,
    });
  let monitor = start();
  for (const [k, { right = 0.9, labelled = 1, modelVersion, restarts }] of days.entries()) {
    const rows = served(600, `day ${k}`, right);
    rows.forEach((row, i) => {
      expect(monitor.observe(unlabelled(row), { id: `${k}/${i}`, ...(modelVersion && { modelVersion }) })).toBe(
        'taken',
      );
    });
    await monitor.settled();
    await clock.advance(2 * hour);
    rows.slice(0, 600 * labelled).forEach((row, i) => monitor.label(`${k}/${i}`, row.label));
    await monitor.settled();
    await clock.advance(22 * hour);
    await clock.advance(7 * hour); // the day is past grace
    await monitor.tick();
    await monitor.settled(); // a save gets its answer before the clock goes on
    await clock.advance(17 * hour);
    if (!restarts) continue;
    await monitor.close();
    monitor = start();
  }
  await monitor.close();
  const told = alerter.messages
    .filter(({ kind }) => kind !== 'no-data')
    .map(({ kind, transition, since }) => `${kind} ${transition} ${since}`);
  return { told, messages: alerter.messages };
}

const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe('performance below what the model was validated at', () => {
  it('is one alert when labels have come, reminders on schedule and one end; restarts add none', async () => {
    const bad = { right: 0.7 };
    const days = [...times(3, {}), bad, bad, { ...bad, restarts: true }, ...times(6, bad), {}, bad, ...times(3, {})];
    const { told, messages } = await serve(days, { alerts: { remindEvery: 4 } });
    expect(told.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual([
      'performance firing',
      'performance reminder',
      'performance reminder',
      'performance resolved',
    ]);
    expect(new Set(told.map((one) => one.split(' ')[2])).size).toBe(1);
    const [first] = messages;
    expect(first).toMatchObject({ severity: 'critical', columns: [] });
    expect(first!.title).toBe('default: performance fell');
    expect(first!.text).toMatch(
      /^Period to 2026-03-08T07:00Z: accuracy 0\.\d+ \(0\.\d+ to 0\.\d+\), mean loss 0\.\d+ on 600 labelled predictions of 2026-03-07, validated at 0\.\d+ on 3,000, tolerance 0\.02\.\nIt has just begun\./,
    );
    expect(first!.text).toContain('Next: look at recent rows whose prediction and label differ, then retrain.');
  });

  it('is no alert within the tolerance, with a greater one, or when it is switched off', async () => {
    const days = [...times(2, {}), ...times(3, { right: 0.8 })];
    expect((await serve(days)).told.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual(['performance firing']);
    expect((await serve(days, { alerts: { performanceTolerance: 0.15 } })).told).toEqual([]);
    expect((await serve(days, { alerts: { performanceTolerance: false } })).told).toEqual([]);
    expect((await serve(times(5, {}))).told).toEqual([]);
  });

  it('is not told of a model that its own rows validated too well', async () => {
    const days = times(3, { right: 0.7 });
    expect((await serve(days, { referenceIsTrainingData: true })).told).toEqual([]);
  });

  it('is not told of predictions of a version that no longer serves', async () => {
    const days = [{ right: 0.6, modelVersion: 1 }, { modelVersion: 2 }, { modelVersion: 2 }];
    expect((await serve(days, { labels: { graceMs: 3 * day } })).told).toEqual([]);
    expect((await serve([...days, { right: 0.6, modelVersion: 2 }])).told).not.toEqual([]);
  });

  it('says nothing by the few labels that come where labels stopped coming', async () => {
    const days = [...times(4, {}), ...times(2, { right: 0.5, labelled: 0.2 })];
    expect((await serve(days)).told.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual([
      'label-coverage firing',
    ]);
  });

  it('is told of windows that bring their labels, against the record of the version that serves', async () => {
    const registry = memoryRegistry();
    const alerter = memoryAlerter();
    const settings = {
      reference: rowsOf(4_000, 'reference'),
      columns: { label: { role: 'label' } } as const,
      registry,
      trainer: logisticRegression(),
      alerters: [alerter],
      concept: false as const,
    };
    await trainInitialModel(settings);
    const validation = (await registry.read(1))!.validation!;
    const monitor = new Monitor(settings);
    const windows = ['a', 'b', 'flipped c', 'flipped d', 'e', 'f'];
    for (const id of windows) {
      await monitor.process(rowsOf(2_000, id, { flipped: id.startsWith('flipped') }), { id });
    }
    await monitor.close();
    const own = alerter.messages.filter(({ kind }) => kind === 'performance');
    expect(own.map(({ transition, window, modelVersion }) => [transition, window.id, modelVersion])).toEqual([
      ['firing', 'flipped c', 1],
      ['resolved', 'f', 1],
    ]);
    expect(own[0]!.text).toContain(
      `on 2,000 labelled rows, validated at ${Number(validation.meanLoss.toPrecision(3))}`,
    );
  });

  it('leaves the window to the concept detector that alarms in it, and is told with the next one', async () => {
    const alerter = memoryAlerter();
    const monitor = new Monitor({ schema, reference, alerters: [alerter], window: { rows: 1_000 } });
    for (const [k, right] of [0.9, 0.9, 0.5, 0.5].entries())
      await monitor.process(served(1_000, `w${k}`, right), { id: `w${k}` });
    await monitor.close();
    expect(alerter.messages.map(({ kind, window }) => [kind, window.id])).toEqual([
      ['concept-drift', 'w2'],
      ['performance', 'w3'],
    ]);
  });
});
