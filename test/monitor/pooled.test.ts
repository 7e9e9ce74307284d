import { describe, expect, it, vi } from 'vitest';
import {
  compare,
  explain,
  jsDivergence,
  ks,
  memoryCheckpoint,
  Monitor,
  type MonitorOptions,
  type WindowReport,
} from '../../src/index.js';
import type { ReferenceColumn, ReferenceProfile, WindowColumn } from '../../src/contracts/profiles.js';
import { readWindow } from '../../src/monitor/judge-rows.js';
import { openColumn } from '../../src/monitor/judge-window.js';
import { opening } from '../../src/monitor/pooling.js';
import { presets } from '../../src/monitor/defaults/presets.js';
import { fingerprintOf } from '../../src/profile/join-reference.js';
import { profile } from '../../src/profile/profile.js';
import { deciderTest, jensenShannonDivergence } from '../../src/stats.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns, toBatch } from '../../src/table/batch.js';

// So that a large window can be judged at once; `mockReset` gives it back.
vi.mock('../../src/monitor/judge-rows.js', { spy: true });

const rows = (n: number, seed: string, shift = 0, missing = 0.05) => {
  const random = seededRandom(seed);
  const color = () => ['red', 'green', 'blue', 'ochre'][Math.floor(-1.2 * Math.log(random.uniform()))] ?? 'other';
  return fromColumns({
    x: Float64Array.from({ length: n }, () => (random.uniform() < missing ? Number.NaN : random.normal() + shift)),
    color: Array.from({ length: n }, color),
  });
};
const reference = rows(2_000, 'reference');
const pooled = (options: Partial<MonitorOptions> = {}) =>
  new Monitor({ reference, referenceMode: 'pooled', ...options });

const columnOf = ({ columns }: WindowReport, name = 'x') => columns.find(({ column }) => column === name)!;
const deciderOf = (report: WindowReport, name?: string) => columnOf(report, name).tests[0]!;
const inReference = (report: WindowReport, name?: string) => deciderOf(report, name).sampleSize.reference;
const finite = (...tables: ReturnType<typeof rows>[]) =>
  tables.reduce((sum, table) => sum + [...table].filter(({ x }) => Number.isFinite(x)).length, 0);

const numeric = ({ columns }: ReferenceProfile) => columns[0] as Extract<ReferenceColumn, { kind: 'numeric' }>;

/** Rows in the ten cells on which a numeric column is decided. */
const tenths = (profiled: ReferenceProfile, counts: readonly number[]): number[] => {
  const { view } = numeric(profiled).grid!;
  return Array.from({ length: 10 }, (_, k) => counts.reduce((sum, n, cell) => sum + (view[cell] === k ? n : 0), 0));
};

/** Counts of a numeric column with one cell. */
const aNumber = {
  kind: 'numeric',
  size: 1,
  count: 1,
  missing: 0,
  posInf: 0,
  negInf: 0,
  unparsable: 0,
  below: 0,
  above: 0,
  counts: [1],
};

describe("referenceMode: 'pooled'", () => {
  it('compares each window with the reference and all windows before it that did not alarm, over the cells of the reference', async () => {
    const monitor = pooled();
    const windows = ['a', 'b', 'c'].map((seed) => rows(400, seed));
    const profiled = profile(reference);
    const counts = [
      tenths(profiled, numeric(profiled).grid!.counts),
      ...windows.map((window) => tenths(profiled, profile(window, { on: profiled }).columns[0]!.counts)),
    ];
    for (const [i, window] of windows.entries()) {
      const report = await monitor.process(window);
      const before = Array.from({ length: 10 }, (_, k) =>
        counts.slice(0, i + 1).reduce((sum, cells) => sum + cells[k]!, 0),
      );
      const { statistic, pValue } = deciderTest(before, counts[i + 1]!, { tolerance: 0.05 });
      expect(deciderOf(report)).toMatchObject({ statistic, pValue });
      expect(report.reference).toMatchObject({ rows: 2_000, joined: { windows: i, rows: 400 * i } });
      expect(report.guarantee.join('\n')).toContain(
        i === 0
          ? 'which no window has joined yet'
          : `the 2,000 rows of the reference and the ${400 * i} rows of ${i} window${i === 1 ? '' : 's'} before`,
      );
    }
  });

  it('asks about missing values against all of them too, and about new categories against the reference alone', async () => {
    const monitor = pooled({ columns: { x: { missingTolerance: 0.5 } } });
    await monitor.process(rows(400, 'a', 0, 0.2));
    const withPlum = fromColumns({
      x: rows(400, 'b').column('x')!,
      color: [...(rows(400, 'b').column('color') as string[]).slice(0, 392), ...Array(8).fill('plum')],
    });
    await monitor.process(withPlum);
    const report = await monitor.process(withPlum);
    const question = (kind: string) => report.quality.find((one) => one.kind === kind && one.count > 0)!;
    const missing = (table: ReturnType<typeof rows>) => table.size - finite(table);
    expect(question('missing').reference.count).toBe(
      missing(reference) + missing(rows(400, 'a', 0, 0.2)) + missing(withPlum),
    );
    // Eight rows that the reference has none of are as new in the second window as in the first.
    const alone = compare(reference, withPlum).quality.find(({ kind }) => kind === 'unseen')!;
    expect(question('unseen')).toEqual(alone);
    // In the verdict they are nothing new: they stand against the eight that joined.
    expect(columnOf(report, 'color').moved.view.find(({ cell }) => cell === '__other__')).toMatchObject({
      reference: 8 / 2_800,
      window: 8 / 400,
    });
    expect(columnOf(report, 'color').moved.appeared).toEqual([{ category: '<10', count: 8 }]);
  });

  it('takes missing values as a category where that is asked for, also beside new ones', async () => {
    const monitor = pooled({ columns: { color: { missing: 'as-category' } } });
    const holes = (seed: string) =>
      fromColumns({
        x: rows(400, seed).column('x')!,
        color: (rows(400, seed).column('color') as string[]).map((name, i) => (i % 10 === 0 ? null : name)),
      });
    await monitor.process(rows(400, 'a'));
    expect(columnOf(await monitor.process(holes('b')), 'color').verdict).toBe('drift');
  });

  it('does not let a window join that alarmed, has no verdict, or is part of the reference', async () => {
    const monitor = pooled();
    const first = [...reference].slice(100, 500);
    for (const [given, verdict] of [
      [rows(400, 'moved', 1), 'drift'],
      [rows(20, 'few'), 'undecided'],
      [first, 'stable'],
    ] as const)
      expect((await monitor.process(given)).verdict).toBe(verdict);
    const report = await monitor.process(rows(400, 'last'));
    expect(report.reference.joined).toEqual({ windows: 0, rows: 0 });
    expect(inReference(report)).toBe(finite(reference));
  });

  it.each([
    ['benign', 2],
    ['drift', 0],
    [undefined, 0],
  ] as const)('lets windows join whose alert is acknowledged as %s', async (as, joined) => {
    const monitor = pooled({ name: 'shop' });
    for (const seed of ['a', 'b']) await monitor.process(rows(400, seed, 0.6));
    // What was said is not counted twice.
    for (let times = 0; times < 2; times++)
      await monitor.acknowledge('shop/data-drift', as === undefined ? {} : { as });
    const report = await monitor.process(rows(400, 'c', 3));
    expect(report.reference.joined).toEqual({ windows: joined, rows: 400 * joined });
    // It may be said again of what has alarmed since.
    await monitor.acknowledge('shop/data-drift', { as: 'benign' });
    const { reference: last } = await monitor.process(rows(400, 'd'));
    expect(last.joined).toEqual({ windows: 3, rows: 1_200 });
  });

  it('lets only the windows of the acknowledged alert join, not those of an episode that is over or of another kind', async () => {
    const monitor = pooled({ name: 'shop' });
    await monitor.process(rows(400, 'a', 1));
    for (const seed of ['b', 'c', 'd']) await monitor.process(rows(400, seed));
    await monitor.process(rows(400, 'e', 0, 0.5));
    const { reason } = await monitor.process(rows(300, 'f', 1));
    expect(reason).toBe('columns-drifted');
    await monitor.acknowledge('shop/data-drift', { as: 'benign' });
    const next = await monitor.process(rows(400, 'g', 0, 0.5));
    expect(next.reason).toBe('quality-changed');
    expect(next.reference.joined).toEqual({ windows: 4, rows: 1_500 });
    await monitor.acknowledge('shop/data-quality', { as: 'benign' });
    expect((await monitor.process(rows(400, 'h'))).reference.joined).toEqual({ windows: 6, rows: 2_300 });
  });

  it('goes on from where it was saved', async () => {
    const life = ['a', 'b', 'c', 'd'].map((seed, i) => rows(400, seed, i === 1 ? 1 : 0));
    const whole = pooled();
    let parts = pooled();
    for (const window of life) {
      const report = await parts.process(window);
      expect(report).toEqual(await whole.process(window));
      const saved = JSON.parse(JSON.stringify(parts)) as unknown;
      // Counts are kept, and no row, value or name.
      expect(JSON.stringify(saved)).not.toMatch(/"(sample|min|max|gaps)"/);
      parts = Monitor.fromJSON(saved, { reference, referenceMode: 'pooled' });
    }
    expect(JSON.stringify(parts).length).toBeLessThan(20_000);
  });

  it.each([
    ['one count is lost', ['columns', 0, 'counts', 'counts'], (counts: number[]) => counts.slice(1)],
    ['one category is lost', ['columns', 1, 'counts', 'counts'], (counts: number[]) => counts.slice(1)],
    ['a count is a text', ['columns', 0, 'counts', 'counts'], (counts: number[]) => counts.map(String)],
    ['a count is negative', ['columns', 0, 'counts', 'missing'], () => -1],
    ['a column is of the other kind', ['columns', 1, 'counts'], ({ name }: WindowColumn) => ({ ...aNumber, name })],
    ['no column is there', ['columns'], () => undefined],
    ['one that waits lost a count', ['held', 'data-drift', 'columns', 0, 'counts', 'counts'], () => [1]],
    ['what waits is no object', ['held', 'data-drift'], () => 'x'],
    ['nothing is there', [], () => ({})],
  ] as const)('refuses a saved state in which %s', async (_, path, damage) => {
    const monitor = pooled();
    await monitor.process(rows(400, 'a'));
    await monitor.process(rows(400, 'b', 1));
    const saved = JSON.parse(JSON.stringify(monitor)) as { state: Record<string, unknown> };
    const sound = Monitor.fromJSON(structuredClone(saved), { reference, referenceMode: 'pooled' });
    expect((await sound.process(rows(400, 'c'))).verdict).toBe('stable');
    const keys = ['pool', ...path];
    const last = keys.pop()!;
    const at = keys.reduce((part, key) => part[key] as Record<string, unknown>, saved.state);
    at[last] = (damage as (given: unknown) => unknown)(at[last]);
    const damaged = Monitor.fromJSON(structuredClone(saved), { reference, referenceMode: 'pooled' });
    const expected = { code: 'STATE_INVALID', message: expect.stringContaining('state.pool') as string };
    await expect(damaged.process(rows(400, 'c'))).rejects.toMatchObject(expected);
    const checkpoint = memoryCheckpoint();
    await checkpoint.save(new TextEncoder().encode(JSON.stringify(saved)));
    await expect(pooled({ checkpoint }).process(rows(400, 'c'))).rejects.toMatchObject(expected);
  });

  it('goes on after a restart with a reference that was taken at run time', async () => {
    const checkpoint = memoryCheckpoint();
    const monitor = pooled({ checkpoint });
    const next = rows(900, 'another reference');
    await monitor.rebaseline(next, { reason: 'a new season' });
    await monitor.process(rows(400, 'a'));
    await monitor.close();
    const { reference: last } = await pooled({ checkpoint }).process(rows(400, 'b'));
    expect(last).toMatchObject({ rows: 900, joined: { windows: 1, rows: 400 } });
    const text = new TextDecoder().decode(await checkpoint.load());
    const saved = JSON.parse(text) as { state: { pool: { columns: { counts: { counts: number[] } }[] } } };
    saved.state.pool.columns[0]!.counts.counts.pop();
    await checkpoint.save(new TextEncoder().encode(JSON.stringify(saved)));
    await expect(pooled({ checkpoint }).process(rows(400, 'c'))).rejects.toMatchObject({ code: 'STATE_INVALID' });
  });

  it('lets no more rows join than counts hold, nor wait, and says so', async () => {
    const monitor = pooled();
    await monitor.process(rows(400, 'a'));
    const saved = JSON.parse(JSON.stringify(monitor)) as { state: { pool: { rows: number } } };
    const roomFor = (more: number) => {
      saved.state.pool.rows = 2 ** 31 - 2_000 - more;
      return Monitor.fromJSON(structuredClone(saved), { reference, referenceMode: 'pooled', name: 'shop' });
    };
    const said = ({ guarantee }: WindowReport) =>
      guarantee.some((line) => line.startsWith('this window does not join'));
    const stable = roomFor(400);
    expect(said(await stable.process(rows(400, 'b')))).toBe(false);
    for (const seed of ['c', 'd']) {
      const full = await stable.process(rows(400, seed));
      expect(full.reference.joined).toEqual({ windows: 2, rows: 2 ** 31 - 2_000 });
      expect(said(full)).toBe(true);
    }
    const moved = roomFor(400);
    for (const seed of ['b', 'c']) expect(said(await moved.process(rows(400, seed, 1)))).toBe(seed === 'c');
    await moved.acknowledge('shop/data-drift', { as: 'benign' });
    const { joined } = (await moved.process(rows(400, 'd'))).reference;
    expect(joined).toEqual({ windows: 2, rows: 2 ** 31 - 2_000 });
  });

  it('begins anew with another reference', async () => {
    const monitor = pooled();
    await monitor.process(rows(400, 'a'));
    await monitor.rebaseline(rows(2_000, 'reference'), { reason: 'the same rows, and yet anew' });
    expect((await monitor.process(rows(400, 'b'))).reference.joined).toEqual({ windows: 0, rows: 0 });
  });

  it('adds nothing to a column that was counted over other cells', () => {
    const [one, other] = [profile(reference), profile(rows(2_000, 'another model'))];
    const window = profile(rows(400, 'w'), { on: one }).columns[0]!;
    const plan = { column: 'x', kind: 'numeric', role: 'score', enabled: true, tolerance: 0, missingTolerance: 0 };
    const settings = { preset: presets.budget, thresholds: {}, deciderLevel: 0.01 };
    const given = (counts: WindowColumn, over: ReferenceProfile): number => {
      const pool = { windows: 1, rows: 400, columns: [{ of: fingerprintOf(over.columns[0]!), counts }] };
      const opened = opening(openColumn, pool)(
        { ...plan, missing: 'separate-check', redact: false } as never,
        one.columns[0]!,
        window,
        settings as never,
      );
      return opened.tests[0]!.sampleSize.reference;
    };
    expect(given(window, one)).toBe(one.columns[0]!.count + window.count);
    expect(given(window, other)).toBe(one.columns[0]!.count);
  });

  it('judges a window that is counted first, in turns of the event loop, as one that is judged at once', async () => {
    const wide = (n: number, seed: string) => {
      const random = seededRandom(seed);
      return fromColumns(
        Object.fromEntries(
          Array.from({ length: 30 }, (_, k) => [`x${k}`, Float64Array.from({ length: n }, () => random.normal())]),
        ),
      );
    };
    const life = async () => {
      const monitor = new Monitor({ reference: wide(2_000, 'reference'), referenceMode: 'pooled' });
      await monitor.process(wide(500, 'small'));
      return monitor.process(wide(20_000, 'large'));
    };
    const inTurns = await life();
    vi.mocked(readWindow).mockImplementation(async (given) => ({ rows: toBatch(given as never) }));
    const atOnce = await life();
    vi.mocked(readWindow).mockReset();
    expect(inTurns.reference.joined).toEqual({ windows: 1, rows: 500 });
    expect(inTurns).toEqual(atOnce);
  });

  it('lets counts join that were made elsewhere', async () => {
    const monitor = pooled();
    const counts = profile(rows(400, 'a'), { on: monitor.reference });
    await monitor.process(counts);
    expect(inReference(await monitor.process(rows(400, 'b')))).toBe(finite(reference, rows(400, 'a')));
  });

  it('lets what comes slowly join, and says how far it is from the reference alone', async () => {
    const steps = Array.from({ length: 24 }, (_, i) => rows(1_000, `step ${i}`, 0.02 * i));
    const life = async (referenceMode: 'fixed' | 'pooled') => {
      const monitor = pooled({ referenceMode });
      const reports: WindowReport[] = [];
      for (const step of steps) reports.push(await monitor.process(step));
      return reports;
    };
    const [fixed, slow] = [await life('fixed'), await life('pooled')];
    expect(fixed.at(-1)!.verdict).toBe('drift');
    expect(slow.every(({ verdict }) => verdict !== 'drift')).toBe(true);
    const last = slow.at(-1)!;
    const { fromReference } = columnOf(last).moved;
    const { value, interval } = deciderOf(fixed.at(-1)!).effect!;
    expect(fromReference).toEqual({ value, interval });
    expect(fromReference!.interval[0]).toBeGreaterThan(0.05);
    expect(deciderOf(last).effect!.value).toBeLessThan(0.05);
    const { sentences } = explain(last, 'x');
    expect(sentences.join(' ')).toContain('From the reference alone it is away by a PSI of');
    expect(columnOf(fixed[0]!).moved.fromReference).toBeUndefined();
  });

  it('tests on cells where exact values were asked for, once a window has joined, and says so', async () => {
    const monitor = pooled({ columns: { x: { test: ks({ exactKs: true }) } } });
    const first = await monitor.process(rows(400, 'a'));
    const second = await monitor.process(rows(400, 'b'));
    expect([first, second].map((report) => deciderOf(report).method)).toEqual(['exact', 'binned']);
    const said = [first, second].map(({ guarantee }) => guarantee.filter((line) => line.startsWith('exactKs')));
    // The reference does keep values, so nothing is said of how it was profiled.
    expect(said).toEqual([
      [],
      ['exactKs is not exact for x: tested on cells (method binned), as no values are kept of windows that joined'],
    ]);
  });

  it('adds up cells of equal width for tests that count over them', async () => {
    const test = jsDivergence({ base: 2, cells: 'range20', threshold: 0.1 });
    const monitor = pooled({ columns: { x: { test } } });
    const profiled = profile(reference, { range20: true });
    const cells = ['a', 'b', 'c'].map((seed) => {
      const column = profile(rows(400, seed), { on: profiled }).columns[0]!;
      return column.kind === 'numeric' ? column.range20! : [];
    });
    for (const seed of ['a', 'b']) await monitor.process(rows(400, seed));
    const report = await monitor.process(rows(400, 'c'));
    const before = numeric(profiled).range20!.counts.map((n, cell) => n + cells[0]![cell]! + cells[1]![cell]!);
    expect(columnOf(report)).toMatchObject({ verdict: 'stable', reason: 'below-threshold' });
    expect(deciderOf(report)).toMatchObject({
      test: 'jsDivergence',
      statistic: jensenShannonDivergence(before, cells[2]!, { base: 2 }),
    });
  });

  it('is the fixed mode for one comparison, before which there is no window', () => {
    const window = rows(400, 'a');
    expect(compare(reference, window, { referenceMode: 'pooled' })).toEqual(compare(reference, window));
  });

  it('warns of no small reference, whose chance error fades', async () => {
    const heard: string[] = [];
    for (const referenceMode of ['fixed', 'pooled'] as const) {
      const monitor = pooled({ referenceMode });
      monitor.on('warning', ({ code, message }) => heard.push(`${referenceMode} ${code}: ${message}`));
      const { notes } = await monitor.process(rows(1_000, 'a'));
      expect(notes.join().includes('REFERENCE_SMALL')).toBe(referenceMode === 'fixed');
    }
    await vi.waitFor(() => expect(heard).toHaveLength(1), 300_000);
    expect(heard[0]).toMatch(/^fixed REFERENCE_SMALL: .*referenceMode: 'pooled'/s);
  });

  it('does not go with fixed thresholds', () => {
    expect(() => pooled({ preset: 'thresholds' })).toThrow("preset 'thresholds' has no budget");
  });
});
