import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.node.js';
import { loadParts } from '../../src/config/load-parts.node.js';
import { labelType } from '../../src/config/label-type.js';
import { fromColumns, loadMonitor, Monitor, type WindowReport } from '../../src/node.js';
import { seededRandom } from '../../src/stats/random.js';
import { folderOf } from './folder.js';

/** Columns of normal numbers, each moved by so many standard deviations, as a table and as CSV. */
function table(rows: number, shifts: Readonly<Record<string, number>>, seed: string): Record<string, number[]> {
  const random = seededRandom(seed);
  return Object.fromEntries(
    Object.entries(shifts).map(([name, shift]) => [name, Array.from({ length: rows }, () => random.normal() + shift)]),
  );
}
const csv = (columns: Record<string, number[]>): string => {
  const names = Object.keys(columns);
  const rows = columns[names[0]!]!.map((_, i) => names.map((name) => columns[name]![i]).join(','));
  return [names.join(','), ...rows, ''].join('\n');
};

const names = ['a', '__proto__', 'constructor', '007', 'null'];
const still = Object.fromEntries(names.map((name) => [name, 0]));
const moved = Object.fromEntries(names.map((name) => [name, 0.6]));
const past = csv(table(4_000, still, 'past'));
const window = () => fromColumns(table(1_000, moved, 'now'));

async function judged(config: string): Promise<WindowReport> {
  const folder = folderOf({ 'c.yaml': `data: { reference: past.csv }\n${config}`, 'past.csv': past });
  const monitor = await loadMonitor(join(folder, 'c.yaml'), { environment: {} });
  const report = await monitor.process(window());
  await monitor.close();
  return report;
}

const verdicts = ({ columns }: WindowReport) =>
  Object.fromEntries(columns.map(({ column, verdict }) => [column, verdict] as const));

describe('settings of one column', () => {
  it.each(names)('change what becomes of %s, and of no other', async (name) => {
    const before = await judged('');
    const after = await judged(`columns:\n  ${name}: { enabled: false }\n`);
    expect(Object.values(verdicts(before))).toEqual(names.map(() => 'drift'));
    expect(after.columns.find(({ column }) => column === name)).toMatchObject({
      verdict: 'undecided',
      reason: 'column-disabled',
    });
    for (const other of names.filter((one) => one !== name)) {
      const of = (report: WindowReport) => report.columns.find(({ column }) => column === other)!.tests[0];
      expect(of(after)!.statistic).toBe(of(before)!.statistic);
      expect(of(after)!.verdict).toBe('drift');
    }
  });

  it.each([
    ['tolerance: 1', 'a', { verdict: 'immaterial' }],
    ['test: ks', 'a', { decider: 'ks', verdict: 'drift' }],
    ['test: ks, threshold: 0.9', '__proto__', { decider: 'ks', verdict: 'drift', reason: 'beyond-threshold' }],
    [
      'test: wasserstein, threshold: 5',
      '007',
      { decider: 'wasserstein', verdict: 'stable', reason: 'below-threshold' },
    ],
    ['role: id', 'null', undefined],
    ['role: ignore', '__proto__', undefined],
    ['role: prediction', 'constructor', { role: 'prediction', verdict: 'drift' }],
  ])('{ %s }', async (settings, name, expected) => {
    const report = await judged(`columns:\n  ${name}: { ${settings} }\n`);
    const own = report.columns.find(({ column }) => column === name);
    if (expected === undefined) expect(own).toBeUndefined();
    else expect(own).toMatchObject(expected);
    for (const other of names.filter((one) => one !== name)) expect(verdicts(report)[other]).toBe('drift');
  });

  it('a test that is named has the threshold of the file under fixed thresholds, and decides alone', async () => {
    const config =
      'drift: { thresholds: { psi_gt: 0.3, ks_pvalue_lt: 0.05 } }\ncolumns: { a: { test: psi }, "007": { test: psi, threshold: 9 } }';
    const report = await judged(config);
    const a = report.columns.find(({ column }) => column === 'a')!;
    expect(a.tests.find(({ test }) => test === 'psi')).toMatchObject({ threshold: 0.3, verdict: 'drift' });
    expect(a.tests.find(({ test }) => test === 'ks')).toMatchObject({ verdict: 'undecided', reason: 'informs' });
    expect(verdicts(report)).toMatchObject({ a: 'drift', '007': 'stable' });
  });

  it('a name that the reference lacks is an error naming the nearest, with line and column, all at once', async () => {
    const config =
      'data:\n  reference: past.csv\n  label: y\n  id: key\n  timestamp: at\ncolumns:\n  constructr: {}\n  zebra: {}\n  a: {}\n';
    const path = join(folderOf({ 'c.yaml': config, 'past.csv': past }), 'c.yaml');
    await expect(loadMonitor(path)).rejects.toMatchObject({
      code: 'UNKNOWN_COLUMN',
      message: [
        `${path}:3:3: data.label: the reference has no column 'y'; it has ${names.join(', ')}`,
        `${path}:4:3: data.id: the reference has no column 'key'; it has ${names.join(', ')}`,
        `${path}:5:3: data.timestamp: the reference has no column 'at'; did you mean 'a'?`,
        `${path}:7:3: columns.constructr: the reference has no column 'constructr'; did you mean 'constructor'?`,
        `${path}:8:3: columns.zebra: the reference has no column 'zebra'; it has ${names.join(', ')}`,
      ].join('\n'),
    });
  });

  it('the API takes a column named __proto__ as well, and checks what is set for it', () => {
    const reference = fromColumns(table(200, still, 'r'));
    const columns = JSON.parse('{"__proto__": {"enabled": false}, "a": {"tolerance": 0.5}}') as Record<string, object>;
    const monitor = new Monitor({ reference, columns });
    expect(monitor.reference.columns.map(({ name }) => name)).toContain('__proto__');
    expect(() => new Monitor({ reference, columns: JSON.parse('{"__proto__": {"enabled": 3}}') as never })).toThrow(
      'Monitor.columns.__proto__.enabled: expected boolean, got 3',
    );
    expect(() => new Monitor({ reference, columns: [] as never })).toThrow(
      'Monitor.columns: expected record, got a list',
    );
  });
});

describe('the label', () => {
  const partsOf = async (config: string, reference: string) => {
    const folder = folderOf({ 'c.yaml': `data: { reference: past.csv, ${config} }\n`, 'past.csv': reference });
    return (await loadParts(await loadConfig(join(folder, 'c.yaml'), {}))).options.columns;
  };

  it.each([
    ['0/1', 'x,label\n1,0\n2,1\n', { role: 'label', type: 'categorical' }],
    ['texts', 'x,label\n1,no\n2,yes\n', { role: 'label', type: 'categorical' }],
    [
      'ten grades',
      `x,label\n${Array.from({ length: 30 }, (_, i) => `1,${i % 10}`).join('\n')}\n`,
      { role: 'label', type: 'categorical' },
    ],
    [
      'eleven numbers',
      `x,label\n${Array.from({ length: 30 }, (_, i) => `1,${i % 11}`).join('\n')}\n`,
      { role: 'label', type: 'numeric' },
    ],
    ['fractions', 'x,label\n1,0.5\n2,1.5\n', { role: 'label', type: 'numeric' }],
    ['0/1 with gaps', 'x,label\n1,\n2,1\n', { role: 'label', type: 'categorical' }],
    ['nothing', 'x,label\n1,\n2,\n', { role: 'label', type: 'categorical' }],
  ])('of %s', async (_, reference, expected) => {
    expect((await partsOf('', reference))!['label']).toEqual(expected);
  });

  it('is the column of this name where nothing is said, and none where there is none', async () => {
    expect(await partsOf('', 'x,y\n1,0\n')).toEqual({});
    expect((await partsOf('label: y', 'x,y\n1,0\n2,1\n'))!['y']).toEqual({ role: 'label', type: 'categorical' });
  });

  it('is the column that has this role, which outweighs the usual name', async () => {
    const columns = await partsOf('}\ncolumns: { y: { role: label }', 'x,label,y\n1,5,0\n2,6,1\n');
    expect(columns).toEqual({ y: { role: 'label', type: 'categorical' } });
    const numeric = await partsOf('}\ncolumns: { y: { role: label, type: numeric }', 'x,y\n1,0\n2,1\n');
    expect(numeric!['y']).toEqual({ role: 'label', type: 'numeric' });
  });

  it('without a column has no type', () => {
    expect(labelType(fromColumns({ a: [1] }), 'b')).toBeUndefined();
    expect(labelType(fromColumns({ b: [null, '', undefined, Number.NaN, true] }), 'b')).toBe('categorical');
  });
});
