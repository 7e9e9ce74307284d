import { describe, expect, it } from 'vitest';
import { fromIterable, memoryAlerter, Monitor, schedule, type MonitorOptions, type Row } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from './loop.js';
import { inOwnProcess } from './own-process.js';

const hour = 3_600_000;
const reference = rowsOf(2_000, 'reference');

function watched(options: Partial<MonitorOptions> = {}) {
  const clock = memoryClock(hour);
  const alerter = memoryAlerter();
  const monitor = new Monitor({ reference, window: { rows: 100 }, clock, alerters: [alerter], ...options });
  const noData: unknown[] = [];
  monitor.on('noData', (payload) => noData.push(payload));
  const told = (kind: string) => alerter.messages.filter((m) => m.kind === kind).map((m) => m.transition);
  return { clock, monitor, alerter, noData, told };
}

describe('rows that do not come', () => {
  it('lead to one message after empty periods, and to one when they come again', async () => {
    const { clock, monitor, noData, told, alerter } = watched();
    const hourly = schedule(() => monitor.tick(), { every: '1h', clock });
    const rows = [...rowsOf(100, 'stream')];
    for (let period = 0; period < 8; period++) {
      if (period < 2 || period >= 5) for (const row of rows.slice(0, 10)) monitor.observe(row);
      await clock.advance(hour);
      await monitor.settled();
    }
    await hourly.stop();
    expect(noData).toEqual([{ since: 3 * hour }, { since: 3 * hour }, { since: 3 * hour }]);
    expect(told('no-data')).toEqual(['firing', 'resolved']);
    expect(alerter.messages[0]!.title).toBe('default: no data');
    expect(alerter.messages[0]!.text).toContain('no row came since 1970-01-01T03:00Z');
  });

  it('are as good as none when not one of them can be judged', async () => {
    const { clock, monitor, told, alerter } = watched({ window: { every: '1h' } });
    const [row] = rowsOf(1, 'stream');
    // No time, then in time twice, then one whose window has closed.
    for (const time of ['yesterday', undefined, undefined, 0]) {
      await clock.advance(hour);
      for (let i = 0; i < 2; i++) monitor.observe(row!, { at: time ?? clock.now() });
      await monitor.tick();
      await monitor.settled();
    }
    expect(told('no-data')).toEqual(['firing', 'resolved', 'firing']);
    const since = (time: string) =>
      `2 rows came of no use (row or time unreadable, or too late), and no other since 1970-01-01T${time}Z`;
    const texts = alerter.messages.filter(({ kind }) => kind === 'no-data').map(({ text }) => text);
    expect(texts[0]).toContain(since('01:00'));
    expect(texts[2]).toContain(since('04:00'));
  });

  it.each([
    ['row or time unreadable', 'yesterday', [0, 5, 4]],
    ['too late', 0, [0, 5, 4]],
    ['none of thirty yet, then more than a tenth of them', 'yesterday', [0, 2, 2]],
  ])('are told where a share of them is of no use: %s', async (_, time, bad) => {
    const { clock, monitor, told, alerter } = watched({ window: { every: '1h' } });
    const [row] = rowsOf(1, 'stream');
    // Of each period's rows the first few; a tenth or more of at least thirty counts.
    const periods = bad[1] === 2 ? [9, 11, 11, 30, 30, 30] : [40, 40, 40, 40, 40, 40];
    for (const [period, rows] of periods.entries()) {
      await clock.advance(hour);
      for (let i = 0; i < rows; i++) monitor.observe(row!, { at: i >= rows - (bad[period] ?? 1) ? time : clock.now() });
      await monitor.tick();
      await monitor.settled();
    }
    expect(told('unusable-rows')).toEqual(['firing', 'resolved']);
    expect(told('no-data')).toEqual([]);
    const { text } = alerter.messages.find(({ kind }) => kind === 'unusable-rows')!;
    expect(text).toContain(
      `${bad[1] === 2 ? '4 of 31' : '5 of 40'} rows came of no use (row or time unreadable, or too late)`,
    );
  });

  it('are no share where no other came, and few are judged with those that came before a restart', async () => {
    const { clock, monitor, told } = watched({ window: { every: '1h' } });
    const [row] = rowsOf(1, 'stream');
    const period = async (on: Monitor, good: number, bad: number) => {
      await clock.advance(hour);
      for (let i = 0; i < good; i++) on.observe(row!);
      for (let i = 0; i < bad; i++) on.observe(row!, { at: 'yesterday' });
      await on.tick();
      await on.settled();
    };
    await period(monitor, 18, 2);
    await period(monitor, 0, 40);
    await period(monitor, 0, 0);
    expect([told('no-data'), told('unusable-rows')]).toEqual([['firing'], []]);
    const saved = JSON.parse(JSON.stringify(monitor)) as object;
    const alerter = memoryAlerter();
    const options: MonitorOptions = { reference, window: { every: '1h' }, clock, alerters: [alerter] };
    const next = Monitor.fromJSON(saved, options);
    await period(next, 9, 1);
    expect(alerter.messages.find(({ kind }) => kind === 'unusable-rows')?.text).toContain(
      '3 of 30 rows came of no use',
    );
    const damaged = structuredClone(saved) as { state: { health: { came: { rows: unknown } } } };
    damaged.state.health.came.rows = 'many';
    await expect(Monitor.fromJSON(damaged, options).tick()).rejects.toThrow('health.came.rows');
  });

  it('are a stall when a source is being read', async () => {
    const { clock, monitor, told } = watched();
    let push: ((row: Row | undefined) => void) | undefined;
    async function* slow(): AsyncGenerator<Row> {
      for (;;) {
        const row = await new Promise<Row | undefined>((resolve) => (push = resolve));
        if (row === undefined) return;
        yield row;
      }
    }
    const reports: string[] = [];
    const run = (async () => {
      for await (const report of monitor.run(fromIterable(slow()))) reports.push(report.window.id);
    })();
    await expect.poll(() => push).toBeDefined(); // it is being read
    for (let period = 0; period < 2; period++) {
      await clock.advance(hour);
      await monitor.tick();
      await monitor.settled();
    }
    const [row] = rowsOf(1, 'one');
    for (let i = 0; i < 2; i++) {
      push!(row);
      await new Promise(setImmediate);
      await monitor.tick();
    }
    push!(undefined);
    await run;
    await monitor.settled();
    expect(told('stalled-source')).toEqual(['firing', 'resolved']);
    expect(told('no-data')).toEqual([]);
    expect(reports).toEqual(['1']);
  });

  it('do not keep a window of event time open for ever', async () => {
    const { clock, monitor } = watched({ window: { every: '1h', allowedLateness: '10m' } });
    const reports: string[] = [];
    monitor.on('window', ({ window }) => reports.push(`${window.id} ${window.rows}`));
    for (const row of rowsOf(50, 'stream')) monitor.observe(row);
    await clock.advance(hour);
    await monitor.tick();
    expect(reports).toEqual([]);
    await clock.advance(hour / 4);
    await monitor.tick();
    await monitor.settled();
    expect(reports).toEqual(['1970-01-01T01:00Z 50']);
  });
});

describe('windows that say little', () => {
  it('are named: too few rows, once, and when there are enough again', async () => {
    const { monitor, told, alerter } = watched();
    for (const [i, size] of [200, 1, 10, 200, 200, 200].entries()) await monitor.process(rowsOf(size, `window ${i}`));
    await monitor.settled();
    expect(told('too-few-rows')).toEqual(['firing', 'resolved']);
    expect(alerter.messages[0]!.text).toContain('(1 row): 1 row, and a verdict needs 30');
    expect(told('data-drift')).toEqual([]);
  });

  it('are named: too few labels, where labels used to come with the rows', async () => {
    const { monitor, told } = watched({
      reference: [...reference].map((row) => ({ ...row, guess: row['label'] })),
      columns: { guess: { role: 'prediction' }, label: { role: 'label' } },
      concept: false,
    });
    for (let i = 0; i < 6; i++) {
      const rows = [...rowsOf(200, `window ${i}`)].map((row) => ({ ...row, guess: row['label'] }));
      await monitor.process(i === 2 || i === 3 ? rows.map((row, k) => (k < 20 ? row : { ...row, label: null })) : rows);
    }
    await monitor.settled();
    expect(told('too-few-labels')).toEqual(['firing', 'resolved']);
  });

  // Of the reference, whose label column the rows never bring.
  const predicted = [...reference].map((row) => ({ ...row, guess: row['label'] }));
  const unlabelled = (i: number) =>
    [...rowsOf(200, `window ${i}`)].map(({ label, ...row }, k) => ({ ...row, guess: label, order: `${i}/${k}` }));
  const roles = { guess: { role: 'prediction' }, label: { role: 'label' } } as const;
  const ids = predicted.map((row, k) => ({ ...row, order: `reference/${k}` }));

  it.each([
    ['are named: no labels from the first window on', { reference: predicted, columns: roles }, ['firing']],
    [
      'are not, where the rows name ids: labels may come by themselves',
      { reference: ids, columns: { ...roles, order: { role: 'id' } } },
      [],
    ],
    ['are not, where none are to come', { reference: predicted, columns: { ...roles, label: { role: 'ignore' } } }, []],
  ] as const)('%s', async (_, options, expected) => {
    const { monitor, told } = watched({ ...options, concept: false });
    for (let i = 0; i < 3; i++) await monitor.process(unlabelled(i));
    await monitor.settled();
    expect(told('too-few-labels')).toEqual(expected);
  });

  it('are not named where labels come and nothing is predicted', async () => {
    const { monitor, told } = watched({ columns: { label: { role: 'label' } } });
    for (let i = 0; i < 3; i++) await monitor.process(rowsOf(200, `window ${i}`));
    await monitor.settled();
    expect(told('too-few-labels')).toEqual([]);
  });

  it('are named: a column that repeats one value window after window, and only one that used to vary', async () => {
    const { monitor, told, alerter } = watched({
      reference: [...reference].map((row) => ({ ...row, constant: 1 })),
    });
    for (let i = 0; i < 8; i++) {
      const rows = [...rowsOf(200, `window ${i}`)].map((row) => ({ ...row, constant: 1 }));
      await monitor.process(i >= 1 && i < 6 ? rows.map((row) => ({ ...row, age: 0.25, channel: 'web' })) : rows);
    }
    await monitor.settled();
    expect(told('frozen-column')).toEqual(['firing', 'resolved']);
    const message = alerter.messages.find(({ kind }) => kind === 'frozen-column');
    expect(message!.window.id).toBe('window-4');
    expect(message!.columns.map(({ column }) => column).toSorted()).toEqual(['age', 'channel']);
  });

  it('are not told of a flag that is rarely set, or a number that is mostly zero, until they are off for too long', async () => {
    // One in 200 of the reference: 600 rows without any come by chance, 3,000 do not.
    const rare = (row: Row, i: number): Row => ({
      ...row,
      flag: i % 200 === 7 ? 'yes' : 'no',
      fee: i % 200 === 9 ? 5 : 0,
    });
    const off = (row: Row): Row => ({ ...row, flag: 'no', fee: 0 });
    const { monitor, told, alerter } = watched({ reference: [...reference].map(rare) });
    for (let i = 0; i < 20; i++) await monitor.process([...rowsOf(200, `window ${i}`)].map(i < 16 ? off : rare));
    await monitor.settled();
    expect(told('frozen-column')).toEqual(['firing', 'resolved']);
    const message = alerter.messages.find(({ kind }) => kind === 'frozen-column')!;
    // .995 to the power of 2,800 is below a millionth.
    expect(message.window.id).toBe('window-14');
    expect(message.columns.map(({ column }) => column).toSorted()).toEqual(['fee', 'flag']);
  });

  /** Silent for 100 rows now and then: too much to tell a dead sensor by the share of missing rows in one window. */
  const sensor = (row: Row, i: number): Row => ({ ...row, age: i % 400 >= 300 && i < 1_500 ? null : row['age'] });

  it('are told at once when a column with gaps is silent for longer than twice its longest, and not within that', async () => {
    const { monitor, told, alerter } = watched({ reference: [...reference].map(sensor) });
    for (let i = 0; i < 6; i++) {
      // 160 rows in a row, where the reference has 100: not yet twice as many.
      const rows = [...rowsOf(80, `window ${i}`)];
      const known = i === 1 || i === 2;
      await monitor.process(known ? rows.map((row) => ({ ...row, age: null })) : rows);
    }
    expect(told('frozen-column')).toEqual([]);
    for (let i = 6; i < 12; i++) {
      const rows = [...rowsOf(500, `window ${i}`)];
      await monitor.process(i === 7 ? rows.map((row, k) => (k === 20 ? row : { ...row, age: null })) : rows);
    }
    await monitor.settled();
    expect(told('frozen-column')).toEqual(['firing', 'resolved']);
    const message = alerter.messages.find(({ kind }) => kind === 'frozen-column')!;
    expect(message.window.id).toBe('window-8');
    expect(message.text).toContain('1 column has been missing for at least 250 rows in a row');
  });
});

describe('a schedule', () => {
  const raise = (message: string): never => {
    throw new Error(message);
  };

  it('never runs a task twice at a time, skips what it missed, and says how often', async () => {
    const clock = memoryClock(0);
    const runs: number[] = [];
    let running = 0;
    const hourly = schedule(
      async (periodEnd) => {
        expect(++running).toBe(1);
        runs.push(periodEnd / hour);
        if (runs.length === 1) await clock.sleep(3.5 * hour);
        running--;
      },
      { every: '1h', clock },
    );
    await clock.advance(6 * hour);
    expect(runs).toEqual([1, 4, 5, 6]);
    expect(hourly.counts).toEqual({ runs: 4, skipped: 2, failed: 0 });
    await hourly.stop();
    await clock.advance(3 * hour);
    expect(runs).toHaveLength(4);
  });

  it('catches up one after another when told', async () => {
    const clock = memoryClock(0);
    const runs: number[] = [];
    const hourly = schedule(
      async (periodEnd) => {
        runs.push(periodEnd / hour);
        if (runs.length === 1) await clock.sleep(3.5 * hour);
      },
      { every: '1h', clock, missed: 'catch-up' },
    );
    await clock.advance(5 * hour);
    await clock.advance(hour);
    expect(runs).toEqual([1, 2, 3, 4, 5, 6]);
    await hourly.stop();
  });

  it('goes on after a run that failed, and tells', async () => {
    const clock = memoryClock(0);
    const told: string[] = [];
    let runs = 0;
    const hourly = schedule(
      () => {
        if (++runs === 1) throw new Error('no');
      },
      { every: '1h', clock, onError: ({ message }) => told.push(message) },
    );
    await clock.advance(2 * hour);
    expect(runs).toBe(2);
    expect(told).toEqual(['the scheduled task failed: no']);
    await hourly.stop();
    // Where nobody is told, or who is told throws, `stop` throws; till then it goes on as well.
    const unheard = { every: '1h', clock };
    const listens = { ...unheard, onError: () => raise('deaf') };
    for (const [options, message] of [
      [unheard, 'the scheduled task failed: no'],
      [listens, 'deaf'],
    ] as const) {
      const silent = schedule(() => raise('no'), options);
      await clock.advance(3 * hour);
      expect(silent.counts).toEqual({ runs: 0, skipped: 0, failed: 3 });
      await expect(silent.stop()).rejects.toThrow(message);
    }
  });

  it('keeps calendar days of 23 and 25 hours', async () => {
    const clock = memoryClock(Date.UTC(2024, 2, 29, 23));
    const ends: string[] = [];
    const daily = schedule((end) => void ends.push(new Date(end).toISOString()), {
      every: '1d',
      timeZone: 'Europe/Paris',
      clock,
    });
    await clock.advance(72 * hour);
    expect(ends).toEqual(['2024-03-30T23:00:00.000Z', '2024-03-31T22:00:00.000Z', '2024-04-01T22:00:00.000Z']);
    await daily.stop();
  });

  it('lets the process end', () => {
    const script =
      "import { schedule } from './src/index.js'; schedule(() => {}, { every: '1h' }); console.log('idle');";
    expect(inOwnProcess(script)).toBe('idle\n');
  });
});
