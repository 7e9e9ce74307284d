import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowReport } from 'driftsense';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driftsense, folderWith, removeFolders } from './command-line.js';
import { workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

describe('driftsense check with two files', () => {
  let here: Workspace;
  beforeAll(async () => {
    here = await workspace();
  });
  const check = (day: number, ...flags: string[]) =>
    driftsense([
      'check',
      here.path('data/train.csv'),
      here.path(`data/stream/stream_${String(day).padStart(4, '0')}.csv`),
      ...flags,
    ]);

  it('ends with 0 and says that there is no evidence of drift', async () => {
    const { code, out, err } = await check(8);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^No evidence of drift in 7 columns\.\n/);
  });

  it('ends with 1 on drift and says which columns, worst first', async () => {
    const { code, out } = await check(12);
    expect(code).toBe(1);
    expect(out).toMatch(/^Drift in 2 of 7 columns: income, channel\.\n/);
    expect(out).toMatch(/^! income +drift/m);
    expect(out).toContain("'app' went from 27 %");
  });

  it('prints the whole report as JSON, named after the file', async () => {
    const { code, out, err } = await check(12, '--json');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const report = JSON.parse(out) as WindowReport;
    expect(report).toMatchObject({ kind: 'windowReport', monitor: 'stream_0012.csv', verdict: 'drift' });
    expect(report.columns.length).toBe(7);
  });

  it('writes an HTML report with --report, and says where on standard error', async () => {
    const page = here.path('r.html');
    const { code, out, err } = await check(12, '--report', page, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'drift' });
    expect(err).toMatch(/^wrote .*r\.html\n$/);
    expect(here.read('r.html')).toContain('stream_0012.csv');
    const refused = await check(12, '--report', here.path('nowhere/r.html'));
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/^error\[IO_FAILED\]: could not write '.*nowhere\/r\.html'/);
  });

  it('takes a file whose path is longer than a monitor may be called', async () => {
    const name = `${'w'.repeat(220)}.csv`;
    here.write(name, here.read('data/stream/stream_0008.csv'));
    expect((await driftsense(['check', here.path('data/train.csv'), here.path(name)])).code).toBe(0);
  });
});

describe('driftsense check reads', () => {
  const numbers = (shift: number) => Array.from({ length: 400 }, (_, i) => Math.sin(i * 7.1) + shift);
  const files = (text: (shift: number) => string | Uint8Array) =>
    folderWith({ 'before.csv': text(0), 'after.csv': text(9) });
  const verdictOf = async (folder: string, ...flags: string[]) =>
    driftsense(['check', join(folder, 'before.csv'), join(folder, 'after.csv'), ...flags]);

  it.each([
    ['a semicolon as delimiter and a decimal comma', ['--delimiter', ';', '--decimal', ','], ';', ','],
    ['tabs', ['--delimiter', '\\t'], '\t', '.'],
  ])('%s', async (_, flags, delimiter, decimal) => {
    const folder = files((shift) =>
      ['x', 'y'].join(delimiter).concat(
        '\n',
        numbers(shift)
          .map((x) => [x.toFixed(3).replace('.', decimal), 'a'].join(delimiter))
          .join('\n'),
        '\n',
      ),
    );
    const { code, out } = await verdictOf(folder, ...flags);
    expect(code).toBe(1);
    expect(out).toMatch(/^Drift in 1 of \d columns?: x\./);
  });

  it('other encodings, and several markers of missing values', async () => {
    const folder = files((shift) =>
      Buffer.from(
        `größe\n${numbers(shift)
          .map((x, i) => (i % 4 ? x.toFixed(3) : i % 8 ? '-9' : 'n/k'))
          .join('\n')}\n`,
        'latin1',
      ),
    );
    const { out } = await verdictOf(folder, '--encoding', 'latin1', '--missing', '-9', '--missing', 'n/k', '--json');
    const report = JSON.parse(out) as WindowReport;
    expect(report.columns[0]!.column).toBe('größe');
    expect(report.quality.find(({ kind }) => kind === 'missing')).toMatchObject({ count: 100 });
    expect(report.quality.find(({ kind }) => kind === 'unparsable')?.count ?? 0).toBe(0);
  });

  it('past ragged rows with --ragged skip, and says how many; else names file, line, numbers and this flag', async () => {
    const folder = files(
      (shift) =>
        `x,y\n${numbers(shift)
          .map((x) => `${x},1`)
          .join('\n')}\n`,
    );
    const before = join(folder, 'before.csv');
    writeFileSync(
      before,
      `x,y\n1\n${numbers(0)
        .map((x) => `${x},1`)
        .join('\n')}\n`,
    );
    const refused = await verdictOf(folder);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toBe(
      `error[CSV_RAGGED]: ${before}, line 2: expected 2 fields, got 1: no field 2, 'y'\nremedy: correct the record, or read with --ragged skip; to see it: sed -n 2p ${before}\n`,
    );
    const skipped = await verdictOf(folder, '--ragged', 'skip');
    expect(skipped.code).toBe(1);
    expect(skipped.err).toMatch(/^note: .*1 record.*skipped/m);
  });

  it('names the delimiter to try where the header is one name', async () => {
    const folder = files(() => 'a\tb\n1\t2\n3,4\n');
    const { code, err } = await verdictOf(folder);
    expect(code).toBe(2);
    expect(err).toContain("remedy: read it with --delimiter '\\t'");
  });
});

describe('driftsense check with --config', () => {
  const stream = (here: Workspace, day: number) => here.path(`data/stream/stream_${String(day).padStart(4, '0')}.csv`);

  it('judges one file against the configured reference, as the file says', async () => {
    const here = await workspace('name: shop\ncolumns: {income: {enabled: false}, channel: {tolerance: 5}}\n');
    const { code, out } = await here.run('check', stream(here, 12), '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out) as WindowReport;
    expect(report).toMatchObject({ monitor: 'shop', verdict: expect.not.stringMatching('drift') as string });
    here.write('config.yaml', 'name: shop\n');
    expect((await here.run('check', stream(here, 12))).code).toBe(1);
    expect(here.exists('outputs')).toBe(false);
  });

  it('obeys fixed thresholds', async () => {
    const here = await workspace('drift: {thresholds: {ks_pvalue_lt: 0.05}}\n');
    const report = JSON.parse((await here.run('check', stream(here, 12), '--json')).out) as WindowReport;
    expect(report.columns.find(({ column }) => column === 'income')!.tests.map(({ test }) => test)).toContain('ks');
    expect(report.guarantee.join(' ')).not.toMatch(/at most 1 false-alarm/);
  });

  it.each([
    ['{false_alarms: 1, per: {rows: 100000}}', 'window: {rows: 1000}', 'per 100 windows'],
    ['{false_alarms: 2, per: day}', 'window: {every: 1h}', 'per 24 windows'],
  ])('counts a budget of %s in windows', async (budget, window, expected) => {
    const here = await workspace(`alarm_budget: ${budget}\n${window}\n`);
    const { code, out } = await here.run('check', stream(here, 8), '--json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as WindowReport).guarantee[0]).toContain(expected);
  });

  it('prints the configuration in force without a file', async () => {
    const here = await workspace('seed: 3\n');
    expect(await here.run('check', '--print-config')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^seed: 3 # /m) as string,
    });
  });

  it('says the warnings of the configuration, and its own notes', async () => {
    const here = await workspace('concept_drift: {detector: ddm, adwin_delta: 0.01}\ndata: {ragged: skip}\n');
    here.write('w.csv', `${here.read('data/stream/stream_0008.csv')}1,2\n`);
    const { code, err } = await here.run('check', here.path('w.csv'));
    expect(code).toBe(0);
    expect(err).toMatch(/^warning: .*config\.yaml: 'concept_drift\.adwin_delta' \(line 1\) is ignored/m);
    expect(err).toMatch(/^note: .*1 record/m);
  });

  it.each([
    [['a.csv'], 'check: expected two files, or one and --config, got 1', 'driftsense check reference.csv window.csv'],
    [
      ['a', 'b', 'c'],
      'check: expected two files, or one and --config, got 3',
      'driftsense check reference.csv window.csv',
    ],
    [
      ['a', 'b', '-c', 'c.yaml'],
      'check: expected one file beside --config, got 2',
      'driftsense check window.csv --config c.yaml',
    ],
    [
      ['a', '-c', 'c.yaml', '--delimiter', ';', '--ragged', 'skip'],
      'check: --delimiter, --ragged: with --config the files are read as it says',
      'set data.delimiter, data.ragged in c.yaml',
    ],
    [['a', 'b', '--print-config'], 'check: --print-config needs --config', 'driftsense check --help'],
    [
      ['a', 'b', '--encoding', 'klingon'],
      'readCsv.encoding: expected an encoding',
      'correct the option named in the message',
    ],
  ])('refuses %j', async (args, cause, remedy) => {
    const { code, out, err } = await driftsense(['check', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`error[OPTION_INVALID]: ${cause}`);
    expect(err).toContain(`remedy: ${remedy}\n`);
  });
});
