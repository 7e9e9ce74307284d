import { expect, it } from 'vitest';
import { Monitor, type Row, type WindowReport } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { schema, served, unlabelled } from './served.js';

// Everything that a service may hand over by mistake, to one monitor: each has an outcome of a closed list, every outcome is
// counted where people look, nothing is thrown, and the good rows beside it are judged as if it had never come.
const hour = 3_600_000;
const now = Date.parse('2026-03-01T12:00:00Z');
const reference = served(2_000, 'reference');
const good = unlabelled(served(1, 'one')[0]!);
// A million ids each night, a tenth on every change; the ledger alone sees a million on every change.
const ids = process.env['NIGHTLY'] ? 1_000_000 : 100_000;
const bound = ids / 20;
const megabyte = 'x'.repeat(1_000_000);

function watched() {
  const monitor = new Monitor({
    schema,
    reference,
    window: { every: '1h', allowedLateness: '10m' },
    labels: { maxPending: bound, maxAgeMs: 48 * hour, graceMs: hour },
    clock: memoryClock(now),
  });
  const dropped = { rows: 0, windows: 0, alerts: 0 };
  monitor.on('dropped', ({ what, count }) => (dropped[what] += count));
  return { monitor, dropped };
}

it('rows: an outcome each, counted, and the window holds what was taken, with what is wrong in it', async () => {
  const { monitor, dropped } = watched();
  const { amount: _amount, ...missing } = good as Row & { amount: unknown };
  const rows: [what: string, row: unknown, options: object, outcome: string][] = [
    ['good', good, { id: 1 }, 'taken'],
    ['a missing field', missing, { id: 2 }, 'taken'],
    ['an extra field', { ...good, extra: 1 }, { id: 3 }, 'taken'],
    ['a mistyped field', { ...good, amount: 'a lot' }, { id: 4 }, 'taken'],
    ['a nested field', { ...good, amount: { value: 3 } }, { id: 5 }, 'taken'],
    ['a prediction of another type', { ...good, guess: 17 }, { id: 6 }, 'taken'],
    ['no row', 'text', { id: 7 }, 'invalid-row'],
    ['a time without zone', good, { id: 8, at: '2026-03-01T11:59:00' }, 'invalid-time'],
    ['a time that is none', good, { id: 9, at: 'noon' }, 'invalid-time'],
    ['a time far ahead', good, { id: 10, at: now + 48 * hour }, 'invalid-time'],
    ['an id of 1 MB', good, { id: megabyte }, 'taken'],
    ['an id that is none', good, { id: Number.NaN }, 'taken'],
    ['an object as id', good, { id: {} }, 'taken'],
    ['a version that is none', good, { id: 11, modelVersion: 1.5 }, 'taken'],
    ['a version as a driver returns it', good, { id: 12, modelVersion: 3n }, 'taken'],
    ['a symbol as version', good, { id: 13, modelVersion: Symbol('3') }, 'invalid-row'],
    [
      'the same id again, with another prediction',
      { ...good, guess: 'yes' === good['guess'] ? 'no' : 'yes' },
      { id: 1 },
      'taken',
    ],
  ];
  expect(rows.map(([what, row, options]) => [what, monitor.observe(row as Row, options)])).toEqual(
    rows.map(([what, , , outcome]) => [what, outcome]),
  );
  expect(dropped.rows).toBe(rows.filter(([, , , outcome]) => outcome !== 'taken').length);
  const { records } = monitor.labelCounts()!;
  // A prediction and a version that cannot be read, and three ids that cannot: counted apart.
  expect(records).toMatchObject({ waiting: 6, conflict: 1, 'invalid-prediction': 2, 'invalid-id': 3 });

  // A row of the past whose window is closed: told and counted once, in no window.
  expect(monitor.observe(good, { at: now + hour + 11 * 60_000 })).toBe('taken');
  expect(monitor.observe(good, { at: now - 5 * hour })).toBe('taken');
  const reports: { rows: number; violations: (readonly [string, string, number])[]; notes: readonly string[] }[] = [];
  monitor.on('window', ({ window, violations, notes }) =>
    reports.push({
      rows: window.rows,
      violations: violations.map(({ column, kind, count }) => [column, kind, count] as const),
      notes,
    }),
  );
  await monitor.close();
  const taken = rows.filter(([, , , outcome]) => outcome === 'taken').length;
  expect(reports.map((report) => report.rows)).toEqual([taken, 1]);
  expect(dropped.rows).toBe(rows.length - taken + 1);
  expect(reports[0]!.violations).toEqual(
    expect.arrayContaining([
      ['extra', 'extra-column', taken],
      ['amount', 'wrong-type', 1],
      ['amount', 'invalid-value', 1],
    ]),
  );
});

it('times that cannot be read, or lie before all calendars, are counted also where windows need none', async () => {
  const reports: WindowReport[] = [];
  for (const window of [{ rows: 4 }, { every: '1w' }] as const) {
    const monitor = new Monitor({ schema, reference, window, clock: memoryClock(now) });
    monitor.on('window', (report) => reports.push(report));
    const times = ['2026-03-01T11:59:00', '03/01/2026', -8.64e15, now];
    const outcomes = times.map((at) => monitor.observe(good, { at }));
    expect(new Set(outcomes.slice(0, 3))).toEqual(new Set(['rows' in window ? 'taken' : 'invalid-time']));
    await monitor.close();
  }
  expect(reports.map((report) => report.window.rows)).toEqual([4, 1]);
  expect(reports[0]!.window).toMatchObject({ from: now, to: now });
  expect(reports[0]!.notes).toContain('rows whose time cannot be read: 3');
});

it('keys that never repeat fill no memory with columns: the first hundred are named, what is in the others is counted', async () => {
  const monitor = new Monitor({ schema, reference, window: { rows: 1_000 } });
  const reports: WindowReport[] = [];
  monitor.on('window', (report) => reports.push(report));
  // The columns of the schema come behind those, and are there all the same.
  for (let i = 0; i < 1_000; i++) expect(monitor.observe({ [`key ${i}`]: i, ...good })).toBe('taken');
  await monitor.close();
  const [{ violations, notes, quality }] = reports as [WindowReport];
  expect(violations.map(({ kind }) => kind)).toEqual(Array.from({ length: 100 }, () => 'extra-column'));
  expect(notes).toContain('cells of too many other columns: 900');
  expect(quality.filter(({ kind, count }) => kind === 'missing' && count > 0)).toEqual([]);
});

it('labels: an outcome each, all of them counted, and what was known before stays', () => {
  const { monitor } = watched();
  monitor.observe({ ...good, guess: 'yes' }, { id: 'a' });
  monitor.observe({ ...good, guess: 'yes' }, { id: 'old', at: now - 50 * hour });
  const labels: [what: string, id: unknown, label: unknown, options: object, outcome: string][] = [
    ['an unknown id', 'nobody', 'yes', {}, 'unmatched'],
    ['another type', 'a', { label: 3 }, {}, 'invalid-label'],
    ['an object', 'a', { label: { value: 'yes' } }, {}, 'invalid-label'],
    ['no label', 'a', { fraud: 'yes' }, {}, 'invalid-label'],
    ['nothing', 'a', null, {}, 'invalid-label'],
    ['a time without zone', 'a', 'yes', { at: '2026-03-01T11:59:00' }, 'invalid-time'],
    ['a time far ahead', 'a', 'yes', { at: now + 48 * hour }, 'invalid-time'],
    ['an id of 1 MB', megabyte, 'yes', {}, 'invalid-id'],
    ['an empty id', '', 'yes', {}, 'invalid-id'],
    ['an object as id', {}, 'yes', {}, 'invalid-id'],
    ['its own', 'a', 'yes', {}, 'joined'],
    ['again', 'a', { label: 'yes' }, {}, 'duplicate'],
    ['corrected', 'a', 'no', {}, 'corrected'],
    ['earlier than the correction', 'a', 'yes', { at: now - hour }, 'superseded'],
    ['of a prediction that is too old', 'old', 'yes', {}, expect.stringMatching(/^(expired|unmatched)$/) as never],
  ];
  const outcomes = labels.map(([what, id, label, options]) => [what, monitor.label(id as string, label, options)]);
  expect(outcomes).toEqual(labels.map(([what, , , , outcome]) => [what, outcome]));
  const counts = monitor.labelCounts()!.labels;
  const told = Object.values(counts).reduce((sum, count) => sum + count, 0);
  expect(told).toBe(labels.length);
  expect(counts['invalid-time']).toBe(2);
});

it(
  `${ids.toLocaleString('en')} ids, half of them of no prediction, stay within the bound, and all of them are counted`,
  { timeout: 600_000 },
  () => {
    const { monitor } = watched();
    const seen = new Map<string, number>();
    for (let i = 0; i < ids / 2; i++) {
      if (i % 5 === 0) monitor.observe(good, { id: i });
      const outcome = monitor.label(`unknown ${i}`, 'yes');
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    for (let i = 0; i < ids / 2; i++) {
      const outcome = monitor.label(i, 'yes');
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    const { labels, records, dropped } = monitor.labelCounts()!;
    for (const [outcome, count] of seen) expect([outcome, labels[outcome as 'joined']]).toEqual([outcome, count]);
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBe(ids);
    expect(Object.values(records).reduce((sum, count) => sum + count, 0)).toBe(ids / 10);
    const kept = JSON.stringify(monitor.toJSON().labels).length;
    expect(kept).toBeLessThan(bound * 60);
    expect(dropped.unmatched + dropped.waiting + dropped.joined).toBeGreaterThan(0);
  },
);
