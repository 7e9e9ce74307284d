import { describe, expect, it } from 'vitest';
import { compare, defineSchema, ks, Monitor, profile, psi, reasons, renderReport, type WindowReport } from 'driftsense';
import { seededRandom } from '../../src/stats/random.js';
import { rowsOf } from './loop.js';

const random = seededRandom('compare');
const normals = (n: number, mean = 0, sd = 1) => Float64Array.from({ length: n }, () => mean + sd * random.normal());
const reference = { x: normals(10_000), c: Array.from({ length: 10_000 }, () => 'abc'[random.integer(3)]!) };
const column = (report: WindowReport, name: string) => report.columns.find((c) => c.column === name)!;

describe('compare', () => {
  it('finds a shift of .5 sd, names the column, how far it moved and where', () => {
    const report = compare(reference, {
      x: normals(2_000, 0.5),
      c: Array.from({ length: 2_000 }, () => 'abc'[random.integer(3)]!),
    });
    expect(report.verdict).toBe('drift');
    expect(report.columns[0]).toMatchObject({
      column: 'x',
      verdict: 'drift',
      decider: 'psi',
      reason: 'change-beyond-tolerance',
    });
    expect(report.columns[0]!.tests[0]!.effect!.value).toBeGreaterThan(0.15);
    expect(report.columns[0]!.moved.mean!.window - report.columns[0]!.moved.mean!.reference).toBeGreaterThan(0.4);
    expect(column(report, 'c').verdict).toBe('stable');
  });

  it('calls a shift of .02 sd among a million rows immaterial, and one of .5 sd drift', () => {
    const many = { x: normals(1_000_000) };
    expect(compare(many, { x: normals(1_000_000, 0.02) }).verdict).toBe('immaterial');
    expect(compare(many, { x: normals(1_000_000, 0.5) }).verdict).toBe('drift');
  });

  describe('gives contributions that sum to the statistic', () => {
    const off = ({ moved, tests }: WindowReport['columns'][number]) =>
      Math.abs(moved.view.reduce((total, cell) => total + cell.contribution, 0) - tests[0]!.statistic!);
    /** Three common levels, and beside them each of these as often as said. */
    const levels = (n: number, rare: Record<string, number>, base = 'abc') => [
      ...Array.from({ length: n }, () => base[random.integer(3)]!),
      ...Object.entries(rare).flatMap(([level, rows]) => Array.from({ length: rows }, () => level)),
    ];

    it('of a numeric and a categorical column', () => {
      const report = compare(reference, {
        x: normals(3_000, 0.3, 1.3),
        c: levels(3_000, {}, 'abd'),
      });
      expect(report.columns).toHaveLength(2);
      for (const one of report.columns) expect(off(one)).toBeLessThanOrEqual(1e-12);
    });

    it.each([
      ['as they are', {}],
      ['missing values a category', { columns: { c: { missing: 'as-category' } } }],
    ] as const)('of a column with rare and new levels, %s', (_, options) => {
      const before = levels(9_000, { rare: 40, rarer: 11, once: 1, gone: 30 });
      const after = levels(600, { rare: 12, rarer: 1, new: 20, newer: 2 }, 'aab');
      const holed = after.map((level, i) => (i % 9 === 0 ? null : level));
      const missing = Array.from({ length: 60 }, () => null);
      const one = compare({ c: [...before, ...missing] }, { c: holed }, options).columns[0]!;
      expect(one.moved.view.map(({ cell }) => cell)).toContain('__other__');
      expect(one.moved.view).toHaveLength(one.tests[0]!.bins!);
      expect(off(one)).toBeLessThanOrEqual(1e-12);
      // What the pooled cell holds is told apart.
      const pooled = one.moved.pooled!;
      expect(pooled.map(({ cell }) => cell).toSorted()).toEqual(['__unseen__', 'gone', 'rare', 'rarer']);
      const other = one.moved.view.find(({ cell }) => cell === '__other__')!;
      for (const side of ['reference', 'window'] as const)
        expect(pooled.reduce((total, cell) => total + cell[side], 0)).toBeLessThanOrEqual(other[side]);
      expect(pooled.map(({ cell, ...sides }) => [cell, Object.keys(sides)])[0]).toEqual([
        '__unseen__',
        ['reference', 'window'],
      ]);
    });

    it('of a column whose dictionary is cut off, where missing values are a category', () => {
      const many = (n: number) => Array.from({ length: n }, () => `k${Math.floor(40 * random.uniform() ** 3)}`);
      const holed = many(900).map((level, i) => (i % 5 === 0 ? null : level));
      const missing = Array.from({ length: 50 }, () => null);
      const options = { maxCategories: 8, columns: { c: { missing: 'as-category' } } } as const;
      const one = compare({ c: [...many(4_000), ...missing] }, { c: holed }, options).columns[0]!;
      expect(one.moved.view.map(({ cell }) => cell)).toEqual(
        expect.arrayContaining(['__missing__', '__other__']) as string[],
      );
      expect(off(one)).toBeLessThanOrEqual(1e-12);
    });
  });

  it('names a new level at 20 % and does not flag one new row in 2,000', () => {
    const c = (extra: number) =>
      Array.from({ length: 2_000 }, (_, i) => (i < extra ? 'new' : 'abc'[random.integer(3)]!));
    const flagged = compare(reference, { x: normals(2_000), c: c(400) });
    expect(column(flagged, 'c')).toMatchObject({
      verdict: 'drift',
      moved: { appeared: [{ category: 'new', count: 400 }] },
    });
    expect(column(flagged, 'c').moved.sentence).toContain("'new' appeared");
    expect(compare(reference, { x: normals(2_000), c: c(1) }).verdict).not.toBe('drift');
  });

  it.each([
    ['nulls from 0 to 15 %', 0, 0.15, 2_000, 'drift'],
    ['one null in 200 rows', 0, 0.005, 200, 'none'],
  ])('asks about missing values by themselves: %s', (_, __, share, rows, expected) => {
    const x = normals(rows).map((value, i) => (i < share * rows ? Number.NaN : value));
    const report = compare({ x: reference.x }, { x });
    const missing = report.quality.find((q) => q.kind === 'missing')!;
    expect(missing.verdict === 'drift').toBe(expected === 'drift');
    expect(report.verdict === 'drift').toBe(expected === 'drift');
    if (expected === 'drift') expect(report).toMatchObject({ reason: 'quality-changed' });
  });

  it('tolerates 1.00 to 1.06 % missing among a million rows', () => {
    const x = (share: number) =>
      Float64Array.from({ length: 1_000_000 }, (_, i) =>
        i % 10_000 < share * 10_000 ? Number.NaN : (i * 7919) % 1_000,
      );
    expect(compare({ x: x(0.01) }, { x: x(0.0106) }).quality[0]).toMatchObject({
      kind: 'missing',
      verdict: expect.not.stringMatching('drift') as string,
    });
  });

  it.each([0, 1, 8, 29])('gives no verdict on %d rows', (rows) => {
    const report = compare({ x: reference.x }, { x: normals(rows, 9) });
    expect(report.verdict).toBe('undecided');
    expect(report.columns[0]).toMatchObject({
      verdict: 'undecided',
      tests: [expect.objectContaining({ status: 'insufficient' }), ...report.columns[0]!.tests.slice(1)],
    });
  });

  it('gives no verdict on no rows, which name no columns', () => {
    expect(compare(reference, [])).toMatchObject({ verdict: 'undecided', quality: [] });
  });

  it.each([30, 31])('gives a verdict on %d rows, and says that they are few', (rows) => {
    const report = compare({ x: reference.x }, { x: normals(rows, 9) });
    expect(report.verdict).toBe('drift');
    expect(report.columns[0]!.tests[0]).toMatchObject({ status: 'tested', lowSample: true });
  });

  it('lets 20 values among 1,000 rows make only their column insufficient', () => {
    const few = normals(1_000).map((value, i) => (i < 20 ? value : Number.NaN));
    const report = compare({ x: reference.x, y: reference.x }, { x: normals(1_000), y: few });
    expect(column(report, 'y').tests[0]!.status).toBe('insufficient');
    expect(column(report, 'x').tests[0]!.status).toBe('tested');
  });

  it('gives the same result with a stored profile, with counts made apart, and with other tests beside', () => {
    const window = { x: normals(2_000, 0.3), c: Array.from({ length: 2_000 }, () => 'abc'[random.integer(3)]!) };
    const whole = compare(reference, window);
    const stored = profile(reference);
    expect(compare(stored, window)).toEqual(whole);
    expect(compare(stored, profile(window, { on: stored })).columns).toEqual(whole.columns);
    expect(compare(reference, window, { columns: { x: { test: psi() } } }).verdict).toBe(whole.verdict);
  });

  it('obeys a fixed threshold literally and takes the column out of the guarantee', () => {
    const window = { x: normals(2_000, 0.3) };
    const strict = compare({ x: reference.x }, window, { columns: { x: { test: psi({ threshold: 0.01 }) } } });
    expect(strict.columns[0]).toMatchObject({ verdict: 'drift', reason: 'beyond-threshold' });
    expect(strict.guarantee.join()).toContain('none for columns with a fixed threshold: x');
    expect(compare({ x: reference.x }, window, { columns: { x: { test: ks({ threshold: 1e-300 }) } } }).verdict).toBe(
      'stable',
    );
  });

  it('recomputes every verdict from the result alone', () => {
    const report = compare(reference, {
      x: normals(2_000, 0.25),
      c: Array.from({ length: 2_000 }, () => 'aab'[random.integer(3)]!),
    });
    for (const { tests, decider, verdict } of report.columns) {
      const result = tests.find((t) => t.test === decider)!;
      expect(verdict === 'drift').toBe(result.logPValue! <= Math.log(result.threshold!));
    }
  });

  it('is plain frozen JSON without NaN, and every reason is on the list', () => {
    const report = compare(reference, {
      x: normals(100, 1),
      c: ['a', null, 'z'].concat(Array.from({ length: 97 }, () => 'b')),
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(() => ((report as { verdict: string }).verdict = 'stable')).toThrow(TypeError);
    for (const { reason, tests } of report.columns)
      for (const name of [reason, ...tests.map((t) => t.reason)]) expect(reasons).toHaveProperty(name);
  });

  it('flags predictions that move alone, by their role', () => {
    const made = (n: number, share: number) => ({
      x: normals(n),
      guess: Array.from({ length: n }, () => (random.uniform() < share ? 'yes' : 'no')),
    });
    const report = compare(made(5_000, 0.3), made(2_000, 0.5), { columns: { guess: { role: 'prediction' } } });
    expect(report.columns.map((one) => [one.column, one.role, one.verdict])).toEqual([
      ['guess', 'prediction', 'drift'],
      ['x', 'feature', 'stable'],
    ]);
  });

  it('marks only roles that are compared, and changes nothing when an id comes along', () => {
    const window = { x: normals(500), c: Array.from({ length: 500 }, () => 'abc'[random.integer(3)]!) };
    const schema = defineSchema({ x: 'numeric', c: 'categorical', key: 'id' });
    const ids = (n: number) => Array.from({ length: n }, (_, i) => `id${i}`);
    const withId = compare({ ...reference, key: ids(10_000) }, { ...window, key: ids(500) }, { schema });
    expect(withId.columns).toEqual(compare(reference, window).columns);
  });

  it.each([
    ['a misspelt column', { columns: { amuont: { enabled: false } } }, 'UNKNOWN_COLUMN'],
    ['an unknown option', { tolerence: 1 }, 'OPTION_INVALID'],
    ['a tolerance below zero', { columns: { x: { tolerance: -1 } } }, 'OPTION_INVALID'],
    ['a test for the other kind', { columns: { c: { test: ks() } } }, 'OPTION_INVALID'],
    ['a threshold that no statistic passes', { preset: 'thresholds', thresholds: { psi: -1 } }, 'OPTION_INVALID'],
    ['a threshold that is no share', { preset: 'thresholds', thresholds: { ks: 5 } }, 'OPTION_INVALID'],
    ['an impossible budget', { alarmBudget: { falseAlarms: 200, per: { windows: 100 } } }, 'OPTION_INVALID'],
  ])('refuses %s at once', (_, options, code) => {
    expect(() => compare(reference, reference, options as never)).toThrow(expect.objectContaining({ code }));
  });
});

describe('compare, seven degenerate inputs', () => {
  const fill = (n: number, f: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => f(i));
  it.each([
    ['constant to the same constant', fill(1_000, () => 7), fill(500, () => 7), 'undecided'],
    ['constant to another constant', fill(1_000, () => 7), fill(500, () => 8), 'drift'],
    ['constant to varying', fill(1_000, () => 7), fill(500, (i) => i), 'drift'],
    ['99 % zeros, as before', fill(1_000, (i) => (i % 100 ? 0 : i)), fill(500, (i) => (i % 100 ? 0 : i)), 'stable'],
    ['two values, as before', fill(1_000, (i) => i % 2), fill(500, (i) => i % 2), 'stable'],
    ['one distinct value against two', fill(1_000, (i) => i % 2), fill(500, () => 1), 'drift'],
    ['all ties in other shares', fill(1_000, (i) => i % 3), fill(500, (i) => Number(i % 4 === 0)), 'drift'],
  ])('%s', (_, x, y, verdict) => {
    const report = compare({ x }, { x: y });
    expect(report.columns[0]!.verdict).toBe(verdict);
    expect(report.columns[0]!.tests.every((t) => t.status !== 'failed')).toBe(true);
  });
});

describe('exact KS', () => {
  const rows = rowsOf;
  const columns = { amount: { test: ks({ exactKs: true }) } };
  const saysSo = expect.stringContaining('exactKs is not exact for amount: tested on cells (method binned)');

  it('says in the guarantee where it is not, under either preset', () => {
    const stored = profile(rows(1_000, 'reference'), { range20: true });
    for (const preset of ['budget', 'thresholds'] as const) {
      expect(compare(stored, rows(500, 'w'), { columns, preset }).guarantee).toContainEqual(saysSo);
      expect(compare(rows(1_000, 'reference'), rows(500, 'w'), { columns, preset }).guarantee).not.toContainEqual(
        saysSo,
      );
    }
    const kept = profile(rows(1_000, 'reference'), { exactKs: true });
    expect(compare(kept, rows(500, 'w'), { columns }).guarantee).not.toContainEqual(saysSo);
    const many = compare(rows(3_000, 'reference'), rows(500, 'w'), { columns });
    expect(many.guarantee).toContainEqual(saysSo);
  });
});

describe('real categories that carry the names of the own cells', () => {
  const names = ['unseen', '<10', '__missing__', '__unseen__', '__other__', String.raw`\__other__`];
  const printed = ['unseen', ...[...names.slice(1, 5), String.raw`\__other__`].map((name) => `\\${name}`)];
  const often = (rows: Record<string, number>) =>
    Object.entries(rows).flatMap(([name, n]) => Array.from({ length: n }, () => name));
  const alike = Object.fromEntries(names.map((name, k) => [name, 300 + 10 * k]));
  const before = [...often({ ...alike, few: 4 }), ...Array.from({ length: 60 }, () => null)];
  const options = { columns: { c: { missing: 'as-category' } } } as const;

  it('are escaped beside those cells, and each is found once', () => {
    const after = [...often({ ...alike, new: 20 }), ...Array.from({ length: 300 }, () => null)];
    const report = compare({ c: before }, { c: after }, options);
    const { view, pooled } = report.columns[0]!.moved;
    const cells = view.map(({ cell }) => cell);
    expect(cells.toSorted()).toEqual([...printed, '__missing__', '__other__'].toSorted());
    expect(pooled!.map(({ cell }) => cell)).toEqual(['__unseen__']);
    const page = renderReport({ monitor: 'm', reports: [report] });
    for (const name of [...printed, '__missing__', '__other__'])
      expect(page.split(`<td>${name.replace('<', '&lt;')}<td>`)).toHaveLength(2);
  });

  it('are escaped where they are new, gone or in the sentence', () => {
    const some = often({ a: 900, ...alike });
    const gone = compare({ c: some }, { c: often({ a: 900 }) }).columns[0]!.moved;
    const come = compare({ c: often({ a: 900 }) }, { c: some }).columns[0]!.moved;
    for (const listed of [gone.vanished, come.appeared]) {
      expect(listed).toHaveLength(5);
      for (const { category } of listed!) expect(printed).toContain(category);
    }
    const last = String.raw`'\\__other__'`;
    for (const { sentence } of [gone, come]) expect(sentence).toContain(last);
  });
});

it('columns of a stored profile are known by their names to whoever checks types, of compare and of the Monitor', () => {
  const rows = { amount: Array.from({ length: 60 }, (_, i) => i) };
  const stored = profile(rows, { schema: defineSchema({ amount: 'numeric' }) });
  const unknown = { code: 'UNKNOWN_COLUMN' };
  // @ts-expect-error: the profile has no such column
  expect(() => compare(stored, rows, { columns: { amuont: {} } })).toThrow(expect.objectContaining(unknown));
  // @ts-expect-error: the profile has no such column
  expect(() => new Monitor({ reference: stored, columns: { amuont: {} } })).toThrow(expect.objectContaining(unknown));
  expect(new Monitor({ reference: stored, columns: { amount: {} } })).toBeInstanceOf(Monitor);
  // Names of rows are no types: they are checked when the monitor is made.
  expect(new Monitor({ reference: rows, columns: { amount: {} } })).toBeInstanceOf(Monitor);
});
