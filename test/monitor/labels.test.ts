import { describe, expect, it } from 'vitest';
import {
  adwin,
  memoryAlerter,
  memoryCheckpoint,
  Monitor,
  profile,
  rowBuffer,
  type MonitorEvents,
  type MonitorOptions,
  type Row,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { schema, served, unlabelled } from './served.js';

const hour = 3_600_000;
const day = 24 * hour;
const reference = served(2_000, 'reference');

function watched(options: Partial<MonitorOptions<'amount' | 'age' | 'channel' | 'guess' | 'label'>> = {}) {
  const clock = memoryClock(10 * day);
  const alerter = memoryAlerter();
  const monitor = new Monitor({
    schema,
    reference,
    window: { rows: 200 },
    concept: adwin({ direction: 'increase' }),
    alerters: [alerter],
    clock,
    random: seededRandom('key'),
    ...options,
  });
  const performances: MonitorEvents['performance'][] = [];
  const concepts: number[] = [];
  monitor.on('performance', (performance) => performances.push(performance));
  monitor.on('window', ({ concept }) => concepts.push(concept?.rows ?? 0));
  return { clock, alerter, monitor, performances, concepts };
}

/** The alerts of eight days of rows, each of which brings its label, or has it told on the same day, or neither. */
async function eightDays(
  labelOf: (period: number, i: number) => { readonly brought?: boolean; readonly comes: boolean },
): Promise<string[]> {
  const { clock, monitor, alerter } = watched();
  const later = async (ms: number): Promise<void> => {
    await monitor.settled();
    await clock.advance(ms);
    await monitor.tick();
    await monitor.settled();
  };
  for (let period = 0; period < 8; period++) {
    const rows = served(400, `day ${period}`);
    for (const [i, row] of rows.entries())
      monitor.observe(labelOf(period, i).brought ? row : unlabelled(row), { id: `${period}/${i}` });
    for (const [i, row] of rows.entries()) if (labelOf(period, i).comes) monitor.label(`${period}/${i}`, row.label);
    await later(day);
  }
  await later(3 * day);
  return alerter.messages.map(({ kind, transition }) => `${kind} ${transition}`);
}

const faulty = (): never => {
  throw new Error('no');
};

describe('labels that come later', () => {
  it('may be expected at once', async () => {
    const { clock, monitor, performances } = watched({ labels: { graceMs: 0 } });
    const told = served(300, 'at once');
    for (const [i, row] of told.entries()) {
      monitor.observe(unlabelled(row), { id: i });
      if (i < 200) monitor.label(i, row);
    }
    await clock.advance(day);
    monitor.label(299, told[299]);
    await monitor.tick();
    expect(performances.map(({ rows, labelled, coverage }) => [rows, labelled, coverage])).toEqual([[300, 201, 2 / 3]]);
  });

  it('give the performance of a period once they should all have come, by version, with coverage and lag', async () => {
    const { clock, monitor, performances } = watched();
    const rows = served(400, 'day');
    rows.forEach((row, i) =>
      expect(monitor.observe(unlabelled(row), { id: i, modelVersion: i < 200 ? 1 : 2 })).toBe('taken'),
    );
    await clock.advance(2 * hour);
    const outcomes = rows.slice(0, 360).map((row, i) => monitor.label(i, { label: row.label }));
    expect(new Set(outcomes)).toEqual(new Set(['joined']));
    await clock.advance(day);
    await monitor.tick();
    expect(performances).toEqual([]); // the period of the predictions is not past grace yet
    await clock.advance(2 * day);
    await monitor.tick();
    expect(
      performances.map(({ modelVersion, rows: n, labelled, coverage, provisional }) => [
        modelVersion,
        n,
        labelled,
        coverage,
        provisional,
      ]),
    ).toEqual([
      [1, 200, 200, 1, false],
      [2, 200, 160, 0.8, true],
    ]);
    const accuracy = rows.slice(0, 200).filter(({ label, guess }) => label === guess).length / 200;
    expect(performances[0]!.metrics['accuracy']!.value).toBe(accuracy);
    expect(performances[0]!.lag).toEqual({ rows: 200, median: 2 * hour, p90: 2 * hour });
  });

  it('feed the detector in the order of the predictions, whatever the order they come in', async () => {
    const rows = [...served(1_500, 'right'), ...served(1_500, 'wrong', 0.5)];
    const run = async (order: (n: number) => number[]) => {
      const { monitor, clock } = watched({ window: { rows: 500 } });
      const detections: unknown[] = [];
      monitor.on('concept', (payload) => detections.push(payload.index));
      for (let from = 0; from < rows.length; from += 500) {
        for (let i = from; i < from + 500; i++) {
          monitor.observe(unlabelled(rows[i]!), { id: i, at: clock.now() + i - from });
        }
        await clock.advance(hour);
        for (const i of order(500)) monitor.label(from + i, rows[from + i]!.label);
        await monitor.settled();
      }
      await clock.advance(2 * day);
      for (const row of served(500, 'last')) monitor.observe(unlabelled(row));
      await monitor.settled();
      return detections;
    };
    const inOrder = await run((n) => Array.from({ length: n }, (_, i) => i));
    expect(inOrder).toHaveLength(1);
    expect(Number(inOrder[0])).toBeGreaterThan(1_500);
    const random = seededRandom('order');
    const shuffled = await run((n) => {
      const order = Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    });
    expect(shuffled).toEqual(inOrder);
  });

  it('wait for the detector while windows come as counts made elsewhere, or as no table at all', async () => {
    const { monitor, clock, concepts } = watched();
    const rows = served(100, 'day');
    rows.forEach((row, i) => monitor.observe(unlabelled(row), { id: i }));
    await clock.advance(hour);
    rows.forEach((row, i) => monitor.label(i, row.label));
    await monitor.process(profile(rows, { on: monitor.reference }));
    await expect(monitor.process(5 as never)).rejects.toThrow('expected a table, got a number');
    await monitor.process(served(50, 'table'));
    expect(concepts).toEqual([0, 150]);
  });

  it('feed the detector also while the rows that come by are part of the reference', async () => {
    const { monitor, concepts, alerter } = watched({ window: { rows: 1_000 } });
    const rows = [...served(1_000, 'right'), ...served(1_000, 'wrong', 0.2)];
    rows.forEach((row, i) => monitor.observe(unlabelled(row), { id: i }));
    await monitor.settled();
    rows.forEach((row, i) => monitor.label(i, row.label));
    const detections: unknown[] = [];
    monitor.on('concept', ({ window }) => detections.push(window));
    const report = await monitor.process(reference.slice(0, 1_000));
    expect(report.window.inReference).toBe(true);
    expect(report.concept).toMatchObject({ rows: 2_000, drift: true });
    expect(report.decision).toMatchObject({ action: 'suggest', reason: 'no-trainer' });
    await monitor.settled();
    const alert = alerter.messages.find(({ kind }) => kind === 'concept-drift');
    expect(alert).toMatchObject({ transition: 'firing', columns: [] });
    // Its own labels count for nothing.
    expect((await monitor.process(reference.slice(0, 1_000))).concept).toBeUndefined();
    expect(concepts).toEqual([0, 0, 2_000, 0]);
    expect(detections).toEqual([report.window.id]);
  });

  it('that stop coming are an alert of their own, and no concept drift', async () => {
    const kinds = await eightDays((period, i) => ({ comes: i % 10 < (period < 5 ? 9 : 2) }));
    expect(kinds.filter((kind) => kind.startsWith('label-coverage'))).toEqual(['label-coverage firing']);
    expect(kinds.filter((kind) => kind.startsWith('concept'))).toEqual([]);
  });

  it.each([
    ['of any row', 0, ['label-coverage firing', 'label-coverage resolved']],
    ['of rows whose neighbours bring theirs', 360, []],
  ])('that never come %s are told where the reference has them', async (_, brought, told) => {
    const kinds = await eightDays((period, i) => ({ brought: i < brought, comes: i >= brought && period > 4 }));
    expect(kinds.filter((kind) => kind.startsWith('label-coverage'))).toEqual(told);
  });

  it('join after a quiet weekend, in which no row told the time', async () => {
    const { clock, monitor } = watched();
    const [row] = served(1, 'friday');
    monitor.observe(unlabelled(row!), { id: 'friday' });
    await clock.advance(3 * day);
    expect(monitor.label('friday', row!.label)).toBe('joined');
    monitor.observe(unlabelled(row!), { id: 'monday' });
    expect(monitor.label('monday', row!.label)).toBe('joined');
  });

  it('have an outcome each, all of it counted, and nothing is thrown', async () => {
    const { monitor } = watched();
    const [row] = served(1, 'one');
    expect(monitor.label('early', { label: 'yes' })).toBe('unmatched');
    monitor.observe(unlabelled({ ...row, guess: 'yes' }), { id: 'early' });
    monitor.observe(unlabelled({ ...row, guess: 'no' }), { id: 'a' });
    const outcomes = [
      monitor.label('a', { label: 'maybe' }),
      monitor.label('a', { other: 1 }),
      monitor.label('a', undefined),
      monitor.label('a', { label: 'yes' }, { at: 'yesterday' }),
      monitor.label('a', { label: 'yes' }, Object.defineProperty({}, 'at', { get: () => faulty() })),
      monitor.label('a', { label: 'yes' }, null as unknown as object),
      monitor.label('a', { label: 'yes' }),
      monitor.label('a', 'no'),
      monitor.label('a', Object.defineProperty({}, 'label', { get: () => faulty() })),
      monitor.label(Number.NaN, 'no'),
      monitor.label('', 'no'),
      monitor.label('x'.repeat(1_000_000), 'no'),
    ];
    expect(outcomes).toEqual([
      'invalid-label',
      'invalid-label',
      'invalid-label',
      'invalid-time',
      'invalid-time',
      'joined',
      'duplicate',
      'corrected',
      'invalid-label',
      'invalid-id',
      'invalid-id',
      expect.stringMatching(/^(unmatched|invalid-id)$/),
    ]);
    expect(monitor.labelCounts()!.labels).toMatchObject({ joined: 1, duplicate: 1, corrected: 1, 'invalid-label': 4 });
    expect(monitor.labelCounts()!.records).toMatchObject({ waiting: 1, joined: 1 });
    await monitor.close();
    expect(monitor.label('a', 'no')).toBe('closed');
  });

  it('survive a restart, without any id in what is saved', async () => {
    const checkpoint = memoryCheckpoint();
    const rows = served(200, 'day');
    const first = watched({ checkpoint });
    rows.forEach((row, i) => first.monitor.observe(unlabelled(row), { id: `customer-${i}@example.com` }));
    await first.monitor.close();
    expect(new TextDecoder().decode(await checkpoint.load())).not.toContain('example.com');
    const second = watched({ checkpoint });
    await second.monitor.settled();
    const outcomes = rows.map((row, i) => second.monitor.label(`customer-${i}@example.com`, row.label));
    expect(new Set(outcomes)).toEqual(new Set(['joined']));
  });

  it('wait for the state where it has not been read yet, as the rows do, and are joined then', async () => {
    const checkpoint = memoryCheckpoint();
    const rows = served(200, 'day');
    const first = watched({ checkpoint });
    rows.forEach((row, i) => first.monitor.observe(unlabelled(row), { id: i }));
    await first.monitor.close();
    const { monitor } = watched({ checkpoint, labels: { maxPending: 202 } });
    expect(monitor.observe(unlabelled(rows[0]!), { id: 'new' })).toBe('taken');
    expect(rows.map((row, i) => monitor.label(i, row.label)).every((outcome) => outcome === 'unmatched')).toBe(true);
    expect(monitor.label('new', rows[0]!.label)).toBe('unmatched');
    expect(monitor.label('nobody', 'yes')).toBe('unmatched');
    expect(monitor.label('one too many', 'yes')).toBe('full');
    await monitor.settled();
    expect(monitor.labelCounts()!.labels).toMatchObject({ joined: 201, unmatched: 1, full: 0 });
    expect(monitor.label('new', rows[0]!.label)).toBe('duplicate');
  });

  it('are counted up to the row observed last, though rows gather before they are sorted', () => {
    const { monitor } = watched({ window: { rows: 4_000 } });
    served(150, 'day').forEach((row, i) => monitor.observe(unlabelled(row), { id: i }));
    expect(monitor.labelCounts()!.records.waiting).toBe(150);
  });

  it('are told to the training source as they count: none of no id, of no time, or older than the one known', () => {
    const told: unknown[] = [];
    const training = { async *rows() {}, label: (id: string, row: Row) => void told.push([id, row['label']]) };
    const monitor = new Monitor({
      schema,
      reference: served(500, 'reference'),
      training,
      clock: memoryClock(5 * hour),
    });
    const labels: [id: unknown, label: string, at?: unknown][] = [
      ['a', 'yes'],
      [7n, 'yes'],
      ['a', 'no', 4 * hour],
      ['a', 'no', 'noon'],
      ['x'.repeat(1_000_000), 'yes'],
      [{}, 'yes'],
      ['a', 'no'],
    ];
    const outcomes = labels.map(([id, label, at]) =>
      monitor.label(id as string, label, at === undefined ? {} : { at: at as number }),
    );
    expect(outcomes).toEqual([
      'unmatched',
      'unmatched',
      'superseded',
      'invalid-time',
      'invalid-id',
      'invalid-id',
      'corrected',
    ]);
    expect(told).toEqual([
      ['a', 'yes'],
      ['7', 'yes'],
      ['a', 'no'],
    ]);
  });

  it('are there for training: the row buffer joins them by id', async () => {
    const buffer = rowBuffer({ rows: 1_000 });
    const rows = served(100, 'day').map((row, i) => ({ ...unlabelled(row), id: i }));
    const { fromRows, makeBatch } = await import('../../src/table/batch.js');
    const batch = fromRows(rows);
    const columns = batch.names.map((name) => [name, batch.column(name)!] as const);
    buffer.label!('3', { label: 'yes' });
    buffer.add('w1', makeBatch({ size: 100, columns, ids: rows.map(({ id }) => String(id)) }));
    buffer.label!('5', { label: 'no' });
    const labels: unknown[] = [];
    for await (const part of buffer.rows({ labelled: true, signal: new AbortController().signal }))
      for (const row of part) labels.push(row['label']);
    expect(labels.map((label) => label ?? null)).toEqual(
      Array.from({ length: 100 }, (_, i) => (i === 3 ? 'yes' : i === 5 ? 'no' : null)),
    );
  });
});
