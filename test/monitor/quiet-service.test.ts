import { describe, expect, it } from 'vitest';
import {
  adwin,
  logisticRegression,
  memoryAlerter,
  memoryCheckpoint,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type MonitorOptions,
  type Row,
  type WindowReport,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { rowsOf, type Change } from './loop.js';
import { schema, served, unlabelled } from './served.js';

const hour = 3_600_000;
const day = 24 * hour;
const auto = { mode: 'auto', strategy: 'replace', minRows: 400, cooldown: { windows: 0 } } as const;

/** A service whose rows stop coming, while labels of those that came go on. */
async function service(options: Partial<MonitorOptions> = {}) {
  const clock = memoryClock(Date.parse('2026-03-01T00:00:00Z'));
  const registry = memoryRegistry();
  const settings = {
    reference: rowsOf(4_000, 'reference'),
    columns: { label: { role: 'label' } } as const,
    window: { rows: 1_000 },
    labels: { graceMs: day },
    registry,
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 20_000 }),
    retrain: auto,
    clock,
    random: seededRandom('key'),
    ...options,
  };
  await trainInitialModel(settings);
  const log: string[] = [];
  let monitor!: Monitor;
  const begin = () => {
    monitor = new Monitor(settings);
    monitor.on('retrain', ({ phase, window }) => log.push(`${phase} ${window}`));
    monitor.on('gate', ({ version, verdict }) => log.push(`gate ${version} ${verdict}`));
    monitor.on('promoted', ({ version }) => log.push(`promoted ${version}`));
    monitor.on('rolledBack', ({ version, reason }) => log.push(`rolled back to ${version}: ${reason}`));
    monitor.on('error', ({ where, code }) => log.push(`error ${where} ${code}`));
  };
  begin();
  const windows: Row[][] = [];
  const observe = async (change: Change = {}) => {
    const k = windows.length;
    windows.push([...rowsOf(1_000, `window ${k}`, change)]);
    windows[k]!.forEach((row, i) => expect(monitor.observe(unlabelled(row), { id: `${k}/${i}` })).toBe('taken'));
    await monitor.settled();
  };
  const label = (k: number, share = 1) =>
    windows[k]!.slice(0, 1_000 * share).forEach((row, i) => monitor.label(`${k}/${i}`, row));
  const tick = async (ms = hour) => {
    await clock.advance(ms);
    await monitor.tick();
    await monitor.settled();
  };
  const restart = async () => {
    await monitor.close();
    begin();
    await monitor.settled();
  };
  return { observe, label, tick, restart, log, registry, clock, monitor: () => monitor };
}

const flipped = { flipped: true };

/** Windows of the old concept whose labels have come, so that what comes of labels is known. */
async function settledService(options: Partial<MonitorOptions> = {}) {
  const parts = await service(options);
  for (let k = 0; k < 3; k++) await parts.observe();
  for (let k = 0; k < 3; k++) parts.label(k);
  await parts.tick(3 * day);
  return parts;
}

describe('where no further row comes, labels', () => {
  it('let a training go on that waited for them, and its gate decide, with the next tick, over a restart as well', async () => {
    const { observe, label, tick, restart, log, registry } = await settledService({ checkpoint: memoryCheckpoint() });
    for (let k = 3; k < 7; k++) await observe(flipped);
    for (let k = 3; k < 6; k++) label(k); // the detector sees the change in them
    await observe(flipped); // the window that acts upon it
    expect(log).toEqual(['waiting 8']);
    label(6);
    label(7, 0.8); // eight of ten are not enough
    await tick();
    await restart();
    label(7);
    await tick(0);
    expect(log.slice(1)).toEqual(['started 8', 'trained 8', 'gate 2 promote', 'promoted 2']);
    expect(await registry.alias('champion')).toBe(2);
  });

  it('let a gate go on that is open, each window once', async () => {
    const { observe, label, tick, log, monitor } = await settledService({ retrain: { ...auto, alpha: 1e-200 } });
    for (let k = 3; k < 7; k++) await observe(flipped);
    for (let k = 3; k < 7; k++) label(k);
    await observe(flipped);
    label(7);
    await tick();
    const looks = () => monitor().toJSON().state.candidate?.record.looks.length;
    expect(log).toEqual(['waiting 8', 'started 8', 'trained 8', 'gate 2 continue']);
    await observe(flipped);
    await observe(flipped);
    expect(looks()).toBe(1);
    label(8);
    await tick();
    expect(looks()).toBe(2);
    await tick();
    expect(looks()).toBe(2);
    label(9);
    await tick();
    expect(looks()).toBe(3);
    expect(log.filter((one) => !one.startsWith('gate'))).toEqual(['waiting 8', 'started 8', 'trained 8']);
  });

  it('take a promoted version back that does worse than the one before', async () => {
    const { observe, label, tick, log, registry, monitor } = await settledService();
    await trainInitialModel({
      reference: rowsOf(2_000, 'other', flipped),
      columns: { label: { role: 'label' } },
      registry,
      trainer: logisticRegression(),
    });
    await registry.setAlias('champion', 1, await registry.alias('champion'), 'by hand');
    await monitor().promote(2);
    await observe();
    label(3);
    await tick();
    expect(log.filter((one) => one.startsWith('rolled back'))).toEqual([
      'rolled back to 1: probation: version 1 does better on the same rows',
    ]);
  });

  it('reach the detector: told once, alerted once, and in the report of the next window, whose decision it makes', async () => {
    const alerter = memoryAlerter();
    const { observe, label, tick, monitor, log } = await settledService({ alerters: [alerter] });
    const told: unknown[] = [];
    monitor().on('concept', ({ window, rows, drift }) => told.push([window, rows, drift]));
    for (let k = 3; k < 7; k++) await observe(flipped);
    for (let k = 3; k < 6; k++) label(k);
    await tick();
    expect(told).toEqual([['2026-03-04T01:00:00.000Z', 3_000, true]]);
    const alerts = () => alerter.messages.filter(({ kind }) => kind === 'concept-drift');
    expect(alerts().map(({ transition, since }) => [transition, since])).toEqual([
      ['firing', '2026-03-04T01:00:00.000Z'],
    ]);
    await tick();
    await tick();
    expect(alerts()).toHaveLength(1); // an episode goes by windows, not by ticks
    label(6);
    await tick();
    let report!: WindowReport;
    monitor().once('window', (one) => (report = one));
    await observe(flipped);
    expect(report.concept).toMatchObject({ drift: true, rows: 4_000, index: expect.any(Number) });
    expect(report.concept!.mean).toBeGreaterThan(0.4);
    expect(report.decision).toMatchObject({ action: 'train', reason: 'confirmed-concept-drift' });
    expect(log[0]).toBe('waiting 8');
    expect(told).toHaveLength(1);
    expect(alerts()).toHaveLength(1);
    expect(monitor().toJSON().state.alerts.keys['concept-drift']).toMatchObject({ firingWindows: 1 });
    monitor().once('window', (one) => (report = one));
    await observe(flipped);
    expect(report.concept?.drift ?? false).toBe(false);
  });

  it('reach a detector that fails: it is named, and what else the tick does is done', async () => {
    const { clock, monitor } = rowless({
      name: 'broken',
      input: 'error',
      initialState: () => ({}),
      update: () => {
        throw new Error('no');
      },
    });
    const errors: string[] = [];
    const performances: number[] = [];
    monitor.on('error', ({ where, message }) => errors.push(`${where}: ${message}`));
    monitor.on('performance', ({ labelled }) => performances.push(labelled ?? 0));
    const rows = served(10, 'day');
    rows.forEach((row, i) => monitor.observe(unlabelled(row), { id: i }));
    rows.forEach((row, i) => monitor.label(i, row.label));
    await clock.advance(3 * day);
    await monitor.tick();
    expect(errors).toEqual(["concept detector: detector 'broken' failed at row 2: no"]);
    expect(performances).toEqual([10]);
  });

  it('count among the rows that show whether the model does as validated', async () => {
    const { clock, monitor } = rowless(adwin());
    const rows = served(500, 'day');
    rows.forEach((row, i) => monitor.observe(unlabelled(row), { id: i }));
    rows.forEach((row, i) => monitor.label(i, row.label));
    const wrong = rows.filter(({ label, guess }) => label !== guess).length / 500;
    await clock.advance(hour);
    await monitor.tick();
    const { between } = monitor.toJSON().state;
    expect(between!.loss).toEqual({
      rows: 500,
      meanLoss: expect.closeTo(wrong, 12),
      sd: expect.closeTo(Math.sqrt(wrong * (1 - wrong)), 12),
    });
    const report = await monitor.process(served(300, 'next'));
    expect(report.concept!.rows).toBe(800);
    expect(monitor.toJSON().state.between).toBeUndefined();
  });

  it('hold a training back where they show that the model does as validated, though its data drifted', async () => {
    const drifted = async (comes: boolean) => {
      const { clock, monitor } = rowless(adwin());
      const other = served(500, 'other').map((row) => unlabelled({ ...row, amount: Number(row['amount']) + 3 }));
      await monitor.process(other);
      const rows = served(500, 'day');
      rows.forEach((row, i) => monitor.observe(unlabelled(row), { id: i }));
      if (comes) rows.forEach((row, i) => monitor.label(i, row.label));
      await clock.advance(hour);
      await monitor.tick();
      return (await monitor.process(other)).decision.reason;
    };
    expect(await drifted(true)).toBe('performance-within-tolerance');
    expect(await drifted(false)).toBe('no-trainer');
  });
});

/** A monitor of a model whose predictions come with the rows, and that trains none. */
function rowless(concept: MonitorOptions['concept']) {
  const clock = memoryClock(10 * day);
  const reference = served(2_000, 'reference');
  const options = { schema, reference, window: { rows: 5_000 }, concept, clock, random: seededRandom('key') };
  return { clock, monitor: new Monitor(options as MonitorOptions) };
}
