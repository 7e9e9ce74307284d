import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvCell, csvText } from '../../src/store/csv-text.js';

const read = (text: string): string[][] => parse(text, { relaxColumnCount: true });
/** Cells as another program reads them. */
const cellsOf = (values: readonly CsvCell[]): string[] =>
  read(
    csvText(
      ['h', 'end'],
      values.map((value) => [value, 'end']),
    ),
  )
    .slice(1)
    .map(([first]) => first!);
const cell = (value: CsvCell): string => cellsOf([value])[0]!;

/** What a spreadsheet evaluates, told without regard to how it is prevented. */
const evaluates = (seen: string): boolean => {
  const bare = seen.replace(/^[\s"'\u00a0\ufeff]*/u, '');
  return !seen.startsWith("'") && ['=', '+', '-', '@', '＝', '＋', '－', '＠'].some((sign) => bare.startsWith(sign));
};

describe('a CSV export (SEC-5)', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '"=1',
    '\'"=1',
    '\u00a0=1',
    '\ufeff=1',
    '＝1',
    '\tx',
    ' \rx',
  ])('does not let text start a formula: %j', (text) => {
    expect(cell(text)).toBe(`'${text}`);
  });

  it.each(['plain', 'a=b', "it's", '"quoted"', 'a,b', 'a\nb', '', ' ', '🙂', '1', 'a-b', '(1)', '{"a":-1}', '#REF'])(
    'leaves other text as it is: %j',
    (text) => {
      expect(cell(text)).toBe(text);
    },
  );

  it('keeps 0 of 5,000 hostile texts a formula, and every one whole behind the mark', () => {
    const sign = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '"',
      "'",
      ' ',
      ',',
      ';',
      '\u00a0',
      '＝',
      'a',
      '1',
      '(',
    );
    const hostile = fc
      .tuple(fc.array(sign, { maxLength: 8 }), fc.string({ maxLength: 5 }))
      .map(([start, rest]) => start.join('') + rest);
    const texts = fc.sample(hostile, { numRuns: 5_000, seed: 5 });
    const cells = cellsOf(texts);
    expect(cells.filter(evaluates)).toEqual([]);
    expect(cells.filter((seen, i) => seen !== texts[i] && seen !== `'${texts[i]}`)).toEqual([]);
    expect(texts.filter(evaluates).length).toBeGreaterThan(1_000);
  });

  it('keeps numbers exactly, negative ones and all', () => {
    const numbers = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 5_000, seed: 6 });
    const wrong = cellsOf(numbers).filter(
      (seen, i) => !Object.is(Number(seen), numbers[i]) && !Object.is(numbers[i], -0),
    );
    expect(wrong).toEqual([]);
    // The one number whose sign is not kept: JavaScript prints it so, and it equals what is read back.
    expect([cell(-0), cell(0)]).toEqual(['0', '0']);
    expect([cell(-0.5), cell(1e-300), cell(-1), cell(true), cell(undefined)]).toEqual([
      '-0.5',
      '1e-300',
      '-1',
      'true',
      '',
    ]);
  });

  it('reads back as the table it was, header included', () => {
    const header = ['version', '=cmd', 'a "b", c'];
    const text = csvText(header, [
      [1, 'x\r\ny', undefined],
      [2, '', 'z'],
    ]);
    expect(read(text)).toEqual([
      ['version', "'=cmd", 'a "b", c'],
      ['1', 'x\r\ny', ''],
      ['2', '', 'z'],
    ]);
    expect(text.endsWith('\r\n')).toBe(true);
  });
});
