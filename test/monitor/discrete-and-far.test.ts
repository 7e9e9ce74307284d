import { compare, profile, type WindowReport } from 'driftsense';
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
    const windows = process.env['NIGHTLY'] ? 4_000 : 240;
    const flagged = { psi: 0, ks: 0 };
    let reference = profile({ x: [] });
    for (let i = 0; i < windows; i++) {
      if (i % 20 === 0) reference = profile({ x: Array.from({ length: 2_000 }, draw) }, { ordered: false });
      const { tests } = of(
        compare(reference, { x: Array.from({ length: 400 }, draw) }, { columns: { x: { tolerance: 0 } } }),
      );
      for (const { test, pValue } of tests) if ((test === 'psi' || test === 'ks') && pValue! < 0.05) flagged[test]++;
    }
    // Windows of one reference are not independent: with a correlation of .05, twenty count as ten.
    const most = 0.05 * windows + 3 * Math.sqrt(0.05 * 0.95 * windows * (1 + 19 * 0.05));
    expect(flagged.psi).toBeLessThanOrEqual(most);
    expect(flagged.ks).toBeLessThanOrEqual(most);
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

  it('makes no profile larger', () => {
    const size = (x: readonly number[]) => JSON.stringify(profile({ x }, { range20: true })).length;
    expect(size([...before.slice(1), 1e15])).toBeLessThan(1.1 * size(before));
    for (const x of [[...before, 1e15], [...before, -1e308, 1e308], before.map((v, i) => (i % 50 ? v : 0))])
      for (const column of profile({ x }, { range20: true }).columns)
        expect(column.kind === 'numeric' && column.grid!.counts.length).toBeLessThanOrEqual(256);
  });
});
