import { compare, jsDivergence, Monitor, profile, wasserstein, type WindowReport } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';

const random = seededRandom('discrete and far');
const zeros = (rows: number, share: number) =>
  Array.from({ length: rows }, () => (random.uniform() < share ? 0 : Math.exp(random.normal())));
const normals = (rows: number, by = 0) => Array.from({ length: rows }, () => random.normal() + by);
const of = (report: WindowReport) => report.columns[0]!;

describe('a column of many equal values (R5.2)', () => {
  it('whose share of zeros goes from 60 to 80 % in 2,000 rows has drifted, and says that it is the zeros', () => {
    const column = of(compare({ x: zeros(10_000, 0.6) }, { x: zeros(2_000, 0.8) }));
    expect(column.verdict).toBe('drift');
    expect(column.moved.cells[0]).toMatchObject({
      cell: '0',
      reference: expect.closeTo(0.6, 1) as number,
      window: expect.closeTo(0.8, 1) as number,
    });
  });

  it.each([
    ['60 % zeros', () => zeros(1, 0.6)[0]!],
    ['85 % zeros', () => zeros(1, 0.85)[0]!],
    ['rounded to a tenth', () => Math.round(random.normal() * 10) / 10],
    ['whole numbers of one digit', () => random.integer(10)],
    ['two values', () => random.integer(2)],
  ])('holds its level without tolerance: %s', (_, draw) => {
    const windows = process.env['NIGHTLY'] ? 4_000 : 400;
    const flagged = { psi: 0, ks: 0 };
    // A reference to each window: none of them depends on another.
    for (let i = 0; i < windows; i++) {
      const reference = profile({ x: Array.from({ length: 2_000 }, draw) }, { ordered: false });
      const window = { x: Array.from({ length: 400 }, draw) };
      const { tests } = of(compare(reference, window, { columns: { x: { tolerance: 0 } } }));
      for (const { test, pValue } of tests) if ((test === 'psi' || test === 'ks') && pValue! < 0.05) flagged[test]++;
    }
    const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / windows);
    expect(flagged.psi / windows).toBeLessThanOrEqual(most);
    expect(flagged.ks / windows).toBeLessThanOrEqual(most);
    expect(flagged.psi).toBeGreaterThan(0);
  });
});

describe('one outlier of 1e15 (R7.3)', () => {
  const [before, after] = [normals(5_000), normals(2_000, 2)];
  const columns = { x: { tolerance: 0 } };
  const plain = of(compare({ x: before }, { x: after }, { columns }));
  const [far, close] = [
    [...after.slice(1), 1e15],
    [...after.slice(1), 6],
  ];

  it('in the window changes no statistic and no verdict against any other value beyond the last cell', () => {
    const with15 = of(compare({ x: before }, { x: far }, { columns }));
    const with6 = of(compare({ x: before }, { x: close }, { columns }));
    expect(with15.tests).toEqual(with6.tests);
    expect(with15.verdict).toBe(plain.verdict);
    for (const [i, { test, statistic }] of with15.tests.entries()) {
      const by = Math.abs(statistic! - plain.tests[i]!.statistic!) / plain.tests[i]!.statistic!;
      expect([test, by < 3 / after.length]).toEqual([test, true]);
    }
  });

  it('in the reference moves no statistic by more than a few rows do', () => {
    const column = of(compare({ x: [...before.slice(1), 1e15] }, { x: after }, { columns }));
    expect(column.verdict).toBe(plain.verdict);
    for (const [i, { test, statistic }] of column.tests.entries()) {
      if (test === 'wasserstein') continue; // in standard deviations of the reference, which this is one of
      const by = Math.abs(statistic! - plain.tests[i]!.statistic!) / plain.tests[i]!.statistic!;
      expect([test, by < 0.02]).toEqual([test, true]);
    }
  });

  describe('under fixed thresholds', () => {
    const preset = 'thresholds' as const;
    const reference = { x: [...before.slice(1), 1e15] };
    const named = (report: WindowReport) => report.notes.filter((note) => note.startsWith('REFERENCE_STRETCHED'));

    it('in the window moves no statistic by more than a row does', () => {
      const usual = of(compare({ x: before }, { x: after }, { preset }));
      const outside = of(compare({ x: before }, { x: far }, { preset }));
      expect(outside.verdict).toBe(usual.verdict);
      for (const [i, { test, statistic }] of outside.tests.entries()) {
        const by = Math.abs(statistic! - usual.tests[i]!.statistic!) / usual.tests[i]!.statistic!;
        expect([test, by < 3 / after.length]).toEqual([test, true]);
      }
    });

    it('in the reference blinds the twenty equal cells of the original, which is said of the column; quantiles still see', () => {
      const report = compare(reference, { x: after }, { preset });
      const [ks, psi, js] = of(report).tests;
      expect([js!.test, js!.verdict, js!.statistic! < 0.001]).toEqual(['jsDivergence', 'stable', true]);
      expect([ks!.verdict, psi!.verdict, report.verdict]).toEqual(['drift', 'drift', 'drift']);
      for (const [i, seen] of [ks!, psi!].entries()) {
        const usual = of(compare({ x: before }, { x: after }, { preset })).tests[i]!;
        expect(Math.abs(seen.statistic! - usual.statistic!) / usual.statistic!).toBeLessThan(0.02);
      }
      expect(named(report)).toEqual([
        "REFERENCE_STRETCHED: a few values of the reference lie so far off that little else is seen of 'x' (jsDivergence); take them out of it, or use a test on quantiles, such as psi",
      ]);
    });

    it('is warned of by a monitor with its first window, and noted in the report of each', async () => {
      const warned: string[] = [];
      const monitor = new Monitor({ preset, reference });
      monitor.on('warning', ({ code }) => void (code === 'REFERENCE_SMALL' || warned.push(code)));
      // The first is part of the reference.
      const first = await monitor.process({ x: reference.x.slice(0, 500) });
      expect([first.window.inReference, warned]).toEqual([true, ['REFERENCE_STRETCHED']]);
      const second = await monitor.process({ x: after.slice(0, 500) });
      expect([first, second].map((report) => named(report).length)).toEqual([1, 1]);
      expect(warned).toEqual(['REFERENCE_STRETCHED']);
    });

    it('is warned of where one column alone has such a threshold', async () => {
      const warned: string[] = [];
      const monitor = new Monitor({ reference, columns: { x: { test: wasserstein(), threshold: 1 } } });
      monitor.on('warning', ({ code }) => void warned.push(code));
      await monitor.process({ x: after.slice(0, 500) });
      expect(warned).toContain('REFERENCE_STRETCHED');
    });

    it('is warned of when it takes the place of another, once, also over a restart', async () => {
      const warned: string[] = [];
      const options = { preset, reference: { x: before } };
      const listened = (monitor: Monitor): Monitor => {
        monitor.on('warning', ({ code, message }) => void (code === 'REFERENCE_STRETCHED' && warned.push(message)));
        return monitor;
      };
      const next = { x: after.slice(0, 500) };
      const monitor = listened(new Monitor(options));
      await monitor.process(next);
      expect(warned).toEqual([]);
      await monitor.rebaseline(reference, { reason: 'a file of another sort' });
      for (let n = 0; n < 2; n++) await monitor.process(next);
      expect(warned).toEqual([expect.stringContaining("'x' (jsDivergence)")]);
      const restarted = listened(Monitor.fromJSON(JSON.parse(JSON.stringify(monitor)), options));
      expect(named(await restarted.process(next))).toHaveLength(1);
      expect(warned).toHaveLength(1);
      await restarted.rebaseline({ x: [...before.slice(1), -1e15] }, { reason: 'and one more' });
      await restarted.process(next);
      expect(warned).toHaveLength(2);
    });

    it.each<[string, readonly number[], Parameters<typeof compare>[2] & object, boolean]>([
      [
        'a distance in standard deviations, with a threshold',
        reference.x,
        { columns: { x: { test: wasserstein({ threshold: 0.1 }) } } },
        true,
      ],
      [
        'cells of equal width within the budget',
        reference.x,
        { columns: { x: { test: jsDivergence({ cells: 'range20', threshold: 0.1 }) } } },
        true,
      ],
      [
        'a marker for missing in every fiftieth row',
        before.map((x, i) => (i % 50 === 0 ? 999_999 : x)),
        { preset },
        true,
      ],
      ['a test switched off', reference.x, { preset, thresholds: { jsDivergence: null } }, false],
      ['a column switched off', reference.x, { preset, columns: { x: { enabled: false } } }, false],
      ['the budget, where all is on quantiles', reference.x, {}, false],
      ['no such value', before, { preset }, false],
      ['a long tail', before.map((x) => Math.exp(x)), { preset }, false],
      ['zeros but for a few', before.map((x, i) => (i % 50 === 0 ? x : 0)), { preset }, false],
    ])('%s', (_, x, options, told) => {
      expect(named(compare({ x }, { x: after }, options)).length).toBe(told ? 1 : 0);
    });
  });

  it('makes no profile larger', () => {
    const size = (x: readonly number[]) => JSON.stringify(profile({ x }, { range20: true })).length;
    expect(size([...before.slice(1), 1e15])).toBeLessThan(1.1 * size(before));
    for (const x of [[...before, 1e15], [...before, -1e308, 1e308], before.map((v, i) => (i % 50 ? v : 0))])
      for (const column of profile({ x }, { range20: true }).columns)
        expect(column.kind === 'numeric' && column.grid!.counts.length).toBeLessThanOrEqual(256);
  });
});
