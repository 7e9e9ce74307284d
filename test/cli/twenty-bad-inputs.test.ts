import { join } from 'node:path';
import type { Table, WindowReport } from 'driftsense';
import { afterAll, describe, expect, it } from 'vitest';
import { badInputs, goodReference, goodRows, type BadInput } from '../bad-inputs.js';
import { driftsense, folderWith, removeFolders } from './command-line.js';

afterAll(removeFolders);

/** A table of columns as a CSV file: nothing for missing values, as other tools write it. */
function csvOf(table: Table): string {
  const columns = Object.entries(table as Record<string, readonly unknown[]>);
  const size = columns[0]?.[1].length ?? 0;
  const cell = (value: unknown): string => {
    if (value === null || value === undefined || Number.isNaN(value)) return '';
    const text = String(value);
    return text === '' || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = Array.from({ length: size }, (_, i) => columns.map(([, values]) => cell(values[i])).join(','));
  return columns.length === 0 ? '' : `${[columns.map(([name]) => cell(name)).join(','), ...rows].join('\n')}\n`;
}

/** Where a file says something else than a table from code, and what is right then. */
const inFiles: Readonly<Record<string, Pick<BadInput, 'report' | 'error'>>> = {
  // A file without columns is no CSV.
  'an empty table as reference': { error: { code: 'CSV_EMPTY', message: /reference\.csv: the file is empty/ } },
  // Text: a number in a file is finite.
  '±Infinity': {
    report(r) {
      expect(r.quality.find((q) => q.kind === 'unparsable')).toMatchObject({
        column: 'x',
        count: 500,
        verdict: 'drift',
      });
      expect(r.violations).toContainEqual(expect.objectContaining({ column: 'x', kind: 'wrong-type', count: 500 }));
      expect(JSON.stringify(r)).not.toMatch(/Infinity|NaN|:null/);
    },
  },
  // An empty cell is missing, in quotes or without.
  'zero-length strings': {
    report: (r) =>
      expect(r.quality.find((q) => q.column === 'city' && q.kind === 'missing')).toMatchObject({
        count: 500,
        verdict: 'drift',
      }),
  },
};

describe.each(badInputs.map((input) => ({ ...input, ...inFiles[input.name] })))(
  'bad input through the command line: $name',
  ({ reference = goodReference, window = goodRows(), options, report, error }) => {
    it('is clear, or right', { timeout: 120_000 }, async () => {
      const folder = folderWith({ 'reference.csv': csvOf(reference), 'window.csv': csvOf(window) });
      const [before, after] = ['reference.csv', 'window.csv'].map((name) => join(folder, name));
      let args = ['check', before!, after!];
      if (options?.columns !== undefined) {
        const config = join(folderWith({ 'c.yaml': configOf(before!, options.columns) }), 'c.yaml');
        args = ['check', after!, '--config', config];
      }
      const { code, out, err } = await driftsense([...args, '--json']);
      if (error !== undefined) {
        expect(code).toBe(2);
        expect(err).toMatch(new RegExp(`^error\\[${error.code}\\]: .*${error.message.source}.*\nremedy: .{5,}\n$`));
        return;
      }
      // Lines that a file of one column leaves empty are said to be left out.
      expect(err).toMatch(/^(?:note: .*reference\.csv: \d+ blank lines skipped\n)?$/);
      const judged = JSON.parse(out) as WindowReport;
      expect(code).toBe(judged.verdict === 'drift' ? 1 : 0);
      report!(judged, (name) => judged.columns.find(({ column }) => column === name)!);
      // And for people: the same verdict, and no character that a terminal would obey.
      const shown = await driftsense(args);
      expect(shown.code).toBe(code);
      expect(shown.out).not.toMatch(/\p{Cc}(?<!\n)/u);
    });
  },
);

type Columns = NonNullable<NonNullable<BadInput['options']>['columns']>;

function configOf(reference: string, columns: Columns): string {
  const label = Object.entries(columns).find(([, column]) => column?.role === 'label')?.[0];
  const others = Object.entries(columns).filter(([, column]) => column?.role !== 'label');
  return JSON.stringify({ data: { reference, label }, columns: Object.fromEntries(others) });
}

describe('bad input through the command line: files alone', () => {
  it.each([
    ['a wrong path', 'FILE_NOT_FOUND', 'nowhere.csv does not exist'],
    ['duplicate column names', 'CSV_DUPLICATE_HEADER', "the header names 'x' more than once"],
  ])('%s', async (name, code, message) => {
    const folder = folderWith({ 'good.csv': csvOf(goodRows(100)), 'twice.csv': 'x,city,x\n1,a,2\n' });
    const window = join(folder, name === 'a wrong path' ? 'nowhere.csv' : 'twice.csv');
    const { code: ended, err } = await driftsense(['check', join(folder, 'good.csv'), window]);
    expect(ended).toBe(2);
    expect(err).toContain(`error[${code}]: ${window}`);
    expect(err).toContain(message);
  });
});

it('the twenty inputs of the table and of files are twenty', () => {
  const extra = new Set(['a constant column that comes alive', 'an empty table as window']);
  const names = badInputs.map(({ name }) => name).filter((name) => !extra.has(name));
  expect(names.length + 2).toBe(20);
  expect(Object.keys(inFiles).filter((name) => !badInputs.some((input) => input.name === name))).toEqual([]);
});
