import { join } from 'node:path';
import type { WindowReport } from 'driftsense';
import { afterAll, describe, expect, it } from 'vitest';
import { badInputs, goodReference, goodRows } from '../bad-inputs.js';
import { badInputsInFiles, columnKeys, csvOf, inFiles } from './bad-files.js';
import { driftsense, folderWith, removeFolders } from './command-line.js';

afterAll(removeFolders);

describe.each(badInputsInFiles)(
  'bad input through the command line: $name',
  ({ reference = goodReference, window = goodRows(), options, report, error }) => {
    it('is clear, or right', async () => {
      const folder = folderWith({ 'reference.csv': csvOf(reference), 'window.csv': csvOf(window) });
      const [before, after] = ['reference.csv', 'window.csv'].map((name) => join(folder, name));
      let args = ['check', before!, after!];
      if (options?.columns !== undefined) {
        const yaml = JSON.stringify(columnKeys({ reference: before }, options.columns));
        const config = join(folderWith({ 'c.yaml': yaml }), 'c.yaml');
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
