import { describe, expect, it } from 'vitest';
import { compare, defineSchema, Monitor, type Row } from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';

const random = seededRandom('quality flags');
const rowsOf = (count: number, change: (row: Row, index: number) => Row = (row) => row): Row[] =>
  Array.from({ length: count }, (_, index) => change({ x: random.normal(), y: random.normal() }, index));
const reference = rowsOf(5_000);

const broken = {
  'a column all missing': (row: Row) => ({ ...row, x: null }),
  'a column of infinities': (row: Row) => ({ ...row, x: Infinity }),
  'a column of texts': (row: Row) => ({ ...row, x: 'n/a!' }),
  'a column that is not there': ({ y }: Row) => ({ y }),
};

describe.each(Object.entries(broken))('%s', (_, change) => {
  it.each([1, 3, 8, 29])('informs in a window of %i rows, which is too short for any verdict', (rows) => {
    const report = compare(reference, rowsOf(rows, change));
    expect(report.verdict).toBe('undecided');
    expect(report.reason).toBe('no-column-tested');
    expect(report.quality.filter(({ column }) => column === 'x').length).toBeGreaterThan(0);
    expect(report.quality.filter(({ flags }) => flags)).toEqual([]);
  });

  it('flags a window of 30 rows', () => {
    const report = compare(reference, rowsOf(30, change));
    expect(report.verdict).toBe('drift');
    expect(report.reason).toBe('quality-changed');
  });
});

it('tells of three rows that lack their values only that they are few', async () => {
  const monitor = new Monitor({ reference });
  const told: string[] = [];
  monitor.on('drift', () => told.push('drift'));
  monitor.on('alert', ({ kind }) => told.push(kind));
  await monitor.process(rowsOf(3, broken['a column all missing']));
  await monitor.close();
  expect(told).toEqual(['too-few-rows']);
});

describe('values that cannot be read', () => {
  const unreadable = (share: number) => (row: Row, index: number) =>
    (index * share) % 1 < share ? { ...row, x: 'n/a!' } : row;
  const known = rowsOf(5_000, unreadable(0.05));
  const schema = defineSchema({ x: 'numeric', y: 'numeric' });
  const verdictOn = (rows: Row[]) =>
    compare(known, rows, { schema }).quality.find(({ column, kind }) => column === 'x' && kind === 'unparsable')!;

  it('are no news when they get fewer', () => {
    expect(verdictOn(rowsOf(2_000))).toMatchObject({ count: 0, verdict: 'stable', pValue: 1 });
    expect(compare(known, rowsOf(2_000), { schema }).verdict).toBe('stable');
  });

  it('are told when they get more', () => {
    const rows = rowsOf(2_000, unreadable(0.1));
    expect(verdictOn(rows)).toMatchObject({ verdict: 'drift', reason: 'unparsable-share' });
    expect(compare(known, rows, { schema }).verdict).toBe('drift');
  });
});
