import { describe, expect, it } from 'vitest';
import {
  defineSchema,
  explain,
  memoryAlerter,
  memoryCheckpoint,
  Monitor,
  summaryLine,
  type Batch,
  type MonitorOptions,
  type WindowReport,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns, makeBatch } from '../../src/table/batch.js';
import { rowsOf, type Change } from './loop.js';

const hour = 3_600_000;
const reference = rowsOf(2_000, 'reference');
const monitorOf = (options: Partial<MonitorOptions> = {}) =>
  new Monitor({ reference, window: { rows: 200 }, clock: memoryClock(hour), retrain: { mode: 'suggest' }, ...options });

async function reportsOf(monitor: Monitor, ...batches: Batch[]): Promise<WindowReport[]> {
  const reports: WindowReport[] = [];
  for await (const report of monitor.run(batches)) reports.push(report);
  return reports;
}

/** Rows a minute apart, from a minute of the day on. */
function timed(n: number, seed: string, change: Change = {}, from = 0): Batch {
  const rows = rowsOf(n, seed, change);
  const times = Float64Array.from({ length: n }, (_, i) => (from + i) * 60_000);
  return makeBatch({ size: n, columns: rows.names.map((name) => [name, rows.column(name)!] as const), times });
}

const moved = { shift: 3 } as const;
const brief = ({ window, verdict }: WindowReport) => [window.rows, window.partial ?? false, verdict] as const;

describe('a last window that is not full', () => {
  const byRows = { rows: 200 } as const;
  const byTime = { every: '2h' } as const;
  const byEither = { every: '1d', rows: 200 } as const;
  it.each<[string, Partial<MonitorOptions>, number, string]>([
    ['by rows', { window: byRows }, 50, 'undecided'],
    ['by time', { window: byTime }, 170, 'undecided'],
    ['by rows or time', { window: byEither }, 50, 'undecided'],
    ['with report', { window: { ...byRows, trailing: 'report' } }, 50, 'undecided'],
    ['with judge', { window: { ...byRows, trailing: 'judge' } }, 50, 'drift'],
    ['with judge by time', { window: { ...byTime, trailing: 'judge' } }, 170, 'drift'],
    ['with judge for all', { window: byEither, trailing: 'judge' }, 50, 'drift'],
    [
      'where the windows say other than the monitor',
      { window: { ...byRows, trailing: 'report' }, trailing: 'judge' },
      50,
      'undecided',
    ],
    ['with nothing to merge it into', { window: { ...byRows, trailing: 'merge' } }, 50, 'undecided'],
  ])('%s is judged only with judge', async (_, options, rows, verdict) => {
    const reports = await reportsOf(monitorOf(options), timed(rows, 'end', moved));
    expect(reports.at(-1)!.window.partial).toBe(true);
    expect(reports.at(-1)!.verdict).toBe(verdict);
  });

  it.each([
    [29, 'report', 'insufficient', 'too-few-rows', 'no-column-tested'],
    [29, 'judge', 'insufficient', 'too-few-rows', 'no-column-tested'],
    [50, 'report', 'insufficient', 'partial-window', 'partial-window'],
    [50, 'judge', 'tested', 'change-beyond-tolerance', 'columns-drifted'],
  ] as const)('of %i rows at the end, with %s: each column is %s', async (rows, trailing, status, reason, why) => {
    const monitor = monitorOf({ trailing });
    const reports: WindowReport[] = [];
    monitor.on('window', (report) => reports.push(report));
    for (const row of rowsOf(rows, 'end', moved)) monitor.observe(row);
    await monitor.close();
    const [report] = reports;
    const verdict = status === 'tested' ? 'drift' : 'undecided';
    expect(report).toMatchObject({ window: { rows, partial: true }, verdict, reason: why });
    expect(report!.columns.find(({ column }) => column === 'amount')).toMatchObject({ verdict, reason });
    for (const { tests } of report!.columns) for (const test of tests) expect(test).toMatchObject({ status });
    if (verdict === 'undecided') expect(report!.decision).toMatchObject({ action: 'none', reason: 'insufficient' });
  });

  it('says what came, and nothing that a test made of it', async () => {
    const [, report] = await reportsOf(monitorOf(), rowsOf(250, 'end', { ...moved, missing: 0.4 }));
    const amount = report!.columns.find(({ column }) => column === 'amount');
    expect(report!.columns.map(({ column }) => column)).toEqual(['age', 'amount', 'channel', 'label']);
    expect(amount!.moved.mean!.window).toBeGreaterThan(2);
    expect(Object.keys(amount!.tests[0]!).toSorted()).toEqual([
      'alarmsWhen',
      'reason',
      'sampleSize',
      'statisticName',
      'status',
      'test',
      'thresholdOf',
      'verdict',
    ]);
    const missing = report!.quality.find(({ column, kind }) => column === 'amount' && kind === 'missing')!;
    expect(missing.share).toBeGreaterThan(0.2);
    for (const question of report!.quality) {
      expect(question).toMatchObject({ verdict: 'undecided', reason: 'partial-window' });
      expect(question.pValue ?? question.logPValue).toBeUndefined();
    }
  });

  it('says in a sentence why it has no verdict, and what would give it one', async () => {
    const [, report] = await reportsOf(monitorOf(), rowsOf(250, 'end', moved));
    const why = "the window ended before it was full; trailing: 'judge' judges it anyway";
    expect(summaryLine(report!)).toBe(`- 2      50 rows  No verdict on 4 columns: ${why}.`);
    expect(explain(report!, 'amount').sentences[0]).toBe(`No verdict on amount in window 2: ${why}.`);
    expect(explain(report!, 'amount').sentences.join(' ')).not.toContain('a verdict needs');
  });

  it('neither flags, nor clears, nor counts towards confirmation', async () => {
    const alerter = memoryAlerter();
    const monitor = monitorOf({ alerters: [alerter], alerts: { clearAfter: 1 } });
    const told = () => alerter.messages.map(({ kind, transition }) => `${kind} ${transition}`);
    const decided = (reports: readonly WindowReport[]) => reports.map(({ decision }) => decision.reason);
    // The first window of a drift, then a short one of the same drift: one of two.
    const first = await reportsOf(monitor, rowsOf(250, 'drift 1', moved));
    expect(first.map(brief)).toEqual([
      [200, false, 'drift'],
      [50, true, 'undecided'],
    ]);
    expect(decided(first)).toEqual(['drift-not-confirmed', 'insufficient']);
    // A short one without drift does not clear it.
    await reportsOf(monitor, rowsOf(50, 'calm'));
    await monitor.settled();
    expect(told()).toEqual(['data-drift firing']);
    // The second window of the drift confirms it.
    const third = await reportsOf(monitor, rowsOf(200, 'drift 2', moved));
    expect(third[0]!.decision).toMatchObject({ action: 'suggest', detail: expect.stringContaining('1, 1') as string });
    expect(third[0]!.columns[0]!.moved.since).toBe('1');
    await reportsOf(monitor, rowsOf(200, 'calm again'));
    await monitor.settled();
    expect(told()).toEqual(['data-drift firing', 'data-drift resolved']);
  });

  it('that lacks a column breaks the schema, and is not flagged', async () => {
    const alerter = memoryAlerter();
    const monitor = monitorOf({ alerters: [alerter] });
    const rows = rowsOf(50, 'end');
    const [report] = await reportsOf(
      monitor,
      fromColumns({ amount: rows.column('amount')!, age: rows.column('age')! }),
    );
    expect(report).toMatchObject({ verdict: 'undecided', reason: 'partial-window' });
    expect(report!.columns.find((one) => one.column === 'channel')).toMatchObject({ reason: 'column-missing' });
    await monitor.settled();
    expect(alerter.messages.map(({ kind, transition }) => `${kind} ${transition}`)).toEqual(['schema firing']);
  });

  it('is measured, and feeds the concept detector, like any other', async () => {
    const schema = defineSchema({ amount: 'numeric', guess: 'prediction', label: 'label' });
    const labelled = (n: number, seed: string, right: number): Batch => {
      const random = seededRandom(seed);
      const label = Array.from({ length: n }, () => (random.uniform() < 0.5 ? 'yes' : 'no'));
      const guess = label.map((one) => (random.uniform() < right ? one : one === 'yes' ? 'no' : 'yes'));
      return fromColumns({ amount: Float64Array.from(label, () => random.normal()), guess, label });
    };
    const monitor = new Monitor({ reference: labelled(2_000, 'reference', 0.9), schema, window: { rows: 1_000 } });
    const told: string[] = [];
    monitor.on('concept', ({ window }) => told.push(window));
    const [full, short] = await reportsOf(monitor, labelled(1_000, 'calm', 0.9), labelled(600, 'wrong', 0.3));
    expect(full!.concept).toMatchObject({ rows: 1_000, drift: false });
    expect(short).toMatchObject({
      verdict: 'undecided',
      window: { partial: true },
      concept: { rows: 600, drift: true },
    });
    expect(short!.performance).toMatchObject({ labelled: 600, maturity: 1 });
    expect(short!.performance!.metrics['accuracy']!.value).toBeLessThan(0.4);
    expect(told).toEqual(['2']);
  });

  it('does not join the reference, in the mode pooled', async () => {
    const monitor = monitorOf({ referenceMode: 'pooled' });
    await reportsOf(monitor, rowsOf(250, 'first'));
    const [next] = await reportsOf(monitor, rowsOf(200, 'second'));
    expect(next!.reference.joined).toEqual({ windows: 1, rows: 200 });
  });

  it('is watched row by row, which does not wait for windows', async () => {
    const monitor = monitorOf({ window: { rows: 1_000 }, alarmBudget: { per: { rows: 10_000 } } });
    const [report] = await reportsOf(monitor, rowsOf(600, 'end', moved));
    expect(report!.sequential!.alarms.length).toBeGreaterThan(0);
    expect(report).toMatchObject({ verdict: 'drift', reason: 'evidence-row-by-row', window: { partial: true } });
    expect(report!.columns.map(({ column, verdict }) => [column, verdict])).toEqual([
      ['amount', 'drift'],
      ['age', 'undecided'],
      ['channel', 'undecided'],
      ['label', 'undecided'],
    ]);
  });

  it('of so many columns that they are asked ahead has no verdict either', async () => {
    const wide = (n: number, seed: string, mean = 0): Batch => {
      const random = seededRandom(seed);
      const column = () => Float64Array.from({ length: n }, () => random.normal() + mean);
      return fromColumns(Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`x${i}`, column()])));
    };
    for (const [trailing, verdict] of [
      ['report', 'undecided'],
      ['judge', 'drift'],
    ] as const) {
      const monitor = new Monitor({ reference: wide(500, 'reference'), window: { rows: 200, trailing } });
      expect((await reportsOf(monitor, wide(60, 'end', 3))).map(brief)).toEqual([[60, true, verdict]]);
    }
  });

  it('of a source that gives less than a window a run is every window; judge gives each its verdict', async () => {
    for (const [trailing, verdicts] of [
      ['report', ['undecided', 'undecided']],
      ['judge', ['stable', 'drift']],
    ] as const) {
      const monitor = monitorOf({ window: { rows: 2_000, trailing } });
      const runs = [];
      for (const shift of [0, 1]) runs.push(...(await reportsOf(monitor, rowsOf(1_500, `run ${shift}`, { shift }))));
      expect(runs.map(brief)).toEqual(verdicts.map((verdict) => [1_500, true, verdict]));
    }
  });
});

describe('no such window is', () => {
  it('one by time that closed at maxPeriods with fewer rows than minRows', async () => {
    const window = { every: '1h', minRows: 500, maxPeriods: 2 } as const;
    const reports = await reportsOf(monitorOf({ window }), timed(121, 'stream', moved));
    expect(reports.map(brief)).toEqual([
      [120, false, 'drift'],
      [1, true, 'undecided'],
    ]);
  });

  it('a file, or what is processed', async () => {
    const files = await reportsOf(monitorOf({ window: 'file' }), rowsOf(200, 'file 1'), rowsOf(50, 'file 2', moved));
    expect(files.map(brief)).toEqual([
      [200, false, 'stable'],
      [50, false, 'drift'],
    ]);
    expect(brief(await monitorOf().process(rowsOf(50, 'end', moved)))).toEqual([50, false, 'drift']);
  });

  it('one that is open: with a store its rows wait for the next process, which goes on with them', async () => {
    const checkpoint = memoryCheckpoint();
    const before = monitorOf({ checkpoint });
    for (const row of rowsOf(150, 'first', moved)) before.observe(row);
    await before.close();
    const after = monitorOf({ checkpoint });
    const reports: WindowReport[] = [];
    after.on('window', (report) => reports.push(report));
    for (const row of rowsOf(50, 'second', moved)) after.observe(row);
    await after.settled();
    await after.close();
    expect(reports.map(brief)).toEqual([[200, false, 'drift']]);
  });
});
