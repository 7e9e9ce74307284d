import { describe, expect, it } from 'vitest';
import {
  defineSchema,
  memoryAlerter,
  Monitor,
  profile,
  shiryaevRoberts,
  track,
  type MonitorJson,
  type MonitorOptions,
  type WindowReport,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';

interface Change {
  readonly shift?: number;
  readonly missing?: number;
}

/** Rows of an amount, an age and a colour, of which only the amount ever changes. */
function rowsOf(rows: number, seed: string, { shift = 0, missing = 0.01 }: Change = {}) {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => ({
    amount: random.uniform() < missing ? null : shift + random.normal(),
    age: 40 + 10 * random.normal(),
    colour: random.uniform() < 0.6 ? 'blue' : 'red',
  }));
}

const reference = rowsOf(5_000, 'reference');
/** Half of it is spent row by row: one alarm in 20,000 rows. */
const alarmBudget = { falseAlarms: 1, per: { rows: 10_000 } } as const;

const monitorOptions = {
  reference,
  window: { rows: 250 },
  alarmBudget,
  columns: { amount: { tolerance: 0.0025 } },
} as const;

function watched(options: Partial<MonitorOptions> = {}) {
  const alerter = memoryAlerter();
  const clock = memoryClock();
  const monitor = new Monitor({
    reference,
    clock,
    window: { rows: 250 },
    alarmBudget,
    alerters: [alerter],
    ...options,
  });
  const events: string[] = [];
  monitor.on('drift', ({ columns }) => events.push(`drift ${columns.map(({ column }) => column).join(' ')}`));
  monitor.on('error', ({ where, code }) => events.push(`error ${where} ${code}`));
  return { monitor, alerter, events };
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function windows(monitor: Monitor, rows: readonly object[]): Promise<WindowReport[]> {
  const reports: WindowReport[] = [];
  for (let from = 0; from < rows.length; from += 250) reports.push(await monitor.process(rows.slice(from, from + 250)));
  return reports;
}

describe('under a budget in rows', () => {
  it('every window tells where the evidence stands, and half of the budget is each', async () => {
    const { monitor } = watched();
    const [first, second] = await windows(monitor, rowsOf(500, 'calm'));
    expect(first!.sequential).toMatchObject({ rows: 250, first: 0, expected: 250 / 20_000, total: 0, alarms: [] });
    expect(second!.sequential).toMatchObject({ rows: 250, first: 250, expected: 500 / 20_000 });
    expect(second!.sequential!.level).toBeGreaterThan(0);
    expect(second!.verdict).toBe('stable');
    expect(second!.guarantee[0]).toMatch(
      /^at most 1 false-alarm window per 20,000 rows, which is half of the budget, over .*level 0\.013 a window/,
    );
    expect(second!.guarantee).toContain(
      'row by row: at most one false alarm in 20,000 rows, on average, over all 3 columns and their missing values, under any dependence between columns',
    );
  });

  it('a column that weighs more is told sooner, one that weighs less later', async () => {
    const rows = [...rowsOf(1_000, 'before'), ...rowsOf(2_000, 'after', { shift: 0.4 })];
    const toldAfter = async (weight: number): Promise<number> => {
      const { monitor } = watched({ columns: { amount: { tolerance: 0.0025, weight } } });
      const reports = await windows(monitor, rows);
      return reports.flatMap(({ sequential }) => sequential!.alarms)[0]!.row;
    };
    const usual = await toldAfter(1);
    expect(await toldAfter(20)).toBeLessThan(usual);
    expect(await toldAfter(0.05)).toBeGreaterThan(usual);
  });

  it('a change that no window shows is drift of its column, told like any other', async () => {
    const { monitor, alerter, events } = watched({ columns: { amount: { tolerance: 0.0025 } } });
    const reports = await windows(monitor, [...rowsOf(1_000, 'before'), ...rowsOf(1_000, 'after', { shift: 0.4 })]);
    await monitor.settled();
    const at = reports.findIndex(({ sequential }) => sequential!.alarms.length > 0);
    expect(at).toBeGreaterThanOrEqual(4);
    const { verdict, columns, sequential } = reports[at]!;
    expect(verdict).toBe('drift');
    expect(columns[0]).toMatchObject({ column: 'amount', verdict: 'drift' });
    expect(sequential!.alarms[0]!.ledger[0]).toMatchObject({ column: 'amount', part: 'values', direction: 'up' });
    expect(sequential!.alarms[0]!.row).toBeGreaterThanOrEqual(1_000);
    expect(events).toContain('drift amount');
    const message = alerter.messages.find(({ kind }) => kind === 'data-drift')!;
    expect(message.columns[0]!.column).toBe('amount');
  });

  it('an alarm in a window whose tests see nothing gives the verdict and the reason', async () => {
    // Windows of 40 rows are too small to show so little.
    const { monitor, alerter } = watched({ window: { rows: 40 }, columns: { amount: { tolerance: 0 } } });
    const rows = rowsOf(2_000, 'small', { shift: 0.35 });
    const reports: WindowReport[] = [];
    for (let from = 0; from < rows.length; from += 40) reports.push(await monitor.process(rows.slice(from, from + 40)));
    await monitor.settled();
    const alarmed = reports.filter(({ sequential }) => sequential!.alarms.length > 0);
    const alone = alarmed.find(({ reason }) => reason === 'evidence-row-by-row')!;
    expect(alone.verdict).toBe('drift');
    expect(alone.columns[0]).toMatchObject({ column: 'amount', verdict: 'drift', reason: 'evidence-row-by-row' });
    expect(alone.columns.slice(1).every(({ verdict }) => verdict !== 'drift')).toBe(true);
    // What it tells is what the rows showed, and no comparison that did not alarm.
    const { moved } = alerter.messages.find(({ columns }) => columns[0]!.reason === 'evidence-row-by-row')!.columns[0]!;
    expect(moved).toMatch(/^row by row: values up since row \d+; mean /);
    expect(moved).not.toContain('p-value');
  });

  it('missing values are watched beyond their tolerance, and not where they are ignored', async () => {
    const rows = rowsOf(500, 'missing', { missing: 0.3 });
    const leads = (reports: readonly WindowReport[]) =>
      reports.flatMap(({ sequential }) => sequential!.alarms.map(({ ledger }) => ledger[0]!.part));
    expect(leads(await windows(watched().monitor, rows))).toContain('missing');
    const ignoring = watched({ columns: { amount: { missing: 'ignore' } } }).monitor;
    expect(leads(await windows(ignoring, rows))).toEqual([]);
    const tolerant = watched({ columns: { amount: { missingTolerance: 0.5 } } }).monitor;
    expect(leads(await windows(tolerant, rows))).toEqual([]);
  });

  it('a column outside the budget, or switched off, is not watched', async () => {
    const rows = rowsOf(500, 'off', { shift: 2 });
    const alarmsOf = async (columns: MonitorOptions['columns']) =>
      (await windows(watched({ columns: columns! }).monitor, rows)).flatMap(({ sequential }) => sequential!.alarms);
    expect(await alarmsOf({})).not.toEqual([]);
    expect(await alarmsOf({ amount: { enabled: false } })).toEqual([]);
    expect(await alarmsOf({ amount: { threshold: 0.25 } })).toEqual([]);
  });

  it('a quarter of what is watched row by row is for errors, where their detector takes part', async () => {
    const random = seededRandom('errors');
    const labelled = (rows: number, rate: number) =>
      rowsOf(rows, `labelled/${rate}`).map((row) => ({
        ...row,
        label: 1,
        prediction: random.uniform() < rate ? 0 : 1,
      }));
    const stream = [...labelled(1_500, 0.1), ...labelled(1_500, 0.35)];
    const schema = defineSchema({
      amount: 'numeric',
      age: 'numeric',
      colour: 'categorical',
      label: { role: 'label', type: 'categorical', categories: ['0', '1'] },
      prediction: 'prediction',
    });
    const options = { schema, reference: labelled(2_000, 0.1) };
    const alone = track(shiryaevRoberts({ rowsPerFalseAlarm: 80_000 }));
    const expected = stream
      .map(({ label, prediction }) => alone.observe({ error: label === prediction ? 0 : 1 }))
      .find(({ drift }) => drift)!;
    const { monitor } = watched({ ...options, concept: shiryaevRoberts() });
    const reports = await windows(monitor, stream);
    const { concept } = reports.find((report) => report.concept?.drift)!;
    expect(concept).toMatchObject({ index: expected.index, since: expected.since });
    expect(reports[0]!.guarantee.filter((line) => line.startsWith('row by row: '))).toEqual([
      expect.stringMatching(/^row by row: at most one false alarm in 26,666 rows/),
      expect.stringMatching(/^row by row: tempered/),
      expect.stringMatching(/^row by row: cells were chosen/),
      "row by row: 'shiryaevRoberts' at most one false alarm in 80,000 rows with labels, on average",
    ]);
    for (const own of [shiryaevRoberts({ rowsPerFalseAlarm: 80_000 }), undefined]) {
      const other = watched({ ...options, ...(own && { concept: own }) }).monitor;
      const [{ guarantee, sequential }] = (await windows(other, stream.slice(0, 250))) as [WindowReport];
      expect(sequential!.expected).toBe(250 / 20_000);
      expect(guarantee.at(-1)).toBe(
        `row by row: '${own ? 'shiryaevRoberts' : 'adwin'}', which watches the errors, has no part in this budget`,
      );
    }
  });

  it('budgets in windows, and fixed thresholds, have none of it', async () => {
    for (const options of [{ alarmBudget: { per: { windows: 100 } } }, { preset: 'thresholds' }] as const) {
      const { monitor } = watched(options);
      const [report] = await windows(monitor, rowsOf(250, 'none'));
      expect(report).not.toHaveProperty('sequential');
      expect(monitor.toJSON().state).not.toHaveProperty('sequential');
    }
  });
});

describe('a monitor under a budget in rows', () => {
  it('that is saved and restored between any two windows goes on as if it had not stopped', async () => {
    const rows = rowsOf(2_000, 'restart', { shift: 0.5 });
    const { monitor } = watched();
    const whole = await windows(monitor, rows);
    let state: MonitorJson | undefined;
    const apart: WindowReport[] = [];
    for (let from = 0; from < rows.length; from += 250) {
      const options = { reference, clock: memoryClock(), window: { rows: 250 }, alarmBudget };
      const next = state ? Monitor.fromJSON(state, options) : new Monitor(options);
      apart.push(await next.process(rows.slice(from, from + 250)));
      state = plain(next.toJSON());
    }
    expect(whole.some(({ sequential }) => sequential!.alarms.length > 0)).toBe(true);
    expect(plain(apart)).toEqual(plain(whole));
  });

  it('judges rows one by one, in files and in batches alike', async () => {
    const rows = rowsOf(1_000, 'ways', { shift: 0.5 });
    const processed = (await windows(watched().monitor, rows)).map(({ sequential }) => sequential);
    const seen: unknown[] = [];
    const { monitor } = watched();
    monitor.on('window', ({ sequential }) => seen.push(sequential));
    for (const row of rows) monitor.observe(row);
    await monitor.settled();
    expect(seen).toEqual(processed);
    expect(processed.some((report) => report!.alarms.length > 0)).toBe(true);
  });

  it('says which rows it could not watch: those of which only counts are left', async () => {
    const { monitor } = watched();
    const counts = profile(rowsOf(250, 'counts'), { on: monitor.reference });
    const report = await monitor.process(counts);
    expect(report.sequential).toMatchObject({ rows: 0, note: '250 rows were not watched: only their counts are left' });
  });

  it('starts anew with another reference', async () => {
    const { monitor } = watched();
    await windows(monitor, rowsOf(500, 'old', { shift: 0.2 }));
    await monitor.rebaseline(rowsOf(3_000, 'new', { shift: 2 }), { reason: 'another season' });
    expect(plain(monitor.toJSON()).state).not.toHaveProperty('sequential');
    const [report] = await windows(monitor, rowsOf(250, 'later', { shift: 2 }));
    expect(report!.sequential).toMatchObject({ first: 0, alarms: [] });
  });

  it('starts anew, and says so, where its state is of other settings', async () => {
    const { monitor } = watched();
    await windows(monitor, rowsOf(250, 'one'));
    const options = { reference, clock: memoryClock(), window: { rows: 250 } };
    const next = Monitor.fromJSON(plain(monitor.toJSON()), { ...options, alarmBudget: { per: { rows: 50_000 } } });
    const errors: string[] = [];
    next.on('error', ({ where, code }) => errors.push(`${where} ${code}`));
    const [report] = await windows(next, rowsOf(250, 'two'));
    expect(errors).toEqual(['sequential alarm STATE_INVALID']);
    expect(report!.sequential!.first).toBe(0);
    expect(report!.sequential!.note).toMatch(/^starts anew: /);
  });

  it('takes the rows since the alarm as normal where it is told that it was drift', async () => {
    const later = async (as: 'drift' | 'benign' | undefined) => {
      const { monitor } = watched({ columns: { amount: { tolerance: 0.0025 } } });
      const alarmsIn = async (seed: string, rows: number) =>
        (await windows(monitor, rowsOf(rows, seed, { shift: 0.5 }))).flatMap(({ sequential }) => sequential!.alarms);
      expect((await alarmsIn('moved', 1_000)).length).toBeGreaterThan(0);
      await monitor.acknowledge('default/data-drift', as && { as });
      const state = plain(monitor.toJSON()).state.sequential!;
      const restored = Monitor.fromJSON(plain(monitor.toJSON()), monitorOptions);
      expect(plain(restored.toJSON()).state.sequential).toEqual(state);
      return (await alarmsIn('as it is now', 2_000)).length;
    };
    expect(await later('drift')).toBe(0);
    expect(await later('benign')).toBeGreaterThan(0);
    expect(await later(undefined)).toBeGreaterThan(0);
  });

  it('does not count rows of its own reference', async () => {
    const { monitor } = watched();
    const report = await monitor.process(reference.slice(0, 250));
    expect(report.window.inReference).toBe(true);
    expect(report).not.toHaveProperty('sequential');
  });
});
