import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, DriftSenseError, Monitor, summaryLine, type WindowReport } from 'driftsense';
import { readCsv } from 'driftsense/node';
import { describe, expect, it } from 'vitest';
import { badInputs, goodReference, goodRows } from './bad-inputs.js';

const csv = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'driftsense-')), 'rows.csv');
  writeFileSync(path, text);
  return path;
};

describe.each(badInputs)(
  'bad input: $name',
  ({ reference: given = goodReference, window = goodRows(), options = {}, report, error }) => {
    const check = (r: WindowReport) => report!(r, (name) => r.columns.find((c) => c.column === name)!);
    it('through compare', () => {
      const { columns } = options;
      const call = () => compare(given, window, columns && { columns });
      if (error)
        expect(call).toThrow(
          expect.objectContaining({ code: error.code, message: expect.stringMatching(error.message) as string }),
        );
      else check(call());
    });

    it('through the Monitor', async () => {
      const make = () => new Monitor({ ...options, reference: given });
      if (error) expect(make).toThrow(expect.objectContaining({ code: error.code }));
      else check(await make().process(window));
    });
  },
);

describe('bad input: files', () => {
  it.each([
    ['a wrong path', () => '/nowhere/rows.csv', 'FILE_NOT_FOUND', /rows\.csv/],
    ['duplicate column names', () => csv('a,b,a\n1,2,3\n'), 'CSV_DUPLICATE_HEADER', /'a'/],
    ['a ragged row', () => csv('a,b\n1,2\n3\n'), 'CSV_RAGGED', /line 3/],
    ['an open quote', () => csv('a,b\n1,"2\n'), 'CSV_QUOTE', /line 2/],
    ['an empty file', () => csv(''), 'CSV_EMPTY', /rows\.csv/],
    [
      'a wrong encoding',
      () => {
        const path = csv('');
        writeFileSync(path, Buffer.from('Année\n1\n', 'latin1'));
        return path;
      },
      'CSV_ENCODING',
      /latin1|UTF-8/i,
    ],
  ])('%s is refused with file, place and remedy', async (_, path, code, message) => {
    const failure = await readCsv(path()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(DriftSenseError.is(failure, code as never)).toBe(true);
    const known = failure as DriftSenseError;
    expect(`${known.message} ${known.remedy}`).toMatch(message);
    expect(known.remedy.length).toBeGreaterThan(5);
  });

  it('a header without rows is no rows, and no verdict', async () => {
    const rows = await readCsv(csv('x,city\n'));
    const report = compare(goodReference, rows);
    expect(report.verdict).toBe('undecided');
    expect(summaryLine(report)).toContain('0 rows  The window has no rows.');
  });
});
