import { describe, expect, it, vi } from 'vitest';
import { ddm, logisticRegression, memoryRegistry, Monitor, trainInitialModel } from '../../src/index.js';
import type { ConceptDetector, Progress, WindowReport } from '../../src/index.js';
import type { Batch, Table } from '../../src/contracts/batch.js';
import type { ReferenceProfile } from '../../src/contracts/profiles.js';
import { countAhead as countWith, type CountedAhead } from '../../src/monitor/count-ahead.js';
import { readWindow } from '../../src/monitor/judge-rows.js';
import * as asking from '../../src/monitor/judge-window.js';
import { isPartInSteps } from '../../src/profile/contiguous-run.js';
import { systemClock } from '../../src/ports/system-clock.js';
import { profile } from '../../src/profile/profile.js';
import { columnsToCount, countInSteps, profileWindow } from '../../src/profile/profile-window.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns, makeBatch, toBatch } from '../../src/table/batch.js';
import { codedColumn } from '../../src/table/columns.js';
import { coerce } from '../../src/table/coerce.js';
import { rowsOf } from './loop.js';

const names = Array.from({ length: 24 }, (_, k) => `x${k}`);
const table = (rows: number, seed: string) => {
  const random = seededRandom(seed);
  const numbers = names.map((name) => [
    name,
    Float64Array.from({ length: rows }, () => (random.uniform() < 0.01 ? Number.NaN : random.normal())),
  ]);
  const codes = Int32Array.from({ length: rows }, () => random.integer(5) - 1);
  return fromColumns({ ...Object.fromEntries(numbers), c: codedColumn(codes, ['a', 'b', 'c', 'd']) });
};

/** Counts alone, without any test. */
const countAhead = (rows: Batch, reference: ReferenceProfile): Promise<CountedAhead> =>
  countWith(
    rows,
    {
      options: {},
      prepared: { reference, plans: [], settings: {} },
      state: { since: [] },
      clock: systemClock,
      failed: () => undefined,
      events: { emit: () => undefined },
    } as never,
    { ...asking, isPartInSteps, slower: 1, isLarge: true },
    { champion: undefined },
  );

/** As a small window is judged. */
const atOnce = (): unknown =>
  vi.mocked(readWindow).mockImplementation(async (given) => ({ rows: toBatch(given as Table) }));

// So that what it does can be watched and replaced; `mockReset` gives it back.
vi.mock('../../src/monitor/judge-rows.js', { spy: true });

describe('a large window is counted before it is judged', () => {
  it('to the same counts, with turns of the event loop in between', async () => {
    const reference = profile(table(2_000, 'reference'));
    const window = table(50_000, 'window');
    let turns = 0;
    let turning = setImmediate(function turn() {
      turns++;
      turning = setImmediate(turn);
    });
    const { table: typed, columns } = await countAhead(window, reference);
    clearImmediate(turning);
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(columns.size).toBe(reference.columns.length);
    expect(profileWindow(typed, reference, columns)).toEqual(
      profileWindow(coerce(window, reference.schema), reference),
    );
    // Nothing is counted twice.
    expect(profileWindow(typed, reference, columns).columns.every((of) => [...columns.values()].includes(of))).toBe(
      true,
    );
  });

  it('tells each column as it has been counted, and a listener that throws stops nothing', async () => {
    const monitor = new Monitor({ reference: table(2_000, 'reference') });
    const heard: unknown[] = [];
    monitor.on('listenerError', (error) => heard.push(error));
    const told: unknown[] = [];
    const onProgress = (progress: Progress): void => {
      told.push(progress);
      if (progress.done === 7) throw new RangeError('no screen');
    };
    const { verdict } = await monitor.process(table(50_000, 'window'), {}, { onProgress });
    expect(verdict).toBe('stable');
    expect(told).toEqual(Array.from({ length: 25 }, (_, i) => ({ done: i + 1, total: 25, unit: 'columns' })));
    expect(heard).toEqual([{ event: 'onProgress', message: 'no screen' }]);
  });

  it('also one long column with turns within, while another window is counted', async () => {
    const reference = profile(table(2_000, 'reference'));
    const windows = [1, 2].map((by) =>
      fromColumns({ x3: Float64Array.from({ length: 600_000 }, (_, row) => by * Math.sin(row)) }),
    );
    const both = await Promise.all(windows.map((window) => countAhead(window, reference)));
    for (const [i, { table: typed, columns }] of both.entries()) {
      const [counted] = columns.values();
      const [alone] = profileWindow(coerce(windows[i]!, reference.schema), reference).columns;
      expect(counted).toEqual(alone);
      const [column] = columnsToCount(typed, reference);
      const steps = [...countInSteps(column!)];
      expect(steps).toHaveLength(Math.ceil(600_000 / 4_096));
      expect(steps.reduce((sum, rows) => sum + rows, 0)).toBe(600_000);
    }
  });

  it('leaves out the columns that the window lacks', async () => {
    const reference = profile(table(2_000, 'reference'));
    const { columns } = await countAhead(fromColumns({ x3: new Float64Array(10) }), reference);
    expect([...columns.values()].map(({ name }) => name)).toEqual(['x3']);
  });

  it('and its report is that of a window judged at once, with the model that scores it', async () => {
    const settings = {
      reference: rowsOf(3_000, 'reference'),
      columns: { label: { role: 'label' } } as const,
      registry: memoryRegistry(),
      trainer: logisticRegression(),
      concept: false as const,
    };
    await trainInitialModel(settings);
    const window = rowsOf(260_000, 'window', { shift: 0.2 });
    const monitor = new Monitor(settings);
    let turned = false;
    const judging = monitor.process(window, { id: 'w' });
    setImmediate(() => (turned = true));
    const { columns, quality, verdict, modelVersion } = await judging;
    expect(turned).toBe(true);
    expect(modelVersion).toBe(1);
    atOnce();
    const small = await new Monitor(settings).process(window, { id: 'w' });
    vi.mocked(readWindow).mockReset();
    expect(columns).toEqual(small.columns);
    expect([quality, verdict]).toEqual([small.quality, small.verdict]);
    await monitor.close();
  });

  it('also one of many columns and few rows, to the same report, byte for byte', async () => {
    const wide = (seed: string, moved: number) => {
      const random = seededRandom(seed);
      const columns = Array.from({ length: 150 }, (_, k) => [
        `x${k}`,
        Float64Array.from({ length: 400 }, () => random.normal() + (k < moved ? 1 : 0)),
      ]);
      return fromColumns(Object.fromEntries(columns));
    };
    const reports = async (): Promise<string> => {
      const monitor = new Monitor({ reference: wide('reference', 0), retrain: false });
      // The second says since when its columns have moved.
      return JSON.stringify([await monitor.process(wide('first', 3)), await monitor.process(wide('second', 4))]);
    };
    const counted = vi.mocked(readWindow);
    const ahead = await reports();
    for (const { value } of counted.mock.results) expect(await value).toHaveProperty('ahead.opened.size', 150);
    atOnce();
    expect(await reports()).toBe(ahead);
    vi.mocked(readWindow).mockReset();
  });
});

it('a large window is watched row by row with turns in between as one that is not, to the same report, byte for byte', async () => {
  const settings = {
    window: { rows: 12_000 },
    alarmBudget: { falseAlarms: 1, per: { rows: 10_000 } },
    concept: false,
    retrain: false,
  } as const;
  const random = seededRandom('others');
  // So many columns that any window is large.
  const wide = (rows: number, seed: string, shift = 0) => {
    const numbers = Array.from({ length: 41 }, (_, k) => [
      `n${k}`,
      Float64Array.from({ length: rows }, () => random.normal()),
    ]);
    const own = rowsOf(rows, seed, { shift });
    return fromColumns({
      ...(Object.fromEntries(numbers) as Record<string, Float64Array>),
      ...Object.fromEntries(own.names.map((name) => [name, own.column(name)!])),
    });
  };
  const [reference, first, second] = [wide(3_000, 'reference'), wide(700, 'first'), wide(700, 'second', 2)];
  const reports = async (): Promise<string> => {
    const monitor = new Monitor({ ...settings, reference });
    return JSON.stringify([await monitor.process(first), await monitor.process(second), monitor]);
  };
  const ahead = await reports();
  expect(await vi.mocked(readWindow).mock.results.at(-1)!.value).toHaveProperty('ahead.watched.engine');
  atOnce();
  expect(await reports()).toBe(ahead);
  vi.mocked(readWindow).mockReset();
  // The second shifts: there are alarms to agree about.
  expect(JSON.parse(ahead)[1].sequential.alarms.length).toBeGreaterThan(0);
});

describe('a large window that is being counted', () => {
  const aborted = { code: 'ABORTED' };
  const settings = { reference: rowsOf(3_000, 'reference'), concept: false, retrain: false } as const;
  const large = [...rowsOf(260_000, 'window')];

  it('is given up at the next turn when its signal says so: nothing has happened, and the next window is judged', async () => {
    const monitor = new Monitor(settings);
    const told = vi.fn<() => void>();
    monitor.on('window', told).on('error', told);
    const controller = new AbortController();
    // Reading the rows takes several turns.
    setImmediate(() => setImmediate(() => controller.abort(new Error('enough'))));
    await expect(monitor.process(large, {}, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
      cause: { message: 'enough' },
    });
    expect(told).not.toHaveBeenCalled();
    expect(await monitor.process(rowsOf(300, 'next'))).toMatchObject({ window: { id: 'window-1' } });
    const small = rowsOf(300, 'small');
    await expect(monitor.process(small, {}, { signal: controller.signal })).rejects.toMatchObject(aborted);
  });

  it('is read no further then, also where its rows come one by one', async () => {
    const controller = new AbortController();
    let taken = 0;
    const rows = (function* () {
      for (; taken < large.length; taken++) {
        if (taken === 1_000) setImmediate(() => controller.abort());
        yield large[taken]!;
      }
    })();
    await expect(new Monitor(settings).process(rows, {}, { signal: controller.signal })).rejects.toMatchObject(aborted);
    expect(taken).toBeGreaterThan(1_000);
    expect(taken).toBeLessThan(large.length / 2);
  });

  it('ends a run over a source there and then', async () => {
    const controller = new AbortController();
    const executor = {
      name: 'stopping',
      count: async (): Promise<never> => {
        controller.abort();
        throw new Error('ended');
      },
      close: async () => undefined,
    };
    const monitor = new Monitor({ ...settings, executor, window: { rows: 260_000 } });
    const error = vi.fn<() => void>();
    monitor.on('error', error);
    const running = monitor.run([large], { signal: controller.signal }).next();
    await expect(running).rejects.toMatchObject(aborted);
    expect(error).not.toHaveBeenCalled();
    expect(monitor.toJSON()).toMatchObject({ state: { windows: 0 } });
  });

  it('is refused as a small one is when a row is none', async () => {
    const rows = [...large.slice(0, 100_000), null, ...large.slice(100_000)] as object[];
    await expect(new Monitor(settings).process(rows)).rejects.toMatchObject({
      code: 'TABLE_INVALID',
      details: { index: 100_000 },
    });
  });
});

it('windows that are judged at once leave the event loop a turn before each, however many wait', async () => {
  const monitor = new Monitor({ reference: rowsOf(1_000, 'reference'), window: { rows: 50 } });
  const seen: number[] = [];
  let turns = 0;
  const turn = () => {
    turns++;
    if (seen.length < 12) setImmediate(turn);
  };
  await monitor.process(rowsOf(50, 'first')); // what judges is loaded
  monitor.on('window', () => seen.push(turns));
  setImmediate(turn);
  await Promise.all(Array.from({ length: 12 }, (_, i) => monitor.process(rowsOf(50, `window ${i}`))));
  expect(seen).toHaveLength(12);
  expect(new Set(seen).size).toBe(12);
});

describe('the labels of a large window are measured before it is judged, to the same report, byte for byte', () => {
  const random = seededRandom('tasks');
  const rows = 20_000;
  /** A number that says something, and what comes of it. */
  const outcomes = (size: number, task: string, shift = 0) => {
    const x = Float64Array.from({ length: size }, () => random.normal());
    const label = x.map((value) => value + random.normal() + shift);
    const classes = (values: Float64Array): string[] =>
      Array.from(values, (value) => ['low', 'middle', 'high'][Math.min(2, Math.max(0, Math.floor(value + 1)))]!);
    if (task === 'regression') return fromColumns({ x, label, prediction: x });
    if (task === 'three classes') return fromColumns({ x, label: classes(label), prediction: classes(x) });
    const yes = Array.from(label, (value) => (value > 0 ? 'yes' : 'no'));
    if (task === 'scored by the model') return fromColumns({ x, label: yes });
    return fromColumns({ x, label: yes, score: x.map((value) => 1 / (1 + Math.exp(-value))) });
  };
  const roles = { label: 'label', score: 'score', prediction: 'prediction' } as const;

  it.each(['two classes', 'three classes', 'regression', 'scored by the model', 'scored by a model that fails'])(
    '%s',
    async (task) => {
      const own = task.startsWith('scored') ? 'scored by the model' : task;
      const [reference, first, second] = [outcomes(3_000, own), outcomes(rows, own), outcomes(rows, own, 2)];
      const trainer = logisticRegression();
      const settings = {
        reference,
        columns: Object.fromEntries(
          Object.entries(roles).flatMap(([name, role]) => (reference.names.includes(name) ? [[name, { role }]] : [])),
        ),
        clock: { ...systemClock, now: () => 0 },
        ...(own !== task || task.startsWith('scored')
          ? { registry: memoryRegistry(), trainer }
          : { retrain: false as const }),
      };
      if ('registry' in settings) await trainInitialModel(settings);
      if (own !== task)
        trainer.predict = () => {
          throw new Error('no predictions today');
        };
      let confused: unknown[] = [];
      const reports = async (): Promise<string> => {
        const monitor = new Monitor(settings);
        const failed: unknown[] = [];
        monitor.on('error', (failure) => failed.push(failure));
        const judged = [await monitor.process(first, { id: 'w' }), await monitor.process(second)];
        expect(judged[1]!.performance === undefined).toBe(own !== task);
        confused = judged.map(({ performance }) => performance?.confused);
        return JSON.stringify([judged, failed, monitor]);
      };
      const before = vi.mocked(readWindow).mock.results.length;
      const ahead = await reports();
      const measured = await Promise.all(
        vi
          .mocked(readWindow)
          .mock.results.slice(before)
          .map(async ({ value }) => (await value).ahead.measured),
      );
      for (const one of measured) expect(one?.metrics === undefined).toBe(own !== task);
      // Taken over as they are: nothing is counted twice.
      if (task === 'three classes') {
        expect(confused[1]).toHaveLength(5);
        for (const [k, one] of measured.entries()) expect(confused[k]).toBe(one.confused);
      }
      atOnce();
      expect(await reports()).toBe(ahead);
      vi.mocked(readWindow).mockReset();
    },
  );

  it.each(['a detector that fails', 'labels that come late', 'rows of the reference'])('with %s', async (what) => {
    const late = what !== 'a detector that fails';
    let updates = 0;
    const touchy: ConceptDetector<{ rows: number }> = {
      name: 'touchy',
      input: 'error',
      initialState: () => ({ rows: 0 }),
      update(state) {
        updates++;
        if (what === 'a detector that fails' && state.rows >= 5_000) throw new Error('enough');
        state.rows++;
        return { drift: state.rows % 7_000 === 0 };
      },
    };
    const reference = outcomes(what === 'rows of the reference' ? rows : 3_000, 'two classes');
    const [first, second] = [outcomes(rows, 'two classes'), outcomes(rows, 'two classes', 2)];
    const ids = Array.from({ length: rows }, (_, row) => `row ${row}`);
    const unlabelled = makeBatch({
      size: rows,
      ids,
      columns: ['x', 'score'].map((name) => [name, first.column(name)!] as const),
    });
    const reports = async (): Promise<string> => {
      updates = 0;
      const monitor = new Monitor({
        reference,
        columns: { score: { role: 'score' }, label: { role: 'label' } },
        concept: touchy,
        conceptFallback: ddm(),
        retrain: false,
        random: seededRandom('ids'),
        clock: { ...systemClock, now: () => 0 },
      });
      const failed: unknown[] = [];
      monitor.on('error', (failure) => failed.push(failure));
      const judged = [await monitor.process(late ? unlabelled : first)];
      for (const id of late ? ids : []) monitor.label(id, 'yes');
      judged.push(await monitor.process(what === 'rows of the reference' ? reference : second));
      return JSON.stringify([judged, failed, monitor]);
    };
    const before = vi.mocked(readWindow).mock.results.length;
    const ahead = await reports();
    const fed = updates;
    const read = await Promise.all(
      vi
        .mocked(readWindow)
        .mock.results.slice(before)
        .map(({ value }) => value),
    );
    expect(read[1]!.ahead?.fed?.fed().rows).toBe(what === 'labels that come late' ? 2 * rows : rows);
    atOnce();
    expect(await reports()).toBe(ahead);
    vi.mocked(readWindow).mockReset();
    expect(fed).toBe(updates); // what was fed ahead is not fed again
    const { concept } = JSON.parse(ahead)[0][1] as WindowReport;
    expect(concept?.rows).toBe(what === 'labels that come late' ? 2 * rows : rows);
  });
});
