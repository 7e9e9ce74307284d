import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import type { CsvFileOptions } from '../../src/source/read-csv.node.js';
import { readCsv } from '../../src/source/read-csv.node.js';
import { coerce, type NumericValues } from '../../src/table/coerce.js';
import { spellingAt } from '../../src/table/columns.js';
import { defineSchema } from '../../src/table/schema.js';
import { readTime } from '../../src/table/time.js';
import { sharedData } from '../shared-data.js';

interface ExpectedColumn {
  readonly name: string;
  readonly type: string;
  readonly missing: number;
  readonly distinct: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly first_row?: string;
  readonly last_row?: string;
  readonly values?: Readonly<Record<string, number>>;
}

interface ExpectedFile {
  readonly rows: number;
  readonly columns: number;
  readonly delimiter: string;
  readonly decimal: '.' | ',';
  readonly missing_means: readonly string[];
  readonly missing_cells: number;
  readonly blank_rows_at_end?: number;
  readonly column: readonly ExpectedColumn[];
}

const facts = sharedData('expected.json');
const expected = facts
  ? (JSON.parse(readFileSync(facts, 'utf8')) as { datasets: Record<string, ExpectedFile> }).datasets
  : {};
const present = facts !== undefined;

/** The cells of a column as values: numbers, texts, or null where missing. */
const cellsOf = (batch: Batch, name: string): (string | number | null)[] =>
  Array.from(batch.column(name) as Iterable<string | number | null>);

/** How many present cells are written differently, which is how the expectation counts. */
function distinctSpellings(batch: Batch, name: string): number {
  const values = batch.column(name)!;
  if (!('kind' in values)) throw new TypeError('a reader gives parsed or coded columns');
  if (values.kind === 'coded') return new Set(values.codes.filter((code) => code >= 0)).size;
  const seen = new Set<string | number>();
  for (let row = 0; row < batch.size; row++) {
    const value = values.values[row]!;
    if (!Number.isNaN(value)) seen.add(values.texts.size > 0 ? spellingAt(values, row)! : value);
  }
  return seen.size;
}

interface Facts {
  readonly missing: number;
  readonly distinct: number;
  readonly holds: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly firstAndLast?: readonly unknown[];
}

/** What was read of a column. Infinite extremes never equal an expectation. */
function factsOf(batch: Batch, name: string): Facts {
  const cells = cellsOf(batch, name);
  const held = cells.filter((cell) => cell !== null);
  const missing = cells.length - held.length;
  const distinct = distinctSpellings(batch, name);
  if (held.length === 0) return { missing, distinct, holds: 'nothing' };
  if (held.some((cell) => typeof cell === 'string'))
    return { missing, distinct, holds: 'text', firstAndLast: [cells[0], cells.at(-1)] };
  const numbers = held as number[];
  const [min, max] = [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))];
  return { missing, distinct, holds: 'numbers', min, max };
}

function expectedFacts(column: ExpectedColumn, rows: number): Facts {
  const { missing, distinct, min, max } = column;
  if (missing === rows) return { missing, distinct, holds: 'nothing' };
  if (column.type === 'number' || column.type === 'integer') return { missing, distinct, holds: 'numbers', min, max };
  const firstAndLast = column.first_row === undefined ? expect.any(Array) : [column.first_row, column.last_row];
  return { missing, distinct, holds: 'text', firstAndLast: firstAndLast as unknown[] };
}

const nameOf = ({ name }: ExpectedColumn, index: number): string =>
  name === '' || name.startsWith('(') ? `column_${index + 1}` : name;

describe.skipIf(!present)('the data files, as their expected.json says', () => {
  it.each(Object.entries(expected))('%s', async (file, want) => {
    const { delimiter, decimal, missing_means: missing } = want;
    const batch = await readCsv(sharedData(file)!, {
      delimiter,
      decimal,
      missing: missing.filter((text) => text !== ''),
    });
    expect([batch.size, batch.names.length]).toEqual([want.rows, want.columns]);
    expect(batch.names).toEqual(want.column.map(nameOf));
    const found = batch.names.map((name) => factsOf(batch, name));
    expect(found).toEqual(want.column.map((column) => expectedFacts(column, want.rows)));
    expect(found.reduce((sum, column) => sum + column.missing, 0)).toBe(want.missing_cells);
    expect(batch.notes?.join() ?? '').toContain(
      want.blank_rows_at_end ? `${want.blank_rows_at_end} records without any value` : '',
    );
    for (const [index, { mean }] of want.column.entries()) {
      const numbers =
        mean === undefined ? [] : cellsOf(batch, batch.names[index]!).filter((cell) => typeof cell === 'number');
      const sum = numbers.reduce((total, number) => total + number, 0);
      const off = Math.abs(sum / numbers.length - (mean ?? 0)) / Math.max(1, Math.abs(mean ?? 0));
      expect(mean === undefined || off <= 1e-9).toBe(true);
    }
    for (const [index, { values }] of want.column.entries()) {
      const cells = values === undefined ? [] : cellsOf(batch, batch.names[index]!);
      for (const [value, count] of Object.entries(values ?? {}))
        expect(cells.filter((cell) => cell === value)).toHaveLength(count);
    }
  });
});

/** What the table in the README of the folder says, file by file. */
const ugly: readonly (readonly [file: string, options: CsvFileOptions, check: (batch: Batch) => void])[] = [
  [
    'bom_utf8.csv',
    {},
    (batch) =>
      expect([...batch]).toEqual([
        { id: 1, name: 'english' },
        { id: 2, name: '中国人' },
      ]),
  ],
  [
    'newlines_crlf.csv',
    {},
    (batch) => {
      expect(batch.size).toBe(3);
      expect([...batch][1]).toMatchObject({ a: 'Once upon \r\na time' });
    },
  ],
  [
    'quotes_and_newlines.csv',
    {},
    (batch) => {
      expect(batch.size).toBe(2);
      expect([...batch][0]).toEqual({ a: 1, b: 'ha \n"ha" \nha' });
    },
  ],
  [
    'cr_only_newlines.csv',
    {},
    (batch) => {
      expect([batch.size, batch.names.length]).toEqual([2, 3]);
      expect([...batch][1]).toMatchObject({ a: 'Once upon\ra time' });
    },
  ],
  [
    'blank_header.csv',
    {},
    (batch) => {
      expect(batch.names).toEqual(['id', 'column_2', 'age']);
      expect(cellsOf(batch, 'column_2')).toEqual(['John', 'Julie']);
      expect(batch.notes!.join()).toContain("'column_2'");
    },
  ],
  [
    'ragged_rows.csv',
    { ragged: 'skip' },
    (batch) => {
      expect([batch.size, batch.names.length]).toEqual([0, 3]);
      expect(batch.notes!.join()).toContain(
        '2 records with another number of fields than the header skipped (lines 2, 3)',
      );
    },
  ],
  [
    'blank_rows_between.csv',
    {},
    (batch) => {
      expect(batch.size).toBe(2);
      expect(batch.notes!.join()).toContain('11 records without any value left out at the end');
    },
  ],
  ['header_only.csv', {}, (batch) => expect([batch.size, batch.names]).toEqual([0, ['id', 'name']])],
  [
    'leading_zeros.csv',
    {},
    (batch) => expect([...batch].map((row) => Object.values(row)[0])).toEqual(['01', '002', '00003']),
  ],
  [
    'na_markers.csv',
    {},
    (batch) => expect([...batch].map((row) => Object.values(row))).toEqual([[null, null, null, 'NONE', 'NULL', '.']]),
  ],
  ['null_byte.csv', {}, (batch) => expect([...batch]).toEqual([{ a: '\u0000', b: 2, c: 3 }])],
  ['utf16le_bom.csv', {}, (batch) => expect([...batch]).toEqual([{ a: 1, b: 2, c: 3 }])],
  [
    'hotels_latin1_semicolon.csv',
    { encoding: 'latin1', delimiter: ';', decimal: ',' },
    (batch) => {
      expect([batch.size, batch.names.length, batch.names.includes('Année')]).toEqual([638, 8, true]);
      expect(cellsOf(batch, 'Occupancy rate')[0]).toBe(0.611553068);
      expect(Object.values([...batch].at(-1)!)).toContain('01-10-17');
    },
  ],
  [
    'thousands_latin1.csv',
    { encoding: 'latin1' },
    (batch) => {
      expect([batch.size, batch.names.length, batch.names.at(-1)]).toEqual([116, 8, 'Descripción']);
      expect(cellsOf(batch, 'Gasto total 2011')[0]).toBe('229,932.50');
    },
  ],
  [
    'title_rows_first.csv',
    {},
    (batch) => {
      expect(batch.names).toHaveLength(9);
      expect(batch.notes!.join()).toContain('most of the header is blank');
    },
  ],
  [
    'late_type_change.csv',
    { missing: ['NA'] },
    (batch) => {
      expect(batch.size).toBe(2_000);
      const y = cellsOf(batch, 'y');
      expect(y.filter((cell) => cell === null)).toHaveLength(1_000);
      expect(y.filter((cell) => /^\d{4}-\d{2}-\d{2}$/.test(String(cell)))).toHaveLength(1_000);
      expect(cellsOf(batch, 'x').every((cell) => typeof cell === 'number')).toBe(true);
    },
  ],
  [
    'timezone_mix.csv',
    {},
    (batch) => {
      expect([batch.size, batch.names.length]).toEqual([4, 3]);
      const hours = cellsOf(batch, 'datetime').map((cell) => {
        const time = readTime(cell);
        return typeof time === 'number' ? new Date(time).toISOString().slice(11, 16) : time;
      });
      expect(hours).toEqual(['zone-less', '15:00', '12:00', '18:00']);
    },
  ],
  [
    'nan_inf_numbers.csv',
    {},
    (batch) => {
      expect([batch.size, batch.names.length]).toEqual([13, 6]);
      expect(cellsOf(batch, 'number')).toContain('INF');
      const numbers = coerce(batch, defineSchema({ number: 'numeric' })).columns.get('number')!;
      expect([...(numbers as NumericValues).values].filter((number) => Number.isFinite(number))).toEqual([
        -1, 0, 1, -99.99, -0, -0.02, 3_000, 40_000,
      ]);
      expect(cellsOf(batch, 'required').filter((cell) => cell === null)).toHaveLength(1);
    },
  ],
];

const refused: readonly (readonly [file: string, options: CsvFileOptions, error: object])[] = [
  ['empty.csv', {}, { code: 'CSV_EMPTY' }],
  [
    'duplicate_headers.csv',
    {},
    { code: 'CSV_DUPLICATE_HEADER', details: expect.objectContaining({ names: ['id'] }) as object },
  ],
  [
    'ragged_rows.csv',
    {},
    {
      code: 'CSV_RAGGED',
      details: {
        file: expect.stringMatching(/\bragged_rows\.csv$/) as string,
        line: 2,
        column: 3,
        name: 'age',
        expected: 3,
        received: 2,
      },
    },
  ],
  ['ragged_tabs.tsv', { delimiter: '\t' }, { code: 'CSV_RAGGED' }],
  [
    'ragged_tabs.tsv',
    { delimiter: '\t', ragged: 'skip' },
    { code: 'CSV_QUOTE', details: expect.objectContaining({ line: 9 }) as object },
  ],
  ['stray_quotes.csv', {}, { code: 'CSV_QUOTE', details: expect.objectContaining({ line: 2, column: 2 }) as object }],
  [
    'hotels_latin1_semicolon.csv',
    { delimiter: ';' },
    { code: 'CSV_ENCODING', remedy: expect.stringContaining("encoding: 'latin1'") as string },
  ],
  ['thousands_latin1.csv', {}, { code: 'CSV_ENCODING' }],
];

describe.skipIf(!present)('the ugly files, as their README says', () => {
  it.each(ugly)('%s %j is read', async (file, options, check) => {
    const batch = await readCsv(sharedData(`ugly/${file}`)!, options);
    expect(batch.name).toBe(file);
    check(batch);
  });

  it.each(refused)('%s %j is refused', async (file, options, error) => {
    await expect(readCsv(sharedData(`ugly/${file}`)!, options)).rejects.toMatchObject(error);
  });

  it('holds no file that is not in these tables', () => {
    const names = Object.keys((JSON.parse(readFileSync(facts!, 'utf8')) as { ugly: Record<string, unknown> }).ugly);
    const tested = new Set([...ugly, ...refused].map(([file]) => file));
    expect(names.filter((name) => !tested.has(name))).toEqual([]);
  });
});
