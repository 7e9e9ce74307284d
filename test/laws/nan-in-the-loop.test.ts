import { describe, expect, it } from 'vitest';
import {
  logisticRegression,
  memoryAlerter,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type ModelTrainer,
  type MonitorOptions,
  type Row,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from '../monitor/loop.js';
import { unpublished } from '../published-schemas.js';

const trainer = logisticRegression() as ModelTrainer;
const bad = [Number.NaN, -Infinity];
/** The label means the opposite: a retraining follows, and its candidate is better. */
const windows = Array.from({ length: 4 }, (_, i) => rowsOf(400, `changed ${i}`, { flipped: true, shift: 0.5 }));

/** Where in it a number is not finite. */
function notFinite(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => notFinite(part, `${path}.${key}`));
}

/** A model serves, fails, and another is trained by a trainer that may be odd. */
async function life(odd: (initial: string) => ModelTrainer) {
  const registry = memoryRegistry({ clock: memoryClock() });
  const alerter = memoryAlerter();
  const settings = {
    reference: rowsOf(1_500, 'reference'),
    columns: { label: { role: 'label' } },
    training: rowBuffer({ rows: 5_000 }),
    registry,
    retrain: { mode: 'auto', minRows: 100 },
    alerters: [alerter],
    clock: memoryClock(),
  } satisfies MonitorOptions;
  const { model } = await trainInitialModel({ ...settings, trainer });
  const monitor = new Monitor({ ...settings, trainer: odd(JSON.stringify(model)) });
  const told: string[] = [];
  monitor.on('error', ({ where, code }) => told.push(`${where}: ${code}`));
  monitor.on('retrain', ({ phase, code }) => told.push(`retrain ${phase} ${code ?? ''}`.trimEnd()));
  const all: unknown[] = [];
  for (const event of ['window', 'gate', 'alert', 'promoted'] as const)
    monitor.on(event, (payload: unknown) => all.push(payload));
  const reports = [];
  for (const rows of windows) {
    reports.push(await monitor.process(rows));
    await monitor.settled();
  }
  all.push(monitor.toJSON());
  await monitor.close();
  for await (const version of registry.list()) all.push(version);
  for (const message of alerter.messages) expect(unpublished('alert', message)).toEqual([]);
  for (const report of reports) expect(unpublished('window-report', report)).toEqual([]);
  expect(all.flatMap((part) => notFinite(part))).toEqual([]);
  return { told, reports, champion: await registry.alias('champion'), messages: alerter.messages };
}

const trains =
  (change: (x: number, size: number) => object): ((x: number) => ModelTrainer) =>
  (x) => ({
    ...trainer,
    train: async (data, context) => ({ ...(await trainer.train(data, context)), ...change(x, data.size) }),
  });
const oneOdd = (x: number) => (values: ArrayLike<number>) =>
  Float64Array.from(values, (value, i) => (i === 7 ? x : value));

describe('a number that is not finite, put in at an edge of the loop', () => {
  it('without one another version serves: so that what follows could fail', async () => {
    const { told, champion, reports } = await life(() => trainer);
    expect(told).toEqual(['retrain started', 'retrain trained']);
    expect([champion, reports.at(-1)!.modelVersion]).toEqual([2, 2]);
  });

  const parts: readonly [what: string, make: (x: number) => ModelTrainer][] = [
    ['a metric of a training', trains((x) => ({ metrics: { auc: x } }))],
    ['a metric by class', trains((x) => ({ metrics: { auc: 0.9, share: x } }))],
    ['an out-of-fold prediction', trains((x, size) => ({ outOfFold: oneOdd(x)(new Float64Array(size)) }))],
    ['a weight of the model', trains((x) => ({ model: { weights: [1, x] } }))],
  ];
  it.each(parts.flatMap(([what, make]) => bad.map((x) => [what, x, make] as const)))(
    'as %s, %d: the training has failed and says so; the champion serves on',
    async (_, x, make) => {
      const { told, champion, messages } = await life(() => make(x));
      expect(told).toEqual(['retrain started', 'retrain failed TRAINING_NOT_FINITE']);
      expect(champion).toBe(1);
      expect(messages.find(({ kind }) => kind === 'retraining')!.text).toContain('TRAINING_NOT_FINITE');
    },
  );

  it.each(bad)('as a prediction of the candidate at the gate, %d: it is not promoted, and that is said', async (x) => {
    const { told, champion } = await life((initial) => ({
      ...trainer,
      predict: (model, rows) => {
        const made = trainer.predict(model, rows);
        return JSON.stringify(model) === initial ? made : oneOdd(x)(made);
      },
    }));
    expect(told).toEqual(['retrain started', 'retrain failed TRAINING_NOT_FINITE']);
    expect(champion).toBe(1);
  });

  it.each(bad)('as a prediction of the champion at the gate, %d: nothing is promoted against it', async (x) => {
    let training = false;
    const { told, champion } = await life((initial) => ({
      ...trainer,
      train: (data, context) => {
        training = true;
        return trainer.train(data, context);
      },
      predict: (model, rows) => {
        const made = trainer.predict(model, rows);
        return training && JSON.stringify(model) === initial ? oneOdd(x)(made) : made;
      },
    }));
    const gate = ['retrain started', 'retrain trained', 'retrain failed TRAINING_NOT_FINITE'];
    expect(told.slice(0, 3)).toEqual(gate);
    expect(champion).toBe(1);
  });

  it.each(bad)('as a prediction of the model that serves, %d: no performance comes of it, and an alert', async (x) => {
    const { told, champion, reports, messages } = await life(() => ({
      ...trainer,
      predict: (model, rows) => oneOdd(x)(trainer.predict(model, rows)),
    }));
    expect(new Set(told)).toEqual(new Set(['scoring with version 1: TRAINING_NOT_FINITE']));
    expect(champion).toBe(1);
    for (const { performance, concept } of reports)
      expect([performance, concept?.drift ?? false]).toEqual([undefined, false]);
    expect(messages.map(({ kind }) => kind)).toContain('broken-part');
  });
});

describe('performance of rows that bring what is no number', () => {
  const rows = (n: number, odd: Row = {}): Row[] =>
    Array.from({ length: n }, (_, i) => {
      const y = Math.sin(i);
      return { x: y + Math.cos(3 * i), y, made: y + 0.1 * Math.cos(i), ...(i % 5 === 0 && odd) };
    });
  const judged = async (odd: Row) => {
    const columns = { y: { role: 'label' }, made: { role: 'prediction' } } as const;
    const monitor = new Monitor({ reference: rows(1_000), columns });
    const report = await monitor.process(rows(300, odd));
    expect(unpublished('window-report', report)).toEqual([]);
    return report;
  };

  it.each(['y', 'made'].flatMap((column) => [...bad, null, 'n/a'].map((x) => [column, x] as const)))(
    "is that of the other rows, and says of how many: '%s' is %s in each fifth",
    async (column, x) => {
      const { performance, quality } = await judged({ [column]: x });
      const { performance: others } = await judged({ y: null, made: null });
      expect(performance!.labelled).toBe(240);
      expect(performance!.metrics).toEqual(others!.metrics);
      expect(Object.values(performance!.metrics).length).toBeGreaterThan(2);
      expect(quality.some((one) => one.column === column && one.count === 60)).toBe(true);
    },
  );
});
