import fc from 'fast-check';
import {
  compare,
  defineSchema,
  DriftSenseError,
  profile,
  type AnyDataDriftTest,
  type ColumnProfile,
  type MonitorOptions,
  type WindowReport,
} from 'driftsense';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';

const random = seededRandom('columns apart');
const normals = (n: number, by = 0) => Array.from({ length: n }, () => random.normal() + by);
const letters = (n: number) => Array.from({ length: n }, () => 'abcd'[random.integer(4)]!);
const good = { x: normals(1_000), c: letters(1_000) };
const window = { x: normals(200, 0.4), c: letters(200) };

const shared: readonly string[] = ['threshold', 'verdict', 'reason', 'since'];

/** What is said of the good columns: results, quality and what moved. A level that is shared may depend on how many columns are judged. */
const said = (report: WindowReport, but = shared) =>
  JSON.stringify(
    [
      ['x', 'c'].map((name) => report.columns.find(({ column }) => column === name)),
      report.quality.filter(({ column }) => column !== 'bad'),
    ],
    (key, value: unknown) => (but.includes(key) ? undefined : value),
  );

/** What a call gives, or the library's error that it throws. */
function thrown<T>(call: () => T): T | DriftSenseError {
  try {
    return call();
  } catch (error) {
    if (DriftSenseError.is(error)) return error;
    throw error;
  }
}

/** What JSON makes of a NaN or an infinity. */
const noNumber = /[:,[]null\b/;

describe('a column', () => {
  const schema = (kind: 'numeric' | 'categorical') => defineSchema({ x: 'numeric', c: 'categorical', bad: kind });
  const cell = fc.oneof(
    fc.double(),
    fc.constantFrom<unknown>(
      null,
      undefined,
      Number.NaN,
      Infinity,
      -Infinity,
      '',
      'text',
      true,
      5n,
      new Date(7),
      new Date(Number.NaN),
    ),
    fc.object({ maxDepth: 1 }),
  );
  /** All of one bad value, or a mixture. */
  const bad = fc.oneof(
    cell.map((value) => (rows: number) => Array.from({ length: rows }, () => value)),
    fc
      .array(cell, { minLength: 3, maxLength: 9 })
      .map((some) => (rows: number) => Array.from({ length: rows }, (_, i) => some[i % some.length])),
  );

  it('never fails a window, and changes no byte of what is said of the others, whatever it holds (R4.1)', () => {
    const kinds = fc.constantFrom('numeric' as const, 'categorical' as const);
    const alone = new Map(
      (['numeric', 'categorical'] as const).map((kind) => {
        const { columns } = schema(kind);
        const without = { ...schema(kind), columns: columns.filter(({ name }) => name !== 'bad') };
        const reference = profile(good, { schema: without });
        const byItself = compare(reference, window, { correction: 'none' });
        return [kind, [said(compare(reference, window)), said(byItself, [])]] as const;
      }),
    );
    fc.assert(
      fc.property(bad, bad, kinds, (before, after, kind) => {
        const cells = before(1_000);
        const rows = { ...good, bad: cells };
        const made = thrown(() => profile(rows, { schema: schema(kind) }));
        if ('code' in made) {
          // A reference of nested values alone is refused: no window could be compared with it.
          expect(made.code).toBe('VALUE_NESTED');
          expect(cells.some((value) => typeof value === 'object' && value !== null)).toBe(true);
          return;
        }
        const report = compare(made, { ...window, bad: after(200) });
        // With a level of each column's own, whole: thresholds, verdicts and reasons too.
        const byItself = compare(made, { ...window, bad: after(200) }, { correction: 'none' });
        expect([said(report), said(byItself, [])]).toEqual(alone.get(kind));
        const column = report.columns.find((one) => one.column === 'bad')!;
        for (const { status, reason } of column.tests) {
          expect(['tested', 'skipped', 'insufficient']).toContain(status);
          expect(reason).not.toBe('test-failed');
        }
        expect(JSON.stringify(report)).not.toMatch(noNumber);
      }),
      { numRuns: process.env['NIGHTLY'] ? 2_000 : 200 },
    );
  });

  it('that is absent from the window, or extra in it, is said, and changes nothing else either', () => {
    const reference = profile({ ...good, bad: normals(1_000) });
    const lacking = compare(reference, window);
    expect(lacking.columns.find(({ column }) => column === 'bad')).toMatchObject({
      reason: 'column-missing',
      tests: [{ status: 'skipped', reason: 'column-missing', sampleSize: { reference: 1_000, window: 0 } }],
    });
    expect(said(lacking)).toBe(said(compare(reference, { ...window, bad: normals(200), extra: normals(200) })));
  });

  it('that cannot be compared names the test that would decide, skipped, and why (R3.3, R4.1)', () => {
    const ids = (rows: number) => Array.from({ length: rows }, (_, i) => `k${i}`);
    const before = { ...good, bad: ids(1_000), off: normals(1_000) };
    const after = { x: window.x, bad: ids(200), off: normals(200) };
    for (const preset of ['budget', 'thresholds'] as const) {
      const { columns } = compare(before, after, { preset, columns: { off: { enabled: false } } });
      const decided = columns.map(({ column, decider, tests }) => {
        const { status, reason } = tests.find(({ test }) => test === decider)!;
        return [column, status === 'tested' ? status : `${status}: ${reason}`];
      });
      expect(Object.fromEntries(decided)).toEqual({
        x: 'tested',
        bad: 'skipped: id-like',
        c: 'skipped: column-missing',
        off: 'skipped: column-disabled',
      });
    }
  });

  it('whose test fails is reported as failed, with its code, and is no verdict', () => {
    for (const outcome of [
      { statistic: Number.NaN },
      { statistic: 1, pValue: Number.NaN },
      { statistic: 1, logPValue: -Infinity },
      { statistic: 1, effect: Number.NaN },
      { statistic: Infinity },
    ]) {
      const test = { name: 'odd', appliesTo: ['numeric'], compare: () => outcome } as const;
      const report = compare(good, window, { columns: { x: { test } } });
      const x = report.columns.find(({ column }) => column === 'x')!;
      expect(x).toMatchObject({ verdict: 'undecided' });
      expect(x.tests[0]).toMatchObject({ status: 'failed', reason: 'test-failed', error: { code: 'TEST_FAILED' } });
      expect(JSON.stringify(report)).not.toMatch(noNumber);
    }
  });
});

describe('missing cells, by the policy of their column (R3.4)', () => {
  const some = (n: number, share: number) => letters(n).map((letter, i) => (i % 100 < share * 100 ? null : letter));
  const [before, after] = [some(2_000, 0.1), some(1_000, 0.4)];
  const present = (cells: readonly (string | null)[]) => cells.filter((value) => value !== null).length;
  const report = (missing: 'as-category' | 'ignore' | 'separate-check') =>
    compare({ c: before }, { c: after }, { columns: { c: { missing } } } satisfies Omit<MonitorOptions, 'reference'>);

  it.each([
    ['separate-check', present(before), present(after)],
    ['ignore', present(before), present(after)],
    ['as-category', 2_000, 1_000],
  ] as const)('are counted alike by every test: %s', (missing, reference, rows) => {
    const { tests } = report(missing).columns[0]!;
    expect(tests.length).toBeGreaterThan(2);
    for (const { sampleSize } of tests) expect(sampleSize).toEqual({ reference, window: rows });
  });

  describe('of a numeric column, beside values that are none', () => {
    /** One of each hundred is missing, not a number, infinite or no number at all; of the window twice as many. */
    const none = [null, Number.NaN, Infinity, -Infinity, 'n/a'];
    const mixed = (n: number, each: number) =>
      normals(n).map((x, i) => (i % 100 < each * none.length ? none[Math.floor((i % 100) / each)] : x));
    const [past, now] = [mixed(2_000, 1), mixed(1_000, 2)];
    const finite = (cells: readonly unknown[]) => cells.filter((x) => Number.isFinite(x)).length;
    const rows = { reference: finite(past), window: finite(now) };
    const schema = defineSchema({ x: 'numeric' });
    /** What a test of one's own gets to see: the rows in each kind of cells. */
    const given: unknown[] = [];
    const sum = (counts: Iterable<number>) => Array.from(counts).reduce((all, n) => all + n, 0);
    const sums = ({ count, counts, range20, gaps }: ColumnProfile & { readonly range20?: Uint32Array }) => [
      count,
      sum(counts),
      sum(range20!),
      sum(gaps!.counts),
    ];
    const watching: AnyDataDriftTest = {
      name: 'watching',
      appliesTo: ['numeric'],
      needs: ['range20', 'gaps'],
      compare: (a, b) => {
        given.push({ reference: sums(a), window: sums(b) });
        return { statistic: 0 };
      },
    };

    it.each(
      (['budget', 'thresholds'] as const).flatMap((preset) =>
        (['separate-check', 'ignore'] as const).map((missing) => [preset, missing] as const),
      ),
    )('the same rows are counted by every test: %s, %s', (preset, missing) => {
      given.length = 0;
      const { columns, quality } = compare(
        { x: past },
        { x: now },
        {
          preset,
          schema,
          columns: { x: { missing, test: watching } },
        },
      );
      const { tests } = columns[0]!;
      expect(tests.map(({ test }) => test).toSorted()).toEqual([
        'jsDivergence',
        'ks',
        'psi',
        'wasserstein',
        'watching',
      ]);
      for (const { sampleSize } of tests) expect(sampleSize).toEqual(rows);
      const four = (n: number) => [n, n, n, n];
      expect(given).toEqual([{ reference: four(rows.reference), window: four(rows.window) }]);
      // The others are counted as what they are.
      const shares = Object.fromEntries(quality.map(({ kind, count }) => [kind, count]));
      expect(shares).toMatchObject({
        'non-finite': 40,
        unparsable: 20,
        ...(missing === 'ignore' ? {} : { missing: 40 }),
      });
    });
  });

  it('are asked about by themselves, are a category, or are nothing', () => {
    const asked = (of: WindowReport) =>
      of.quality.filter(({ kind }) => kind === 'missing').map(({ verdict }) => verdict);
    const [apart, category, ignored] = [report('separate-check'), report('as-category'), report('ignore')];
    expect(asked(apart)).toEqual(['drift']);
    expect(apart.columns[0]!.verdict).toBe('stable');
    expect(asked(category)).toEqual([]);
    expect(category.columns[0]!.verdict).toBe('drift');
    expect(asked(ignored)).toEqual([]);
    expect(ignored).toMatchObject({ verdict: 'stable' });
  });
});
