import { describe, expect, it } from 'vitest';
import type { Batch, ParsedColumn } from '../../src/contracts/batch.js';
import { csvBatches, parseCsv } from '../../src/source/csv.js';
import type { CsvOptions } from '../../src/source/csv-options.js';
import { spellingAt } from '../../src/table/columns.js';
import { limits } from '../../src/limits.js';

const bytes = (text: string): Uint8Array[] => [new TextEncoder().encode(text)];
const read = (text: string, options?: CsvOptions): Promise<Batch> => parseCsv(bytes(text), options, 'file.csv');
const header = (columns: number): string => Array.from({ length: columns }, (_, i) => `c${i}`).join();
const rowsOf = async (text: string, options?: CsvOptions): Promise<unknown[]> => [...(await read(text, options))];
const refusal = (text: string, options?: CsvOptions): Promise<unknown> =>
  read(text, options).catch((error: unknown) => error);

const collect = async (text: string, rows: number, options: CsvOptions = {}): Promise<Batch[]> => {
  const batches: Batch[] = [];
  for await (const batch of csvBatches(bytes(text), { ...options, rows }, 'f.csv')) batches.push(batch);
  return batches;
};

describe('cells', () => {
  it('are numbers while every cell of the column is a number or missing', async () => {
    const batch = await read('a,b,c\n1,1,x\n,2.5,1\nNA,x,\n');
    expect([...batch]).toEqual([
      { a: 1, b: '1', c: 'x' },
      { a: null, b: '2.5', c: '1' },
      { a: null, b: 'x', c: null },
    ]);
    expect(['a', 'b', 'c'].map((name) => (batch.column(name) as { kind: string }).kind)).toEqual([
      'parsed',
      'coded',
      'coded',
    ]);
  });

  it('come back as they were spelled when a column turns to text late, words for missing included', async () => {
    const batch = await read('x\n1.10\n+5\n1e3\nNA\n\n2\n-0\nlast\n');
    expect([...(batch.column('x') as Iterable<unknown>)]).toEqual(['1.10', '+5', '1e3', 'NA', '2', '-0', 'last']);
  });

  it('keep their spelling beside their number', async () => {
    const column = (await read('x,y\n1.10,1\n2,1\nNA,1\n,1\n')).column('x')!;
    if (!('kind' in column) || column.kind !== 'parsed') throw new TypeError('expected numbers');
    expect([...column.values]).toEqual([1.1, 2, Number.NaN, Number.NaN]);
    expect([0, 1, 2, 3].map((row) => spellingAt(column, row))).toEqual(['1.10', '2', 'NA', null]);
    expect([...column.texts]).toEqual([
      [0, '1.10'],
      [2, 'NA'],
    ]);
  });

  it('forget spellings when there are more of them than any dictionary may hold', async () => {
    const lines = Array.from({ length: limits.maxCategories + 1 }, (_, i) => `${i + 1}.50`);
    const full = (await read(`x\n${lines.slice(1).join('\n')}`)).column('x')! as { texts: ReadonlyMap<number, string> };
    const over = (await read(`x\n${lines.join('\n')}`)).column('x')! as { texts: ReadonlyMap<number, string> };
    expect([full.texts.size, over.texts.size]).toEqual([limits.maxCategories, 0]);
  });

  it('are text where numbers look like codes', async () => {
    expect(await rowsOf('zip,big\n01234,9007199254740993\n2,1\n')).toEqual([
      { zip: '01234', big: '9007199254740993' },
      { zip: '2', big: '1' },
    ]);
  });

  it('are missing where a marker says so, in any column', async () => {
    const options = { missing: ['-200', '?'] };
    expect(await rowsOf('a,b\n-200,?\n1,x\n?,-200\n', options)).toEqual([
      { a: null, b: null },
      { a: 1, b: 'x' },
      { a: null, b: null },
    ]);
  });

  it('are missing where a marker says so in the rows behind the first as well, spelled as it is', async () => {
    const rows = 'a,b\n1,x\n-200,y\n-200.0,-200\n3,-200.0\n';
    expect(await rowsOf(rows, { missing: ['-200'] })).toEqual([
      { a: 1, b: 'x' },
      { a: null, b: 'y' },
      { a: -200, b: null },
      { a: 3, b: '-200.0' },
    ]);
    expect(await rowsOf('a\n1\n2\n-200\nx\n', { missing: ['-200'] })).toEqual([
      { a: '1' },
      { a: '2' },
      { a: null },
      { a: 'x' },
    ]);
  });

  it('keep the spelling of each number in the rows behind the first', async () => {
    const cells = [
      '1',
      '0.000001',
      '0.0000001',
      '0.00',
      '-0.0',
      '5.0',
      '-12.3400',
      '100',
      '0.1234567',
      '123456789012.345',
    ];
    const plain = new Set(['1', '0.000001', '100', '0.1234567', '123456789012.345']);
    const column = (await read(`x\n${cells.join('\n')}\n`)).column('x') as ParsedColumn;
    expect([...column.values]).toEqual(cells.map(Number));
    expect(cells.map((_, row) => spellingAt(column, row))).toEqual(cells);
    expect([...column.texts.values()]).toEqual(cells.filter((cell) => !plain.has(cell)));
    expect(await rowsOf(`x\n${cells.join('\n')}\nlast\n`)).toEqual([...cells, 'last'].map((x) => ({ x })));
  });

  it('may be delimited by what numbers are made of', async () => {
    expect(await rowsOf('a1b\n213\n415\n', { delimiter: '1' })).toEqual([
      { a: 2, b: 3 },
      { a: 4, b: 5 },
    ]);
    expect(await rowsOf('a.b\n2.3\n4.5\n', { delimiter: '.' })).toEqual([
      { a: 2, b: 3 },
      { a: 4, b: 5 },
    ]);
  });

  it.each([
    ['-', 'a-b\n1-2\n-3-4\n'],
    ['1', 'a1b\n213\n21x1y\n'],
    ['.', 'a.b\n2.3\n2.3.4\n'],
  ])('are never taken over a delimiter that is part of numbers: %s', async (delimiter, text) => {
    expect(await refusal(text, { delimiter })).toMatchObject({ code: 'CSV_RAGGED', details: { line: 3, received: 3 } });
  });

  it('that are no text of their encoding are named by the first of them, wherever its column stands', async () => {
    const file = Buffer.from('a,b\n1,x\n2,y\n3,\xff\n\xff,z\n', 'latin1');
    await expect(parseCsv([file])).rejects.toMatchObject({ code: 'CSV_ENCODING', details: { line: 4, column: 2 } });
  });

  it('read a decimal comma, and give it back when the column is text after all', async () => {
    const options = { delimiter: ';', decimal: ',' } as const;
    expect(await rowsOf('a;b\n2,6;1,5\n-3;x\n', options)).toEqual([
      { a: 2.6, b: '1,5' },
      { a: -3, b: 'x' },
    ]);
  });

  it('keep blanks, NUL and quotes inside unquoted fields', async () => {
    expect(await rowsOf('a,b\n 1 ,5\'10"\n\u0000,"say ""hi"""\n')).toEqual([
      { a: ' 1 ', b: '5\'10"' },
      { a: '\u0000', b: 'say "hi"' },
    ]);
  });
});

describe('records', () => {
  it('end with LF, CRLF or CR, mixed at will, also without a last line end', async () => {
    expect(await rowsOf('a,b\r1,2\r\n3,4\n5,6')).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
      { a: 5, b: 6 },
    ]);
  });

  it('skip blank lines and say so; an empty quoted field is a row', async () => {
    const batch = await read('a\n\n1\n""\n\n2\n');
    expect([...(batch.column('a') as Iterable<unknown>)]).toEqual([1, null, 2]);
    expect(batch.notes).toEqual(['2 blank lines skipped']);
  });

  it('of empty cells are rows, except at the end of the file', async () => {
    const batch = await read('a,b\n1,2\n,\n3,4\n,\n,\n');
    expect([...batch]).toEqual([
      { a: 1, b: 2 },
      { a: null, b: null },
      { a: 3, b: 4 },
    ]);
    expect(batch.notes).toEqual([
      '1 record without any value (line 3)',
      '2 records without any value left out at the end (lines 5, 6)',
    ]);
  });

  it('that are ragged are refused with line, expected and received', async () => {
    expect(await refusal('a,b,c\n1,2,3\n1,2\n')).toMatchObject({
      code: 'CSV_RAGGED',
      message: "file.csv, line 3: expected 3 fields, got 2: no field 3, 'c'",
      details: { file: 'file.csv', line: 3, column: 3, name: 'c', expected: 3, received: 2 },
    });
    expect(await refusal('a,b\n1,2\n1,2,3,4\n')).toMatchObject({
      message: 'file.csv, line 3: expected 2 fields, got 4: field 3 is too many',
      details: { line: 3, column: 3, expected: 2, received: 4 },
    });
    // Each record begins with the name of its row.
    expect(await refusal('a,b\n1,2,3\n1\n')).toMatchObject({
      message: "file.csv, line 3: expected 3 fields, got 1: no field 2, 'a'",
      details: { line: 3, column: 2, name: 'a' },
    });
    expect(await refusal('a\n"x\ny"\n1,2\n')).toMatchObject({ details: { line: 4 } });
  });

  it('that are ragged are left out and counted on request, and change no type', async () => {
    const batch = await read('a,b\n1,2\nx\n3,4,y\n5,6\n', { ragged: 'skip' });
    expect([...batch]).toEqual([
      { a: 1, b: 2 },
      { a: 5, b: 6 },
    ]);
    expect(batch.notes).toEqual(['2 records with another number of fields than the header skipped (lines 3, 4)']);
  });

  it('that are ragged after the wrong delimiter name the right one', async () => {
    expect(await refusal('a;b;c\n1;2,5;3,5\n')).toMatchObject({
      code: 'CSV_RAGGED',
      remedy: "read it with delimiter: ';'",
    });
    expect(await refusal('a;b\n1;2,5\n')).toMatchObject({ code: 'CSV_RAGGED', remedy: "read it with delimiter: ';'" });
    expect((await read('a;b\n1;2\n')).notes).toEqual(["the header is one name only: read it with delimiter: ';'"]);
  });

  it('with an open quote name where it opened', async () => {
    expect(await refusal('a,b\n1,2\n3,"open\nmore\n')).toMatchObject({
      code: 'CSV_QUOTE',
      details: { file: 'file.csv', line: 3, column: 2 },
    });
  });

  it('with text after a closing quote name line and field', async () => {
    expect(await refusal('a,b\n1,"x"y\n')).toMatchObject({ code: 'CSV_QUOTE', details: { line: 2, column: 2 } });
  });

  it('have a largest size, which is allowed', async () => {
    const options = { maxRecordBytes: 100 };
    expect(await rowsOf(`a\n${'x'.repeat(100)}\n`, options)).toHaveLength(1);
    expect(await refusal(`a\n${'x'.repeat(101)}\n`, options)).toMatchObject({
      code: 'CSV_TOO_LARGE',
      details: { line: 2, limit: 100 },
    });
    expect(await refusal(`a\n"${'x\n'.repeat(100)}`, options)).toMatchObject({
      code: 'CSV_TOO_LARGE',
      message: 'file.csv, line 2: a record passes 100 bytes; a quoted field opened on line 2',
    });
  });

  it('have a largest number of fields, which is allowed', async () => {
    expect((await read(header(limits.columns))).names).toHaveLength(limits.columns);
    expect(await refusal(header(limits.columns + 1))).toMatchObject({
      code: 'CSV_TOO_LARGE',
      details: { limit: limits.columns },
    });
  });
});

describe('headers', () => {
  it('name each column once', async () => {
    expect(await refusal('a,b,a,c,b\n')).toMatchObject({
      code: 'CSV_DUPLICATE_HEADER',
      message: "file.csv, line 1, field 3: the header names 'a', 'b' more than once",
      details: { file: 'file.csv', line: 1, column: 3, names: ['a', 'b'] },
    });
    expect(await refusal('\n\na,b,b\n1,2,3\n')).toMatchObject({ details: { line: 3, column: 3, names: ['b'] } });
  });

  it('without a name get one by their position, which never clashes', async () => {
    const batch = await read(',b,,column_1\n1,2,3,4\n');
    expect(batch.names).toEqual(['column_1_', 'b', 'column_3', 'column_1']);
    expect(batch.notes).toEqual(["columns without a name: 'column_1_', 'column_3'"]);
  });

  it('one name short of every record name the columns from the second on', async () => {
    const batch = await read('a,b\nr1,1,2\nr2,3,4\n');
    expect([...batch]).toEqual([
      { column_1: 'r1', a: 1, b: 2 },
      { column_1: 'r2', a: 3, b: 4 },
    ]);
    expect(batch.notes!.join()).toContain('one name short');
  });

  it('one name short of the first records only make these ragged', async () => {
    const text = 'a,b\nr1,1,2\nr2,3,4\n5,6\n7,8\n';
    expect(await refusal(text)).toMatchObject({ code: 'CSV_RAGGED', details: { line: 2, expected: 2, received: 3 } });
    const batch = await read(text, { ragged: 'skip' });
    expect([...batch]).toEqual([
      { a: 5, b: 6 },
      { a: 7, b: 8 },
    ]);
    expect(batch.notes!.join()).toContain('2 records with another number of fields');
  });

  it.each([
    ['sep=;\na;b\n1;2\n', {}],
    ['sep=,\na,b\n1,2\n', {}],
    ['SEP=\t\r\na\tb\r\n1\t2\r\n', { delimiter: ';' }],
    ['\uFEFFsep=|\na|b\n1|2\n', {}],
  ])('may follow a line that names the delimiter: %j', async (text, options) => {
    expect(await rowsOf(text, options)).toEqual([{ a: 1, b: 2 }]);
  });

  it('are required; rows are not', async () => {
    for (const text of ['', '\n\n', '\uFEFF', 'sep=;\n'])
      expect(await refusal(text)).toMatchObject({ code: 'CSV_EMPTY' });
    expect(await read('a,b\n')).toMatchObject({ size: 0, names: ['a', 'b'], name: 'file.csv' });
    expect(await read('a')).toMatchObject({ size: 0, names: ['a'] });
  });
});

describe('options', () => {
  it('are checked all at once', async () => {
    const options = {
      delimiter: ';;',
      decimal: '!',
      encoding: 'klingon',
      ragged: 'bend',
      rows: 1,
    } as unknown as CsvOptions;
    const error = await refusal('a\n', options);
    expect(error).toMatchObject({ code: 'OPTION_INVALID' });
    for (const name of ['delimiter', 'decimal', 'encoding', 'ragged', "unknown option 'rows'"])
      expect((error as Error).message).toContain(name);
  });
});

describe('batches of a stream', () => {
  it('hold exactly the rows asked for', async () => {
    const text = `a,b\n${Array.from({ length: 10 }, (_, i) => `${i},x`).join('\n')}\n`;
    expect((await collect(text, 4)).map((batch) => batch.size)).toEqual([4, 4, 2]);
    expect((await collect(text, 5)).map((batch) => batch.size)).toEqual([5, 5]);
    expect((await collect('a\n', 5)).map((batch) => batch.size)).toEqual([0]);
  });

  it('count rows without value where they belong, and lose no remark at the end', async () => {
    const batches = await collect('a,b\n1,2\n,\n,\n3,4\n,\n', 2);
    expect(batches.map((batch) => batch.size)).toEqual([2, 2, 0]);
    expect(batches[2]!.notes).toEqual(['1 record without any value left out at the end (line 6)']);
  });

  it('stop reading when the consumer does', async () => {
    let closed = false;
    const endless = function* (): Generator<Uint8Array> {
      try {
        yield* bytes('a\n');
        for (;;) yield* bytes('1\n2\n3\n');
      } finally {
        closed = true;
      }
    };
    for await (const batch of csvBatches(endless(), { rows: 10 })) {
      expect(batch.size).toBe(10);
      break;
    }
    expect(closed).toBe(true);
  });

  it('come from web streams, also where these cannot be iterated, and let go of them', async () => {
    const whole = new TextEncoder().encode('a,b\n1,x\n2,y\n');
    let cancelled = 0;
    const stream = () => {
      const readable = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(whole),
        cancel: () => void cancelled++,
      });
      return { getReader: () => readable.getReader() } as ReadableStream<Uint8Array>;
    };
    for await (const batch of csvBatches(stream(), { rows: 2 })) {
      expect(batch.names).toEqual(['a', 'b']);
      break;
    }
    expect(cancelled).toBe(1);
    const body = new Response('a\n1\n').body!;
    expect(await parseCsv(body)).toMatchObject({ size: 1, names: ['a'] });
  });

  it.each([
    ['text', 'a,b\n1,2\n', 'an async iterable or a web stream of bytes'],
    ['nothing', undefined, 'an async iterable or a web stream of bytes'],
    ['an object', {}, 'an async iterable or a web stream of bytes'],
    ['pieces of text', ['a,b\n', '1,2\n'], 'expected bytes \\(Uint8Array\\), got string'],
    ['numbers', [1, 2], 'expected bytes \\(Uint8Array\\), got number'],
  ])('cannot be made of %s', async (_, given, message) => {
    await expect(parseCsv(given as never)).rejects.toMatchObject({
      code: 'TABLE_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });
});
