import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import { parseCsv } from '../../src/source/csv.js';
import type { CsvOptions } from '../../src/source/csv-options.js';
import { coerce } from '../../src/table/coerce.js';
import { fromRows } from '../../src/table/batch.js';
import { inferSchema } from '../../src/table/infer-schema.js';
import { parseSchema, type InferOptions } from '../../src/table/schema.js';

/** Files as users of other tools posted them when a column came out as something else, and what they are to us. */

interface Case {
  /** What went wrong elsewhere. */
  readonly file: string;
  readonly csv: string | readonly object[];
  readonly read?: CsvOptions;
  readonly given?: InferOptions;
  /** `role type` by column. */
  readonly columns: Readonly<Record<string, string>>;
  /** Parts of the remarks, one each. */
  readonly notes?: readonly RegExp[];
  /** Cells that must have survived, by column: what the schema makes of the first rows. */
  readonly cells?: Readonly<Record<string, readonly unknown[]>>;
}

const lines = (header: string, rows: number, line: (i: number) => string): string =>
  `${header}\n${Array.from({ length: rows }, (_, i) => line(i)).join('\n')}\n`;
const numeric = 'feature numeric';
const categorical = 'feature categorical';

const cases: readonly Case[] = [
  {
    file: 'postal codes lose their leading zero',
    csv: 'zip,price\n01234,5\n90210,6\n',
    columns: { zip: categorical, price: numeric },
    notes: [/'zip' holds numbers with leading zeros or beyond 2\^53: taken as codes/],
    cells: { zip: ['01234', '90210'] },
  },
  {
    file: 'whole numbers beyond 2^53 are rounded',
    csv: 'tweet,likes\n9007199254740993,1\n1234567890123456789,2\n',
    columns: { tweet: categorical, likes: numeric },
    notes: [/'tweet' holds numbers with leading zeros or beyond/],
    cells: { tweet: ['9007199254740993', '1234567890123456789'] },
  },
  {
    file: 'telephone numbers become quantities',
    csv: 'phone\n+4915112345678901234\n004915112345678\n',
    columns: { phone: categorical },
    notes: [/'phone' holds numbers with leading zeros or beyond/],
    cells: { phone: ['+4915112345678901234', '004915112345678'] },
  },
  {
    file: 'the index that a data frame wrote becomes a feature',
    csv: lines(',x', 40, (i) => `${i},${(i * 7) % 5}`),
    columns: { column_1: 'id categorical', x: numeric },
    notes: [/'column_1' has no name and numbers the rows: an id/],
  },
  {
    file: 'a row counter with a name becomes the strongest feature',
    csv: lines('row,x', 40, (i) => `${i + 1},${i % 3}`),
    columns: { row: numeric, x: numeric },
    notes: [/'row' counts the rows: give it the role id or ignore/],
  },
  {
    file: 'a trailing comma on every line becomes a column',
    csv: 'a,b,\n1,2,\n3,4,\n',
    columns: { a: numeric, b: numeric, column_3: 'ignore numeric' },
    notes: [/'column_3' has no name and no value: ignored/],
  },
  {
    file: 'words for missing turn a numeric column to text',
    csv: 'x,y\n1,NA\n,2.5\nN/A,null\nNaN,3\n',
    columns: { x: numeric, y: numeric },
    cells: { x: [1, null, null, null], y: [null, 2.5, null, 3] },
  },
  {
    file: 'NA is Namibia in a column of text',
    csv: 'country\nNA\nDE\nNA\n',
    columns: { country: categorical },
    cells: { country: ['NA', 'DE', 'NA'] },
  },
  {
    file: 'one bad cell in two hundred turns a numeric column to text',
    csv: lines('x', 200, (i) => (i === 150 ? 'n.v.' : String(i * i))),
    columns: { x: numeric },
    notes: [/'x' holds 1 cells that are no numbers among 199/],
    cells: { x: [0, 1, 4] },
  },
  {
    file: 'three bad cells in one hundred are no accident',
    csv: lines('x', 100, (i) => (i % 33 === 32 ? 'closed' : String(i * i))),
    columns: { x: categorical },
    notes: [/'x' mixes numbers and other values: taken as categories/, /'x' holds nearly as many different values/],
  },
  {
    file: 'codes of digits and letters are read as far as they are digits',
    csv: 'code\n12b\n4e5\n7a2\n0x1F\n',
    columns: { code: categorical },
    notes: [/'code' mixes numbers and other values/],
    cells: { code: ['12b', '4e5', '7a2', '0x1F'] },
  },
  {
    file: 'flags of 0 and 1 become categories',
    csv: 'flag,stars\n0,5\n1,3\n1,5\n',
    columns: { flag: numeric, stars: numeric },
  },
  {
    file: 'true and false become numbers',
    csv: 'sold\ntrue\nfalse\nTrue\n',
    columns: { sold: categorical },
    cells: { sold: ['true', 'false', 'True'] },
  },
  {
    file: 'dates become features',
    csv: 'day,x\n2024-01-31,1\n2024-02-01,2\n',
    columns: { day: 'timestamp numeric', x: numeric },
    notes: [/'day' holds times without zone \(2 rows\): give timeZone/],
  },
  {
    file: 'times with an offset are read in the zone of the machine',
    csv: 'at\n2024-01-31T10:00:00+02:00\n2024-01-31T08:30:00Z\nNA\n',
    columns: { at: 'timestamp numeric' },
  },
  {
    file: 'dates of two readings are guessed',
    csv: 'day\n03/04/2024\n13/04/2024\n',
    columns: { day: categorical },
    cells: { day: ['03/04/2024', '13/04/2024'] },
  },
  {
    file: 'a decimal comma splits the cell',
    csv: 'preis;stadt\n1,50;Köln\n-0,5;Graz\n',
    read: { delimiter: ';', decimal: ',' },
    columns: { preis: numeric, stadt: categorical },
    cells: { preis: [1.5, -0.5] },
  },
  {
    file: 'thousands marks, signs of currency and percent are cut off',
    csv: 'a,b,c\n"1,234",$4.00,95%\n"12,345",$5.00,96%\n',
    columns: { a: categorical, b: categorical, c: categorical },
    cells: { a: ['1,234', '12,345'], b: ['$4.00', '$5.00'], c: ['95%', '96%'] },
  },
  {
    file: 'versions lose their trailing zero',
    csv: 'version\n1.10\n1.9\n1.1\n',
    given: { columns: { version: 'categorical' } },
    columns: { version: categorical },
    cells: { version: ['1.10', '1.9', '1.1'] },
  },
  {
    file: 'keys that are all different are tested like categories',
    csv: lines('key,x', 50, (i) => `user-${i * 31},${i % 7}`),
    columns: { key: categorical, x: numeric },
    notes: [/'key' holds nearly as many different values as rows, like an identifier/],
  },
  {
    file: 'a column without any value ends the run',
    csv: 'a,b\n1,\n2,\n',
    columns: { a: numeric, b: numeric },
    notes: [/'b' has no value: taken as numeric/],
  },
  {
    file: 'text columns of numbers are taken as numeric',
    csv: [
      { code: '1', size: 1 },
      { code: '2', size: 2 },
    ],
    columns: { code: categorical, size: numeric },
    notes: [/'code' holds numbers as text, taken as categories: give type numeric for quantities/],
  },
  {
    file: 'numeric strings of a database driver are declared',
    csv: [{ price: '9.50' }, { price: '10' }, { price: null }],
    given: { columns: { price: 'numeric' } },
    columns: { price: numeric },
    cells: { price: [9.5, 10, null] },
  },
  {
    file: 'whole numbers of 64 bits come as bigint',
    csv: [
      { key: 2n ** 60n, count: 5n },
      { key: 2n ** 60n + 1n, count: 6n },
    ],
    columns: { key: categorical, count: numeric },
    notes: [/'key' holds numbers with leading zeros or beyond 2\^53/],
    cells: { key: ['1152921504606846976', '1152921504606846977'], count: [5, 6] },
  },
  {
    file: 'objects in a cell print as [object Object]',
    csv: [{ where: { city: 'Graz' } }, { where: { city: 'Oslo' } }],
    columns: { where: categorical },
    notes: [/'where' holds objects or arrays in 2 rows: flatten or ignore them/],
    cells: { where: [null, null] },
  },
  {
    file: 'classes written as numbers make a regression',
    csv: 'x,grade\n1,1\n2,3\n3,2\n',
    given: { label: 'grade' },
    columns: { x: numeric, grade: 'label categorical' },
    notes: [/'grade' holds 3 different whole numbers, taken as classes: give type numeric for regression/],
  },
  {
    file: 'labels of 0 and 1 make a regression',
    csv: 'x,sold,guess\n1,0,0\n2,1,1\n3,1,0\n',
    given: { label: 'sold', prediction: 'guess' },
    columns: { x: numeric, sold: 'label categorical', guess: 'prediction categorical' },
  },
  {
    file: 'a price is taken for classes',
    csv: 'x,price,guess,p\n1,9.5,9,0.1\n2,10.25,11,0.9\n3,11.5,11,0.5\n',
    given: { label: 'price', prediction: 'guess', score: 'p', columns: { x: { role: 'segment' } } },
    columns: { x: 'segment numeric', price: 'label numeric', guess: 'prediction numeric', p: 'score numeric' },
  },
];

const rowsOf = async ({ csv, read }: Case): Promise<Batch> =>
  typeof csv === 'string'
    ? parseCsv([new TextEncoder().encode(csv)], read)
    : fromRows(csv as Record<string, unknown>[]);

describe('the schema of a file', () => {
  it.each(cases)('where elsewhere $file', async (one) => {
    const batch = await rowsOf(one);
    const schema = inferSchema(batch, one.given);
    expect(Object.fromEntries(schema.columns.map(({ name, role, type }) => [name, `${role} ${type}`]))).toEqual(
      one.columns,
    );
    const notes = schema.notes ?? [];
    expect(notes).toHaveLength(one.notes?.length ?? 0);
    for (const note of one.notes ?? []) expect(notes.join('\n')).toMatch(note);

    const table = coerce(batch, schema);
    for (const [name, cells] of Object.entries(one.cells ?? {})) {
      const column = table.batch.column(name)!;
      const first = [...column].slice(0, cells.length).map((cell) => (Number.isNaN(cell) ? null : cell));
      expect(first).toEqual(cells);
    }
    expect(JSON.stringify(parseSchema(JSON.parse(JSON.stringify(schema))))).toBe(JSON.stringify(schema));
  });

  it('names a column that the file lacks, and those it has', () => {
    const batch = fromRows([{ x: 1 }]);
    expect(() => inferSchema(batch, { label: 'fraud' })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_COLUMN', message: "the table has no column 'fraud'; it has 'x'" }),
    );
  });

  it('is never inferred again from a window: what does not fit is counted', async () => {
    const schema = inferSchema(await rowsOf({ file: '', csv: 'x,city\n1,Graz\n2,Oslo\n', columns: {} }));
    const window = await rowsOf({ file: '', csv: 'x,city\nfive,1\nsix,2\n', columns: {} });
    const table = coerce(window, schema);
    expect(table.violations.map(({ column, kind, count }) => [column, kind, count])).toEqual([['x', 'wrong-type', 2]]);
    expect([...table.batch.column('city')!]).toEqual(['1', '2']);
  });
});
