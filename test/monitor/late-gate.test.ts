import { describe, expect, it } from 'vitest';
import {
  logisticRegression,
  memoryAlerter,
  memoryCheckpoint,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type MonitorOptions,
  type Row,
  type TrainingSource,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { rowsOf, type Change } from './loop.js';
import { unlabelled } from './served.js';

const hour = 3_600_000;
const day = 24 * hour;

const auto = { mode: 'auto', strategy: 'replace', minRows: 400, cooldown: { windows: 0 } } as const;

/** A service whose model the monitor trains, with labels that come two days after the rows. */
async function service(
  options: Partial<MonitorOptions> = {},
  { lag = 2, labelled = 1, thereafter = [Infinity, 1] as readonly [day: number, labelled: number] } = {},
) {
  const clock = memoryClock(Date.parse('2026-03-01T00:00:00Z'));
  const registry = memoryRegistry();
  const alerter = memoryAlerter();
  const settings = {
    reference: rowsOf(4_000, 'reference'),
    columns: { label: { role: 'label' } } as const,
    window: { rows: 1_000 },
    labels: { graceMs: 3 * day },
    registry,
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 20_000 }),
    retrain: auto,
    alerters: [alerter],
    clock,
    random: seededRandom('key'),
    ...options,
  };
  await trainInitialModel(settings);
  let monitor!: Monitor;
  const log: string[] = [];
  const begin = () => {
    monitor = new Monitor(settings);
    monitor.on('retrain', ({ phase, window, rows }) => log.push(`${phase} ${window}${rows ? ` ${rows}` : ''}`));
    monitor.on('gate', ({ version, verdict }) => log.push(`gate ${version} ${verdict}`));
    monitor.on('promoted', ({ version }) => log.push(`promoted ${version}`));
    monitor.on('rolledBack', ({ version, reason }) => log.push(`rolled back to ${version}: ${reason}`));
    monitor.on('window', ({ window, concept }) => concept?.drift && log.push(`concept ${window.id}`));
    monitor.on('error', ({ where, code }) => log.push(`error ${where} ${code}`));
  };
  begin();
  const rows: Row[][] = [];
  const one = async (change: Change) => {
    const k = rows.length;
    const today = [...rowsOf(1_000, `day ${k}`, change)];
    rows.push(today);
    today.forEach((row, i) => expect(monitor.observe(unlabelled(row), { id: `${k}/${i}` })).toBe('taken'));
    await monitor.settled();
    const due = k - lag;
    const share = due < thereafter[0] ? labelled : thereafter[1];
    rows[due]?.slice(0, 1_000 * share).forEach((row, i) => monitor.label(`${due}/${i}`, row));
    await clock.advance(day);
    await monitor.tick();
    await monitor.settled();
  };
  const days = async (...changes: readonly Change[]) => {
    for (const change of changes) await one(change);
    return log;
  };
  /** The concept turns, and a candidate is trained whose gate stays open. */
  const candidate = async () => {
    await days(...times(6));
    while (monitor.toJSON().state.candidate === undefined && rows.length < 20) await one(flipped);
  };
  const restart = async () => {
    await monitor.close();
    begin();
  };
  return { days, candidate, restart, log, registry, alerter, clock, monitor: () => monitor };
}

const times = (n: number, change: Change = {}): Change[] => Array.from({ length: n }, () => change);
const flipped = { flipped: true };

describe('labels that come days after the rows', () => {
  it('find the change of a model that the monitor scores, train on its rows, decide the gate and promote', async () => {
    const { days, registry } = await service();
    const log = await days(...times(6), ...times(9, flipped));
    // Rows of day 6 are the first of the new concept (window 7); their labels come on day 8.
    const at = log.findIndex((one) => one.startsWith('concept'));
    expect(Number(log[at]!.split(' ')[1])).toBeGreaterThanOrEqual(9);
    const found = log[at]!.split(' ')[1]!;
    expect(log.slice(at, at + 5)).toEqual([
      `concept ${found}`,
      `waiting ${found}`,
      `started ${found}`,
      expect.stringMatching(new RegExp(`^trained ${found} 500$`)),
      'gate 2 promote',
    ]);
    expect(log[at + 5]).toBe('promoted 2');
    expect((await registry.read(2))!.trainingWindow).toEqual({ from: found, to: found });
    expect(log.filter((one) => /failed|refused|error/.test(one))).toEqual([]);
  });

  it('go on with a gate whose held-out rows were not enough: each window once, in order, also over a restart', async () => {
    const slow = { retrain: { ...auto, alpha: 1e-300 }, checkpoint: memoryCheckpoint() };
    const { days, candidate, restart, monitor } = await service(slow);
    await candidate();
    await days(...times(3, flipped));
    await restart();
    await days(...times(3, flipped));
    const state = monitor().toJSON().state;
    const looks = state.candidate!.record.looks.slice(1);
    const first = Number(looks[0]!.window);
    expect(looks.map(({ window, rows }) => [Number(window), rows])).toEqual(looks.map((_, i) => [first + i, 1_000]));
    expect(looks.length).toBeGreaterThanOrEqual(3);
    // The labels of the last two days have not come yet.
    const last = first + looks.length;
    expect(state.awaited!.map(({ window }) => Number(window))).toEqual([last, last + 1]);
    expect(state.windows).toBe(last + 1);
  });

  it('are taken as they are once grace is over', async () => {
    const { days, candidate, monitor } = await service(
      { retrain: { ...auto, alpha: 1e-250 } },
      { labelled: 0.95, thereafter: [15, 0.5] },
    );
    await candidate();
    await days(...times(8, flipped));
    const looks = monitor()
      .toJSON()
      .state.candidate!.record.looks.map(({ rows }) => rows);
    const half = looks.indexOf(500, 1);
    expect(half).toBeGreaterThan(1);
    expect(looks.slice(1)).toEqual(looks.slice(1).map((_, i) => (i + 1 < half ? 950 : 500)));
  });

  it('that never come let the training be refused when grace is over, and it is told', async () => {
    const { days } = await service({}, { thereafter: [9, 0] });
    const log = await days(...times(6), ...times(8, flipped));
    const at = log.findIndex((one) => one.startsWith('waiting'));
    const window = log[at]!.split(' ')[1];
    expect(log.slice(at, at + 3)).toEqual([`waiting ${window}`, `started ${window}`, `refused ${window}`]);
  });

  it('are not waited for where a source fails: it is told, and the next window goes on', async () => {
    const buffer = rowBuffer({ rows: 20_000 });
    let fails = '';
    const training: TrainingSource = {
      add: (window, rows) => buffer.add(window, rows),
      label: (id, label) => buffer.label!(id, label),
      rows: (query) => {
        if (query.from === fails) throw new Error('no such window');
        return buffer.rows(query);
      },
    };
    const { days, candidate, monitor, log } = await service({ training, retrain: { ...auto, alpha: 1e-250 } });
    await candidate();
    await days(flipped);
    fails = monitor().toJSON().state.awaited![0]!.window;
    await days(...times(4, flipped));
    expect(log.filter((one) => one.startsWith('error'))).toEqual(['error training source INTERNAL']);
    const looks = monitor()
      .toJSON()
      .state.candidate!.record.looks.map(({ window }) => window);
    expect(looks).not.toContain(fails);
    expect(looks).toContain(String(Number(fails) + 1));
  });

  it('take a promoted version back when they show that the one before does better', async () => {
    const { days, registry, monitor } = await service();
    await days(...times(4));
    // A version trained on another concept is promoted by hand.
    await trainInitialModel({
      reference: rowsOf(2_000, 'other', flipped),
      columns: { label: { role: 'label' } },
      registry,
      trainer: logisticRegression(),
    });
    await registry.setAlias('champion', 1, await registry.alias('champion'), 'by hand');
    await monitor().promote(2);
    const log = await days(...times(5));
    expect(log.filter((one) => one.startsWith('rolled back'))).toEqual([
      'rolled back to 1: probation: version 1 does better on the same rows',
    ]);
    expect(await registry.alias('champion')).toBe(1);
  });
});
