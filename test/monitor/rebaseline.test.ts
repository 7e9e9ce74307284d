import { describe, expect, it } from 'vitest';
import {
  defineSchema,
  logisticRegression,
  memoryCheckpoint,
  memoryRegistry,
  Monitor,
  profile,
  trainInitialModel,
  type MonitorOptions,
  type Progress,
  type Row,
  type WindowReport,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from './loop.js';

const hour = 3_600_000;
const day = 24 * hour;
const old = [...rowsOf(1_000, 'reference')].map(({ amount, age }) => ({ amount, age }));
const newSchema = defineSchema({
  order: 'id',
  seen: { role: 'timestamp', timeZone: 'Europe/Paris' },
  amount: 'numeric',
  channel: 'categorical',
  guess: 'prediction',
  label: 'label',
});
const newRow = (row: Row, i: number): Row => ({
  order: `order-${i}`,
  seen: `1970-01-02T0${1 + Math.floor(i / 100)}:00:00`,
  amount: row['amount'],
  channel: row['channel'],
  guess: i % 5 ? 'yes' : 'no',
  label: row['label'],
});
const newRows = [...rowsOf(400, 'new')].map(newRow);
const newReference = profile([...rowsOf(1_000, 'new reference')].map(newRow), { schema: newSchema });

function watched(options: Partial<MonitorOptions> = {}) {
  const monitor = new Monitor({ reference: old, window: { every: '1h' }, clock: memoryClock(10 * day), ...options });
  const reports: WindowReport[] = [];
  const events: unknown[] = [];
  monitor.on('window', (report) => reports.push(report));
  for (const event of ['dropped', 'error'] as const) monitor.on(event, (payload) => events.push([event, payload]));
  return { monitor, reports, events };
}

describe('another reference with other columns', () => {
  it('is followed column by column, and given up by its signal: the old one stays', async () => {
    const { monitor } = watched();
    const { reference: before } = monitor.toJSON();
    const told: unknown[] = [];
    const controller = new AbortController();
    const onProgress = (progress: Progress): void => {
      told.push(progress);
      controller.abort('enough');
    };
    const given = { reason: 'grown', signal: controller.signal, onProgress };
    const rows = { amount: new Float64Array(400).map(Math.sin), age: new Float64Array(400).map(Math.cos) };
    await expect(monitor.rebaseline(rows, given)).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(told).toEqual([{ done: 1, total: 2, unit: 'columns' }]);
    await expect(monitor.rebaseline(rows, given)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(told).toHaveLength(1);
    expect(monitor.toJSON()).toMatchObject({ reference: before });
    expect(monitor.toJSON().rebaselined).toBeUndefined();
    await monitor.rebaseline(rows, { reason: 'grown', onProgress });
    expect(told.slice(1)).toEqual([1, 2].map((done) => ({ done, total: 2, unit: 'columns' })));
    expect(monitor.toJSON().rebaselined?.size).toBe(400);
  });

  it.each([
    ['no rows', [], 'more rows', 'REFERENCE_EMPTY', 'rebaseline: expected a reference with rows, got none'],
    [
      'columns without cells',
      { amount: [] },
      'more',
      'REFERENCE_EMPTY',
      'rebaseline: expected a reference with rows, got none',
    ],
    [
      'a profile of none',
      profile([], { schema: newSchema }),
      'more',
      'REFERENCE_EMPTY',
      'rebaseline: expected a reference with rows, got none',
    ],
    ['no reason', newRows, '', 'OPTION_INVALID', 'rebaseline.reason: expected a text that says why'],
    ['a blank reason', newRows, ' \n', 'OPTION_INVALID', 'rebaseline.reason: expected a text that says why'],
  ])('is refused with %s, and the old one stays', async (_, reference, reason, code, message) => {
    for (const options of [{}, { schema: defineSchema({ amount: 'numeric', age: 'numeric' }) }]) {
      const { monitor } = watched(options);
      const before = monitor.reference;
      await expect(monitor.rebaseline(reference, { reason })).rejects.toMatchObject({ code, message });
      expect(monitor.reference).toBe(before);
    }
  });

  it('is told with the columns that are new, gone, or of another type or role', async () => {
    const { monitor } = watched();
    const changes: unknown[] = [];
    monitor.on('rebaselined', ({ reason, columns }) => changes.push({ reason, columns }));
    await monitor.rebaseline(newReference, { reason: 'model 2' });
    const grown = [...rowsOf(200, 'grown')].map(({ amount }) => ({ amount: `over ${amount as number}`.slice(0, 6) }));
    const retyped = profile(grown, { schema: defineSchema({ amount: 'categorical', channel: 'segment' }) });
    await monitor.rebaseline(retyped, { reason: 'model 3' });
    const added = ['order', 'seen', 'channel', 'guess', 'label'];
    expect(changes).toEqual([
      { reason: 'model 2', columns: { added, removed: ['age'], changed: [] } },
      {
        reason: 'model 3',
        columns: { added: [], removed: ['order', 'seen', 'guess', 'label'], changed: ['amount', 'channel'] },
      },
    ]);
  });

  it('as rows has the columns that these have, where the schema was inferred: roles stay, and what was declared', async () => {
    const rowOf = (row: Row, i: number): Row => ({ ...row, label: i % 3 === 0, guess: i % 2 === 0 });
    const before = old.map(rowOf);
    const after = before.map(({ age, amount, ...row }) => ({
      ...row,
      amount: Number(amount) > 0 ? 'high' : 'low',
      device: Number(age) > 40 ? 'ios' : 'web',
    }));
    const unlabelled = after.map((row: Row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'label')),
    );
    const roles = { label: { role: 'label' }, guess: { role: 'prediction' } } as const;
    const columnsOf = async (options: Partial<MonitorOptions>) => {
      const { monitor, events } = watched({ reference: before, columns: roles, ...options });
      const changes: unknown[] = [];
      monitor.on('rebaselined', ({ columns }) => changes.push(columns));
      await monitor.rebaseline(unlabelled, { reason: 'model 2' });
      const { violations } = await monitor.process(after.slice(0, 200).toReversed());
      const { columns } = monitor.reference.schema;
      return [
        changes,
        events,
        violations.map(({ column, kind }) => `${column} ${kind}`),
        columns.map(({ name, role }) => `${name} ${role}`).toSorted(),
      ];
    };
    const all = ['amount feature', 'device feature', 'guess prediction', 'label label'];
    const changed = [{ added: ['device'], removed: ['age'], changed: ['amount'] }];
    expect(await columnsOf({})).toEqual([changed, [], [], all]);
    const numeric = { ...roles, amount: { type: 'numeric' } } as const;
    expect((await columnsOf({ columns: numeric }))[2]).toEqual(['amount wrong-type']);
    const schema = defineSchema({ amount: 'numeric', age: 'numeric', label: 'label', guess: 'prediction' });
    expect((await columnsOf({ columns: {}, schema }))[0]).toEqual([{ added: [], removed: [], changed: [] }]);
  });

  it('is the one by which rows that come one by one are read from then on', async () => {
    const { monitor, reports, events } = watched();
    for (const row of old.slice(0, 50)) monitor.observe(row, { at: hour / 2 });
    await monitor.rebaseline(newReference, { reason: 'another product' });
    for (const row of newRows) monitor.observe({ ...row, label: null });
    expect(monitor.label('order-7', { label: 'yes' })).toBe('joined');
    await monitor.close();
    expect(reports.map(({ window, violations }) => [window.id, window.rows, violations.length > 0])).toEqual([
      ['1970-01-01T00:00Z', 50, true],
      ['1970-01-02T00:00Z', 100, false],
      ['1970-01-02T01:00Z', 100, false],
      ['1970-01-02T02:00Z', 100, false],
      ['1970-01-02T03:00Z', 100, false],
    ]);
    expect(
      reports
        .at(-1)!
        .columns.map(({ column }) => column)
        .toSorted(),
    ).toEqual(['amount', 'channel', 'guess', 'label']);
    expect(events).toEqual([]);
  });

  it('starts a detector where labels come only now, and is gone on from after a restart', async () => {
    const checkpoint = memoryCheckpoint();
    const { monitor, reports } = watched({ checkpoint });
    await monitor.rebaseline(newReference, { reason: 'labels are there' });
    await monitor.process(newRows.slice(0, 200));
    await monitor.close();
    const next = watched({ checkpoint });
    await next.monitor.process(newRows.slice(200));
    expect([...reports, ...next.reports].map(({ concept }) => concept?.rows)).toEqual([200, 200]);
    expect(next.events).toEqual([]);
  });

  it('leaves out, and counts, rows that were counted over the one before and kept over a restart', async () => {
    const checkpoint = memoryCheckpoint();
    const options = { checkpoint, window: { rows: 100 } };
    const first = watched(options);
    for (const row of old.slice(0, 60)) first.monitor.observe(row);
    await first.monitor.close();
    const { monitor, reports, events } = watched(options);
    await monitor.rebaseline(newReference, { reason: 'another product' });
    for (const row of newRows.slice(0, 40)) monitor.observe(row);
    await monitor.settled();
    expect(events).toEqual([['dropped', { what: 'rows', count: 60 }]]);
    expect(reports.map(({ window }) => window.rows)).toEqual([40]);
  });
});

describe('rows that the monitor scores', () => {
  const reference = rowsOf(2_000, 'scored');
  const rows = [...rowsOf(200, 'stream')].map(({ amount, age, channel }) => ({ amount, age, channel }));

  it.each([
    ['the same model', false],
    ['another model', true],
  ])('are judged together with those kept over a restart, with %s', async (_name, switches) => {
    const registry = memoryRegistry();
    const options: Partial<MonitorOptions> = {
      reference,
      columns: { label: { role: 'label' } },
      window: { rows: 200 },
      trainer: logisticRegression(),
      registry,
      checkpoint: memoryCheckpoint(),
    };
    for (const ridge of [1, 1_000])
      await trainInitialModel({ reference, ...options, trainer: logisticRegression({ ridge }) });
    await registry.setAlias('champion', 1, 2, 'by hand');
    const first = watched(options);
    for (const row of rows.slice(0, 120)) first.monitor.observe(row);
    await first.monitor.close(); // no window was judged, so nobody asked yet who serves
    if (switches) await registry.setAlias('champion', 2, 1, 'by hand');
    const { monitor, reports, events } = watched(options);
    for (const row of rows.slice(120)) monitor.observe(row);
    await monitor.settled();
    expect(events).toEqual([]);
    const counts = reports[0]!.columns.map(({ column, tests }) => [column, tests[0]?.sampleSize?.window]);
    const own = switches ? 80 : 200;
    expect(Object.fromEntries(counts)).toMatchObject({
      amount: 200,
      age: 200,
      channel: 200,
      score: own,
      prediction: own,
    });
  });
});

it('another reference is profiled with turns of the event loop in between, to the same profile', async () => {
  const columns = (rows: number) =>
    Object.fromEntries(
      Array.from({ length: 12 }, (_, k) => [
        `x${k}`,
        Float64Array.from({ length: rows }, (__, row) => (row * (k + 7)) % 101),
      ]),
    );
  const monitor = new Monitor({ reference: columns(200) });
  const anew = new Monitor({ reference: columns(300), schema: monitor.reference.schema }).reference;
  let turns = 0;
  let turning = setImmediate(function turn() {
    turns++;
    turning = setImmediate(turn);
  });
  await monitor.rebaseline(columns(300), { reason: 'more rows' });
  clearImmediate(turning);
  // Each column is profiled in a turn.
  expect(turns).toBeGreaterThanOrEqual(12);
  expect(monitor.reference).toEqual(anew);
});
