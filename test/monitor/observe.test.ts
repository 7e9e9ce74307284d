import { describe, expect, it } from 'vitest';
import {
  defineSchema,
  Monitor,
  memoryCheckpoint,
  memoryRegistry,
  type MonitorJson,
  type MonitorOptions,
  type Row,
  type WindowReport,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { rowsOf } from './loop.js';

const hour = 3_600_000;
const reference = rowsOf(2_000, 'reference');
const schema = defineSchema({ amount: 'numeric', age: 'numeric', channel: 'categorical', label: 'label' });

function watched(options: Partial<MonitorOptions> = {}): {
  monitor: Monitor;
  reports: WindowReport[];
  events: (readonly [event: string, payload: unknown])[];
} {
  const monitor = new Monitor({ reference, window: { rows: 200 }, clock: memoryClock(hour), ...options });
  const reports: WindowReport[] = [];
  const events: (readonly [event: string, payload: unknown])[] = [];
  monitor.on('window', (report) => reports.push(report));
  for (const event of ['dropped', 'error', 'listenerError', 'alert'] as const)
    monitor.on(event, (payload) => events.push([event, payload]));
  return { monitor, reports, events };
}

/** Everything a report says, but not the times that go with the rows. */
const told = (reports: readonly WindowReport[]): unknown[] =>
  reports.map(({ window: { id, rows, partial }, ...rest }) => ({ id, rows, partial, ...rest }));

describe('observe', () => {
  it('judges what it gathers exactly as process judges the same rows in one table', async () => {
    const { monitor, reports, events } = watched();
    const rows = [...rowsOf(1_000, 'stream', { shift: 0.6, missing: 0.1 })];
    expect(rows.map((row) => monitor.observe(row))).toEqual(rows.map(() => 'taken'));
    await monitor.settled();

    const other = watched();
    for (let from = 0; from < 1_000; from += 200)
      await other.monitor.process(rows.slice(from, from + 200), { id: String(from / 200 + 1) });
    expect(told(reports)).toEqual(told(other.reports));
    expect(reports.some(({ verdict }) => verdict === 'drift')).toBe(true);
    expect(events.filter((event) => event[0] !== 'alert')).toEqual([]);
  });

  it('does nothing but take the row: windows are judged behind the back of the caller', async () => {
    const { monitor, reports } = watched();
    for (const row of rowsOf(400, 'stream')) monitor.observe(row);
    expect(reports).toEqual([]);
    await monitor.settled();
    expect(reports.map(({ window }) => window.id)).toEqual(['1', '2']);
  });

  it('keeps a bounded number of windows that wait, and counts and announces those it drops', async () => {
    const { monitor, reports, events } = watched({ queue: { windows: 2 } });
    for (const row of rowsOf(1_000, 'stream')) monitor.observe(row);
    await monitor.settled();
    expect(reports).toHaveLength(2);
    expect(events.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => ['dropped', { what: 'windows', count: 1 }]));
    expect(events[3]).toMatchObject(['alert', { kind: 'dropped', transition: 'firing' }]);
    // The rows that follow are judged again.
    for (const row of rowsOf(200, 'later')) monitor.observe(row);
    await monitor.settled();
    expect(reports).toHaveLength(3);
  });

  it('has an outcome for whatever it is given, and never throws', async () => {
    const { monitor, reports, events } = watched({ window: { every: '1h' } });
    const good = { amount: 1, age: 0, channel: 'web', label: 'no' };
    const throwing = Object.defineProperty({ ...good }, 'amount', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    const throwingOptions = Object.defineProperty({}, 'id', {
      get() {
        throw new Error('no');
      },
    });
    const cases: [unknown, object, string][] = [
      [good, {}, 'taken'],
      [null, {}, 'invalid-row'],
      [undefined, {}, 'invalid-row'],
      ['text', {}, 'invalid-row'],
      [[1, 2], {}, 'invalid-row'],
      [throwing, {}, 'invalid-row'],
      [{}, {}, 'taken'],
      [{ ...good, extra: 1 }, {}, 'taken'],
      [{ amount: 'not a number', channel: 7 }, {}, 'taken'],
      [good, { at: '2024-01-01T10:00:00' }, 'invalid-time'],
      [good, { at: 'yesterday' }, 'invalid-time'],
      [good, { at: Number.NaN }, 'invalid-time'],
      [good, { at: 100 * 24 * hour }, 'invalid-time'],
      [good, { at: new Date(hour + 1) }, 'taken'],
      [good, { id: 'x'.repeat(1_000_000) }, 'taken'],
      [good, null as unknown as object, 'taken'],
      [good, throwingOptions, 'invalid-row'],
    ];
    expect(cases.map(([row, options]) => monitor.observe(row as Row, options))).toEqual(cases.map((one) => one[2]));
    const refused = cases.filter((one) => one[2] !== 'taken').map(() => ['dropped', { what: 'rows', count: 1 }]);
    expect(events).toEqual(refused);
    await monitor.close();
    const [report] = reports;
    expect(report!.window).toMatchObject({ rows: 7, partial: true });
    expect(report!.violations.map(({ column, kind, count }) => [column, kind, count])).toEqual(
      expect.arrayContaining([
        ['extra', 'extra-column', 7],
        ['amount', 'wrong-type', 1],
      ]),
    );
    expect(monitor.observe(good)).toBe('closed');
  });

  it('leaves no trace of a row that broke off in the middle', async () => {
    const { monitor, reports } = watched({ window: { rows: 2 } });
    const broken = Object.defineProperty({ amount: 999 }, 'age', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    monitor.observe({ amount: 1, age: 1, channel: 'web', label: 'no' });
    expect(monitor.observe(broken)).toBe('invalid-row');
    monitor.observe({ age: 3, channel: 'web', label: 'no' });
    await monitor.settled();
    const amount = reports[0]!.quality.find(({ column, kind }) => column === 'amount' && kind === 'missing')!;
    expect(amount.count).toBe(1);
  });

  it('closes windows of event time at the time of a later row, also when rows come slowly and out of order', async () => {
    const { monitor, reports } = watched({ window: { every: '1h', allowedLateness: '10m' } });
    const [row] = rowsOf(1, 'one');
    const minutes = [0, 30, 61, 59, 69, 71, 130, 131, 125, 200];
    for (const minute of minutes) monitor.observe(row!, { at: minute * 60_000 });
    await monitor.settled();
    expect(reports.map(({ window, notes }) => [window.id, window.rows, notes.length])).toEqual([
      ['1970-01-01T00:00Z', 3, 0],
      ['1970-01-01T01:00Z', 3, 0],
      ['1970-01-01T02:00Z', 3, 0],
    ]);
  });

  it('counts and tells a window whose judgement throws, and goes on with the next', async () => {
    const clock = memoryClock(hour);
    let fails = false;
    const failing = {
      ...clock,
      now: () => {
        if (fails) throw new Error('no time');
        return clock.now();
      },
    };
    const { monitor, reports, events } = watched({ clock: failing });
    for (const row of rowsOf(200, 'lost')) monitor.observe(row);
    fails = true;
    await monitor.settled();
    fails = false;
    for (const row of rowsOf(200, 'kept')) monitor.observe(row);
    await monitor.settled();
    expect(reports.map(({ window }) => window.id)).toEqual(['2']);
    const seen = events.filter(([event]) => event !== 'alert');
    expect(seen).toEqual([
      ['dropped', { what: 'windows', count: 1 }],
      ['error', { where: 'observed window', code: 'INTERNAL', message: 'no time' }],
    ]);
    const alerts = events.flatMap(([event, payload]) =>
      event === 'alert' ? [(payload as { kind: string }).kind] : [],
    );
    expect(alerts).toEqual(expect.arrayContaining(['dropped', 'broken-part']));
  });

  it('makes windows of the default size where windows are files, and says so once and in each report', async () => {
    const { monitor, reports } = watched({ window: 'file' });
    const warnings: unknown[] = [];
    monitor.on('warning', ({ code, message }) => {
      if (code === 'WINDOW_FALLBACK') warnings.push(message);
    });
    for (const row of rowsOf(4_500, 'stream')) monitor.observe(row);
    await monitor.close();
    expect(reports.map(({ window }) => window.rows)).toEqual([2_000, 2_000, 500]);
    expect(warnings).toEqual([expect.stringContaining('windows are of 2000 rows; choose { rows }')]);
    for (const { notes } of reports) expect(notes).toContain(`WINDOW_FALLBACK: ${warnings[0] as string}`);
  });

  it('reports what is open at the end as partial windows, or drops and counts them', async () => {
    const report = watched();
    for (const row of rowsOf(250, 'stream')) report.monitor.observe(row);
    await report.monitor.close();
    expect(report.reports.map(({ window }) => [window.id, window.rows, window.partial])).toEqual([
      ['1', 200, undefined],
      ['2', 50, true],
    ]);
    const drop = watched({ trailing: 'drop' });
    for (const row of rowsOf(250, 'stream')) drop.monitor.observe(row);
    await drop.monitor.close();
    expect(drop.reports).toHaveLength(1);
    expect(drop.events).toEqual([['dropped', { what: 'rows', count: 50 }]]);
  });
});

describe('observed rows over a restart', () => {
  it.each([
    ['by rows', { rows: 300 }],
    ['by time', { every: '1h', minRows: 50 }],
  ] as const)('give the same verdicts when the process stops anywhere, with windows %s', async (_name, window) => {
    const random = seededRandom('stops');
    const rows = [...rowsOf(1_500, 'stream', { shift: 0.4 })];
    const at = rows.map((_, i) => i * 20_000);
    const options = { reference, schema, window, clock: memoryClock(10 * hour) };
    const whole = watched(options);
    rows.forEach((row, i) => whole.monitor.observe(row, { at: at[i]! }));
    await whole.monitor.close();

    for (let trial = 0; trial < 10; trial++) {
      const checkpoint = memoryCheckpoint();
      const reports: WindowReport[] = [];
      for (let from = 0; from < rows.length;) {
        const to = Math.min(rows.length, from + 1 + random.integer(700));
        const last = to === rows.length;
        const { monitor } = watched({ ...options, ...(last ? {} : { checkpoint }) });
        const resumed =
          from > 0 && last ? Monitor.fromJSON(JSON.parse(text(await checkpoint.load())), options) : monitor;
        resumed.on('window', (report) => reports.push(report));
        for (let i = from; i < to; i++) expect(resumed.observe(rows[i]!, { at: at[i]! })).toBe('taken');
        await resumed.close();
        from = to;
      }
      expect(reports.map(comparable)).toEqual(whole.reports.map(comparable));
    }
  });

  it('keep the window that is being judged until its judgement is in the state, and those behind it', async () => {
    const options = { reference, schema, window: { rows: 200 } };
    const rows = [...rowsOf(700, 'stream', { shift: 0.6 })];
    const whole = watched(options);
    for (const row of rows) whole.monitor.observe(row);
    await whole.monitor.close();

    // The registry is asked for the champion in the middle of judging a window.
    const states: MonitorJson[] = [];
    const registry = memoryRegistry();
    const asked = { ...registry, alias: (name: string) => (states.push(monitor.toJSON()), registry.alias(name)) };
    const { monitor } = watched({ ...options, registry: asked });
    for (const row of rows) monitor.observe(row);
    monitor.on('window', () => states.push(monitor.toJSON()));
    await monitor.settled();

    expect(states.map(({ state }) => state.windows)).toEqual([0, 1, 1, 2, 2, 3]);
    for (const state of states) {
      const later = whole.reports.slice(state.state.windows).map(comparable);
      expect((await judgedFrom(state, options)).map(comparable)).toEqual(later);
      // Windows that wait are kept again by who has not judged them yet.
      const again = Monitor.fromJSON(state, options).toJSON();
      expect((await judgedFrom(again, options)).map(comparable)).toEqual(later);
    }
  });

  it('keep no row in the checkpoint', async () => {
    const checkpoint = memoryCheckpoint();
    const { monitor } = watched({ checkpoint });
    for (const row of rowsOf(100, 'stream'))
      monitor.observe({ ...row, amount: 7.654321e77 }, { id: 'someone@example.com' });
    await monitor.close();
    const saved = text(await checkpoint.load());
    expect(saved).toContain('"kept"');
    expect(saved).not.toContain('someone');
    const { monitor: next, reports } = watched({ checkpoint });
    for (const row of rowsOf(100, 'stream')) next.observe(row);
    await next.settled();
    expect(reports.map(({ window }) => window.rows)).toEqual([200]);
  });
});

/** What a monitor that goes on from a state judges until it is closed. */
async function judgedFrom(state: MonitorJson, options: Partial<MonitorOptions>): Promise<WindowReport[]> {
  const reports: WindowReport[] = [];
  const monitor = Monitor.fromJSON(state, { reference, ...options, clock: memoryClock(hour) });
  monitor.on('window', (report) => reports.push(report));
  await monitor.close();
  return reports;
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** Counts, verdicts and p-values are the same to the bit; moments of parts agree to rounding. */
const comparable = (report: WindowReport): unknown => ({
  window: report.window,
  verdict: report.verdict,
  columns: report.columns.map(({ column, verdict, reason, tests }) => ({ column, verdict, reason, tests })),
  quality: report.quality,
  concept: report.concept,
  performance: report.performance,
  decision: report.decision,
});
