import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { majority } from '../../examples/custom/majority.js';
import { errorRun } from '../../examples/custom/error-run.js';
import { medianShift } from '../../examples/custom/median-shift.js';
import { loadConfig } from '../../src/config/load-config.node.js';
import { loadParts, type GivenParts } from '../../src/config/load-parts.node.js';
import { dayText, streamFileName, trainingText } from '../../src/cli/generate/stream-files.js';
import {
  loadMonitor,
  memoryAlerter,
  memoryClock,
  memoryLogger,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type MonitorEvents,
  type WindowReport,
} from '../../src/node.js';
import { folderOf, guesses } from './folder.js';

const stream = { days: 14, rows: 800, seed: 3 };
const days = [8, 9, 10, 11, 12, 13, 14];

/** A day's file with a column of times before the others, one row each minute. */
const timed = (text: string, day: number, written: (at: Date) => string) =>
  text
    .trim()
    .split('\n')
    .map((line, i) => `${i === 0 ? 'at' : written(new Date(Date.UTC(2024, 0, day, 0, i - 1)))},${line}`)
    .join('\n');

function demo(config: string, written?: (at: Date) => string): string {
  const text = (day: number) => (written ? timed(dayText(day, stream), day, written) : dayText(day, stream));
  const train = written ? timed(trainingText(stream), 1, written) : trainingText(stream);
  return folderOf({
    'config.yaml': config,
    'data/train.csv': train,
    ...Object.fromEntries(days.map((day) => [`data/stream/${streamFileName(day)}`, text(day)])),
  });
}

/** The whole loop over the stream files: first model, then every window, each after the training of the one before. */
async function play(folder: string, given: GivenParts = {}) {
  const parts = await loadParts(await loadConfig(join(folder, 'config.yaml'), {}), given);
  await trainInitialModel(parts.options);
  const monitor = new Monitor(parts.options);
  const retrains: MonitorEvents['retrain'][] = [];
  monitor.on('retrain', (event) => retrains.push(event));
  const reports: WindowReport[] = [];
  for await (const report of monitor.run(parts.source)) {
    await monitor.settled();
    reports.push(report);
  }
  await monitor.close();
  return { reports, retrains, parts };
}

const auto = 'retraining: { mode: auto, strategy: replace, min_rows: 300 }';

describe('windows of rows, from a configuration', () => {
  it('retrain on the rows of the windows themselves, which no file holds', async () => {
    const { reports, retrains, parts } = await play(demo(`window: { rows: 700 }\n${auto}\n`));
    expect(reports.map((report) => report.window.rows)).toEqual(Array.from({ length: 8 }, () => 700));
    expect(reports.map((report) => report.window.id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(retrains.filter(({ phase }) => phase === 'failed' || phase === 'refused')).toEqual([]);
    const trained = retrains.filter(({ phase }) => phase === 'trained');
    expect(trained.length).toBeGreaterThan(0);
    expect(trained[0]!.rows).toBeGreaterThan(300);
    expect((await parts.registry.read(2))!.gate).toBeDefined();
  });

  it('keep as many rows as one retraining may ask for, or those of the source that is handed in', async () => {
    const folder = demo('window: { rows: 100000 }\nretraining: { confirm: { windows: 2, of: 4 } }\n');
    const add = async (given?: GivenParts) => {
      const { options } = await loadParts(await loadConfig(join(folder, 'config.yaml'), {}), given);
      const training = options.training!;
      for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
        training.add?.(id, (await loadParts(await loadConfig(join(folder, 'config.yaml'), {}))).reference);
      const kept: number[] = [];
      const signal = new AbortController().signal;
      for await (const batch of training.rows({ labelled: false, signal })) kept.push(batch.size);
      return kept;
    };
    expect(await add()).toEqual([5_600, 5_600, 5_600, 5_600, 5_600, 5_600]);
    expect(await add({ training: rowBuffer({ rows: 6_000 }) })).toEqual([400, 5_600]);
  });
});

describe('windows of time, from a configuration over CSV', () => {
  it.each([
    ['with offset', (at: Date) => at.toISOString(), 'window: { every: 12h }'],
    ['as epoch milliseconds', (at: Date) => String(at.getTime()), 'window: { every: 12h }'],
    [
      'without offset, in the zone given',
      (at: Date) => at.toISOString().slice(0, 19),
      'window: { every: 12h, time_zone: UTC }',
    ],
  ])(
    'times %s: cut by the timestamp column, judged and retrained on',
    { timeout: 600_000 },
    async (_, written, window) => {
      const folder = demo(`data: { timestamp: at }\n${window}\n${auto}\n`, written);
      const { reports, retrains, parts } = await play(folder);
      expect(parts.options.columns).toMatchObject({ at: { role: 'timestamp' } });
      // 800 minutes a day: 12 hours, and the 80 minutes behind them.
      expect(reports.map((report) => report.window.rows)).toEqual(days.flatMap(() => [720, 80]));
      expect(reports[0]!.window).toMatchObject({ from: Date.UTC(2024, 0, 8), to: Date.UTC(2024, 0, 8, 11, 59) });
      expect(reports[0]!.columns.map(({ column }) => column)).not.toContain('at');
      expect(retrains.filter(({ phase }) => phase === 'failed')).toEqual([]);
      expect(retrains.map(({ phase }) => phase)).toContain('trained');
    },
  );
});

describe('windows that are files', () => {
  it('read the files of the windows again, and keep none of their rows', async () => {
    const { reports, retrains, parts } = await play(demo(auto));
    expect(reports.map((report) => report.window.id)).toEqual(days.map(streamFileName));
    expect(retrains.map(({ phase }) => phase)).toContain('trained');
    expect('add' in parts.options.training!).toBe(false);
  });

  it('append to the rows of the reference file', async () => {
    const { retrains } = await play(demo('retraining: { mode: auto, strategy: append }'));
    const trained = retrains.find(({ phase }) => phase === 'trained')!;
    expect(trained.rows).toBeGreaterThan(7 * stream.rows);
  });
});

describe('loadMonitor', () => {
  const text = `
data: { reference: reference.csv }
columns: { x: { test: medianShift }, guess: { role: prediction } }
concept_drift: { detector: errorRun }
model: { trainer: majority }
`;

  it('takes parts of your own by the names they give themselves', async () => {
    const folder = folderOf({ 'config.yaml': text, 'reference.csv': guesses(500, 0.1, 'r') });
    const given = { tests: [medianShift], detectors: [errorRun({ length: 3 })], trainers: [majority] };
    const monitor = await loadMonitor(join(folder, 'config.yaml'), given);
    const report = await monitor.process({
      x: Float64Array.from({ length: 60 }, (_, i) => 3 + i / 60),
      label: Array.from({ length: 60 }, () => 'yes'),
      guess: Array.from({ length: 60 }, (_, i) => (i > 40 && i < 44 ? 'no' : 'yes')),
    });
    expect(report.columns.find(({ column }) => column === 'x')).toMatchObject({
      decider: 'medianShift',
      verdict: 'drift',
    });
    expect(report.concept).toMatchObject({ detector: 'errorRun', drift: true, index: 43 });
    await expect(loadMonitor(join(folder, 'config.yaml'))).rejects.toThrow("unknown test 'medianShift'");
  });

  it('takes a registry, alerters, a logger and variables from code', async () => {
    const folder = folderOf({
      'config.yaml':
        'data: { reference: "${DIR}/reference.csv" }\nregistry: { path: never }\nalerting: { slack: { enabled: true } }\npreset: thresholds\ncorrection: bh\n',
      'there/reference.csv': guesses(300, 0.1, 'r'),
    });
    const logger = memoryLogger();
    const registry = memoryRegistry();
    const alerter = memoryAlerter();
    const monitor = await loadMonitor(join(folder, 'config.yaml'), {
      environment: { DIR: 'there' },
      registry,
      alerters: [alerter],
      logger,
    });
    expect(logger.lines.map(({ message }) => message)).toEqual([
      "'correction' (line 5) is ignored: preset thresholds has no alarm budget",
      'slack is a dry run: nothing will be sent',
    ]);
    await monitor
      .process({ x: Float64Array.from({ length: 200 }, () => 9), label: [], guess: [] })
      .catch(() => undefined);
    await monitor.process({ x: Float64Array.from({ length: 200 }, (_, i) => 9 + i) });
    await monitor.settled();
    expect(alerter.messages.length).toBeGreaterThan(0);
    await monitor.close();
  });

  it('takes a clock: alerts say its time', async () => {
    const folder = folderOf({
      'config.yaml': 'data: { reference: reference.csv }\n',
      'reference.csv': guesses(300, 0.1, 'r'),
    });
    const alerter = memoryAlerter();
    const clock = memoryClock(1_700_000_000_000);
    const monitor = await loadMonitor(join(folder, 'config.yaml'), { alerters: [alerter], clock });
    await monitor
      .process({ x: Float64Array.from({ length: 200 }, (_, i) => 9 + i), label: [], guess: [] })
      .catch(() => 0);
    await monitor.process({ x: Float64Array.from({ length: 200 }, (_, i) => 9 + i) });
    await clock.advance(60_000);
    await monitor.settled();
    expect(alerter.messages.length).toBeGreaterThan(0);
    for (const { at } of alerter.messages) {
      expect(at).toBeGreaterThanOrEqual(1_700_000_000_000);
      expect(at).toBeLessThanOrEqual(1_700_000_060_000);
    }
  });

  it('says what is not there, and how to make it', async () => {
    const folder = folderOf({ 'config.yaml': 'data: { reference: past/train.csv }' });
    await expect(loadMonitor(join(folder, 'config.yaml'))).rejects.toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      message: `Baseline not found: ${join(folder, 'past/train.csv')} (data.reference of ${join(folder, 'config.yaml')})`,
      remedy: `set data.reference, or make example data: driftsense generate-data --out ${join(folder, 'past')}`,
    });
    await expect(loadMonitor(join(folder, 'other.yaml'))).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
    const broken = folderOf({ 'config.yaml': 'data: { reference: train.csv }', 'train.csv': 'a,b\n1\n' });
    await expect(loadMonitor(join(broken, 'config.yaml'))).rejects.toMatchObject({ code: 'CSV_RAGGED' });
  });
});
