import { describe, expect, it } from 'vitest';
import {
  adwin,
  backtest,
  fromColumns,
  logisticRegression,
  memoryAlerter,
  memoryClock,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type BacktestOptions,
  type BacktestSettings,
  type Batch,
  type ModelTrainer,
} from '../../src/index.js';
import { rowsOf, type Change } from './loop.js';

const day = 86_400_000;
const quiet = Array.from({ length: 6 }, (_, i) => rowsOf(500, `window ${i}`));
const reference = rowsOf(2_000, 'reference');
const columns = { label: { role: 'label' } } as const;
const lateFlip: readonly Change[] = [
  {},
  {},
  { shift: 1.5 },
  { flipped: true },
  { flipped: true },
  { flipped: true },
  {},
];
const eventful = lateFlip.map((change, i) => rowsOf(400, `late ${i}`, change));

describe('backtest', () => {
  it('tells what a monitor with the same settings told: verdicts, messages, trainings and promotions', async () => {
    const settings: BacktestSettings = {
      columns,
      trainer: logisticRegression(),
      retrain: { mode: 'auto', minRows: 200, cooldown: { windows: 1 } },
    };
    const clock = memoryClock();
    const alerter = memoryAlerter();
    const own = { ...settings, reference, clock, alerters: [alerter], registry: memoryRegistry({ clock }) };
    const options = { ...own, training: rowBuffer({ rows: 200_000 }) };
    await trainInitialModel(options);
    const monitor = new Monitor(options);
    const counts = { retrains: 0, promotions: 0 };
    monitor.on('retrain', ({ phase }) => void (counts.retrains += Number(phase === 'started')));
    monitor.on('promoted', () => void counts.promotions++);
    const windows: unknown[] = [];
    for (const rows of eventful) {
      const { window, verdict, concept, decision } = await monitor.process(rows);
      windows.push({ id: window.id, verdict, concept: concept?.drift ?? false, action: decision.action });
      await monitor.settled();
      await clock.advance(day);
    }
    await monitor.close();
    expect(counts.retrains).toBeGreaterThan(0);
    expect(counts.promotions).toBeGreaterThan(0);

    const [result] = await backtest({ reference, windows: eventful }, { asItWas: settings });
    const { asItIs } = result!;
    expect(asItIs.windows.map(({ id, verdict, concept, action }) => ({ id, verdict, concept, action }))).toEqual(
      windows,
    );
    expect(asItIs.messages).toEqual(alerter.messages.map(({ kind, transition }) => `${kind} ${transition}`));
    expect(asItIs).toMatchObject(counts);
    expect(result).toMatchObject({ setting: 'asItWas', injected: [], found: 0 });
    expect(result!.delay).toBeUndefined();
  });

  it('says which settings see an injected change, and how late', async () => {
    const results = await backtest(
      { reference, windows: quiet },
      { default: { columns }, blind: { columns: { ...columns, amount: { tolerance: 5, missingTolerance: 0.9 } } } },
      {
        inject: [
          { kind: 'shift', column: 'amount', by: 1, from: 2 },
          { kind: 'scale', column: 'amount', times: 3 },
          { kind: 'missing', column: 'amount', share: 0.5, from: 5 },
        ],
      },
    );
    const [seeing, blind] = results;
    expect(seeing!.injected.map(({ delay }) => delay)).toEqual([0, 0, 0]);
    expect(seeing).toMatchObject({ found: 3, delay: { mean: 0, median: 0 } });
    expect(blind!.found).toBe(0);
    expect(seeing!.asItIs).toMatchObject({ flagged: 0, messages: [], retrains: 0 });
    // Before the change, everything is as it is.
    const [shifted] = seeing!.injected;
    expect(shifted!.replay.windows.slice(0, 2)).toEqual(seeing!.asItIs.windows.slice(0, 2));
    expect(shifted!.replay.windows[2]!.columns).toEqual(['amount']);
    expect(shifted!.replay.messages[0]).toBe('data-drift firing');
  });

  it('states as delay what a monitor takes to name the change when the rows are changed by hand', async () => {
    const small = Array.from({ length: 12 }, (_, i) => rowsOf(100, `small ${i}`));
    const from = 3;
    const by = 0.55;
    const [result] = await backtest(
      { reference, windows: small },
      { default: { columns } },
      {
        inject: [
          { kind: 'shift', column: 'amount', by, from },
          { kind: 'shift', column: 'amount', by: 2, from: 9 },
        ],
      },
    );
    const amounts = Array.from(reference.column('amount') as Iterable<number>);
    const mean = amounts.reduce((sum, x) => sum + x, 0) / amounts.length;
    const sd = Math.sqrt(amounts.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (amounts.length - 1));
    const monitor = new Monitor({ reference, columns });
    const named: boolean[] = [];
    for (const [i, rows] of small.entries()) {
      const given = columnsOf(rows);
      const moved = given['amount']!.map((x) => (x as number) + (i < from ? 0 : by * sd));
      const report = await monitor.process(fromColumns({ ...given, amount: moved }));
      named.push(report.columns.some(({ column, verdict }) => column === 'amount' && verdict === 'drift'));
    }
    await monitor.close();
    const late = named.indexOf(true) - from;
    expect(late).toBeGreaterThan(0);
    expect(result!.injected.map(({ delay }) => delay)).toEqual([late, 0]);
    expect(result).toMatchObject({ found: 2, delay: { mean: late / 2, median: late / 2 } });
  });

  it('finds swapped labels by the concept detector', async () => {
    const guessed = (rows: Batch) =>
      fromColumns({ ...columnsOf(rows), guess: Array.from(rows.column('label') as Iterable<string>) });
    const [result] = await backtest(
      { reference: guessed(reference), windows: quiet.map(guessed) },
      { adwin: { columns: { ...columns, guess: { role: 'prediction' } }, concept: adwin() } },
      { inject: [{ kind: 'labelSwap', share: 0.3, from: 3 }] },
    );
    expect(result!.asItIs.conceptDrifts).toBe(0);
    expect(result!.injected[0]!.delay).toBe(0);
    expect(result!.injected[0]!.replay.conceptDrifts).toBeGreaterThan(0);
  });

  it('does not count as found what was said without the change', async () => {
    const moved = quiet.map((_, i) => rowsOf(500, `moved ${i}`, { shift: 2 }));
    const [result] = await backtest(
      { reference, windows: moved },
      { default: { columns } },
      { inject: [{ kind: 'shift', column: 'amount', by: 1 }] },
    );
    expect(result!.asItIs.flagged).toBe(6);
    expect(result!.injected[0]!.delay).toBeUndefined();
  });

  it('changes no row that it was given, reads a source anew for each replay, and keeps the names of windows', async () => {
    const named = quiet.map((rows, i) => ({ ...columnsOf(rows), name: i }));
    const before = JSON.stringify(named);
    let readings = 0;
    const windows = {
      async *[Symbol.asyncIterator]() {
        readings++;
        for (const { name, ...given } of named) yield { ...fromColumns(given), name: `day ${name}` } as Batch;
      },
    };
    const inject = [{ kind: 'missing', column: 'age', share: 1 }] as const;
    const [result] = await backtest({ reference, windows }, { default: { columns } }, { inject });
    expect(readings).toBe(2);
    expect(JSON.stringify(named)).toBe(before);
    expect(result!.asItIs.windows.map(({ id }) => id)).toEqual(quiet.map((_, i) => `day ${i}`));
  });

  it('tells each window of each replay, of as many as there will be', async () => {
    const told: unknown[] = [];
    const inject = [{ kind: 'missing', column: 'age', share: 1 }] as const;
    const windows = quiet.slice(0, 2);
    await backtest(
      { reference, windows },
      { default: { columns } },
      { inject, onProgress: (progress) => told.push(progress) },
    );
    expect(told).toEqual([1, 2, 3, 4].map((done) => ({ done, total: 4, unit: 'windows' })));
  });

  it.each(['the first model is trained', 'a source gives nothing', 'a training is under way'])(
    'ends with ABORTED while %s',
    async (when) => {
      const stop = new AbortController();
      const never = (): Promise<never> => {
        setImmediate(() => stop.abort('enough'));
        return new Promise(() => {});
      };
      let trainings = 0;
      const logistic = logisticRegression();
      const hangs = when === 'a training is under way' ? 2 : 1;
      const trainer: ModelTrainer = {
        ...logistic,
        train: (data, context) => (++trainings === hangs ? never() : logistic.train(data, context)),
      };
      const windows = {
        async *[Symbol.asyncIterator]() {
          if (when === 'a source gives nothing') await never();
          yield* eventful;
        },
      };
      const settings: BacktestSettings = {
        columns,
        retrain: { mode: 'auto', minRows: 200, cooldown: { windows: 1 } },
        ...(when !== 'a source gives nothing' && { trainer }),
      };
      const replaying = backtest({ reference, windows }, { default: settings }, { signal: stop.signal });
      await expect(replaying).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
      if (when !== 'a source gives nothing') expect(trainings).toBe(hangs);
    },
  );

  it.each<[BacktestOptions, string]>([
    [{ inject: [{ kind: 'shift', column: 'amuont', by: 1 }] }, "the reference has no column 'amuont'"],
    [{ inject: [{ kind: 'shift', column: 'channel', by: 1 }] }, "column 'channel' has no mean to move"],
    [{ inject: [{ kind: 'melt', column: 'amount' }] } as never, 'backtest.inject.0'],
    [{ injects: [] } as never, "unknown option 'injects'"],
  ])('refuses %j', async (options, message) => {
    await expect(backtest({ reference, windows: quiet }, { default: {} }, options)).rejects.toThrow(message);
  });
});

const columnsOf = (rows: Batch): Record<string, unknown[]> =>
  Object.fromEntries(rows.names.map((name) => [name, Array.from(rows.column(name) as Iterable<unknown>)]));
