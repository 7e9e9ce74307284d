import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import { csvBatches, parseCsv } from '../../src/source/csv.js';
import { isCoded, isParsed } from '../../src/table/cells.js';
import { spellingAt } from '../../src/table/columns.js';
import { concatBatches } from '../../src/table/batch.js';
import { randomChunks, seeded } from './seeded.js';

const files = process.env['NIGHTLY'] ? 100_000 : 10_000;
const encoder = new TextEncoder();
const delimiters = [',', ';', '\t', '|'] as const;
const plainCells = [
  '',
  '0',
  '1',
  '-1',
  '42',
  '3.14',
  '0.1',
  '1e3',
  '+5',
  '1.10',
  '.5',
  '5.',
  '-0',
  '007',
  '9007199254740993',
]
  .concat([
    '1e999',
    '0x10',
    'NA',
    'NaN',
    'null',
    'abc',
    'ab c',
    ' x ',
    'é',
    '中文',
    '😀',
    '\u0000',
    'it"s',
    '1.7976931348623157e308',
  ])
  .concat([
    '123456789012345678',
    '0.1234567890123456789',
    '1E-7',
    '5e-324',
    '-',
    '.',
    'e5',
    '1e',
    'true',
    '\uFEFF',
    '__proto__',
  ]);
/** Numbers of any length, with zeros before and behind, and cells that nearly are some. */
function digits(next: () => number): string {
  const some = (longest: number): string =>
    Array.from({ length: Math.floor(next() * (longest + 1)) }, () => Math.floor(next() * 10)).join('');
  const sign = next() < 0.3 ? '-' : '';
  const fraction =
    next() < 0.7 ? `.${some(next() < 0.8 ? 8 : 20)}${next() < 0.3 ? '000'.slice(0, 1 + next() * 3) : ''}` : '';
  const exponent = next() < 0.05 ? `e${next() < 0.5 ? '-' : ''}${some(3)}` : '';
  const whole = next() < 0.2 ? '0' : some(next() < 0.8 ? 6 : 18);
  return `${sign}${whole}${fraction}${exponent}${next() < 0.02 ? 'x' : ''}`;
}
const quotedOnly = ['a"b', '""', 'two\nlines', 'two\r\nlines', 'cr\rhere', ';,|\t', '"', '\n', '\r', ''];

interface Generated {
  readonly text: string;
  readonly delimiter: string;
}

function generate(next: () => number): Generated {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const delimiter = pick(delimiters);
  const newline = pick(['\n', '\r\n', '\r', 'mixed'] as const);
  const width = 1 + Math.floor(next() * 5);
  const quoteShare = next() < 0.3 ? 0 : next();
  const numeric = next() < 0.4;
  const long = next() < 0.4;
  const cell = (): string => {
    const quoted = next() < quoteShare;
    const value =
      quoted && next() < 0.4
        ? pick(quotedOnly)
        : long
          ? digits(next)
          : numeric
            ? pick(plainCells.slice(0, 13))
            : pick(plainCells);
    return quoted || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value;
  };
  const end = (): string => (newline === 'mixed' ? pick(['\n', '\r\n', '\r']) : newline);
  const header = Array.from({ length: width }, (_, i) => (next() < quoteShare ? `"h${i}"` : `h${i}`)).join(delimiter);
  let text = (next() < 0.2 ? '\uFEFF' : '') + header;
  const rows = Math.floor(next() * (next() < 0.1 ? 60 : 12));
  for (let row = 0; row < rows; row++) {
    text += end();
    if (next() < 0.05) text += end();
    text += next() < 0.1 ? delimiter.repeat(width - 1) : Array.from({ length: width }, cell).join(delimiter);
  }
  return { text: text + (next() < 0.7 ? end() : ''), delimiter };
}

/** The cells of a batch as they were spelled; null where missing. */
function spelled(batch: Batch): (string | null)[][] {
  return Array.from({ length: batch.size }, (_, row) =>
    batch.names.map((name) => {
      const column = batch.column(name)!;
      if (column instanceof Float64Array) throw new TypeError('a reader gives parsed or coded columns');
      if (isParsed(column)) return spellingAt(column, row);
      if (isCoded(column)) return column.at(row);
      throw new TypeError('a reader gives parsed or coded columns');
    }),
  );
}

/** What csv-parse reads, with the empty cell as null and without the records of empty cells at the end. */
function oracle({ text, delimiter }: Generated): (string | null)[][] {
  const records = parse(text, {
    delimiter,
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    relax_quotes: true,
  });
  const cells = records.map((record) => record.map((cell) => (cell === '' ? null : cell)));
  while (cells.length > 1 && cells.at(-1)!.length > 1 && cells.at(-1)!.every((cell) => cell === null)) cells.pop();
  return cells;
}

describe('the CSV reader against csv-parse', () => {
  it(`agrees cell by cell on ${files} generated files at random chunk borders`, async () => {
    const next = seeded(20_261_125);
    const differing: unknown[] = [];
    let cells = 0;
    for (let file = 0; file < files; file++) {
      const generated = generate(next);
      const [header, ...expected] = oracle(generated);
      const bytes = encoder.encode(generated.text);
      const options = { delimiter: generated.delimiter };
      const whole = await parseCsv(randomChunks(bytes, next), options);
      const got = [whole.names, ...spelled(whole)];
      if (JSON.stringify(got) !== JSON.stringify([header, ...expected]))
        differing.push({ text: generated.text, got, expected: [header, ...expected] });
      cells += expected.length * whole.names.length;
      if (file % 10 > 0) continue;

      const batches: Batch[] = [];
      const rows = 1 + Math.floor(next() * 4);
      for await (const batch of csvBatches(randomChunks(bytes, next), { ...options, rows })) batches.push(batch);
      const exact = batches.slice(0, -1).every((batch) => batch.size === rows);
      const together = spelled(concatBatches(batches));
      if (!exact || JSON.stringify(together) !== JSON.stringify(expected))
        differing.push({ text: generated.text, rows, sizes: batches.map((batch) => batch.size), together, expected });
    }
    expect(differing.slice(0, 3)).toEqual([]);
    expect(cells).toBeGreaterThan(files * 10);
  });
});
