import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Batch, CodedColumn, ParsedColumn } from '../../src/contracts/batch.js';
import { seededRandom } from '../../src/stats/random.js';

// Of the built package: a thread needs a file.
const built = new URL('../../dist/bundled/node.js', import.meta.url).href;
const { csvFiles, readCsv } = (await import(built)) as typeof import('../../src/node.js');

const folder = mkdtempSync(join(tmpdir(), 'driftsense-threads-'));
const random = seededRandom('threads');
const rows = 60_000;
const lines = Array.from(
  { length: rows },
  (_, row) =>
    `${row},${random.normal()},${random.normal().toFixed(3)},${random.uniform() < 0.1 ? '' : random.integer(9)},"colour, ${random.integer(40)}",${row < rows * 0.8 ? random.integer(99) : 'late'}`,
);
const text = `id,value,rounded,gaps,colour,turns\n${lines.join('\n')}\n`;

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const digest = (bytes: Float64Array | Int32Array | string): string =>
  createHash('sha256')
    .update(typeof bytes === 'string' ? bytes : new Uint8Array(bytes.slice().buffer))
    .digest('hex');

function columnsOf(batch: Batch): unknown[] {
  return batch.names.map((name) => {
    const column = batch.column(name) as CodedColumn | ParsedColumn;
    if (column.kind === 'coded') return [name, digest(column.codes), column.categories];
    return [name, digest(column.values), column.texts.size, digest(JSON.stringify([...column.texts]))];
  });
}

describe('a CSV file read in threads', () => {
  it('gives the same columns with 1, 2 and 4 threads, byte for byte', async () => {
    const path = write('plain.csv', text);
    expect(text.length).toBeGreaterThan(2 * 1_048_576);
    const one = await readCsv(path);
    expect(one.size).toBe(rows);
    for (const threads of [2, 4]) {
      const batch = await readCsv(path, { threads });
      expect([batch.size, batch.name, batch.notes]).toEqual([one.size, one.name, one.notes]);
      expect(columnsOf(batch)).toEqual(columnsOf(one));
      // Put together from ranges: memory of just these rows, which no thread can change any more.
      const { buffer } = (batch.column('value') as ParsedColumn).values;
      expect(buffer).toBeInstanceOf(ArrayBuffer);
      expect(buffer.byteLength).toBe(8 * rows);
    }
  });

  it.each([
    ['ragged record', `${text}1,2\n`, {}],
    ['open quote', text.replace(`\n${rows / 2},`, '\n"x,'), {}],
    ['wrong encoding', Buffer.concat([Buffer.from(text), Buffer.from('1,2,3,4,\xff,6\n', 'latin1')]), {}],
  ])('is refused for a %s as by one thread, with its line', async (name, content, options) => {
    const path = write(`${name}.csv`, content);
    const errors = [];
    for (const threads of [1, 2])
      errors.push(await readCsv(path, { ...options, threads }).catch((error: unknown) => error));
    const [one, two] = errors as { code: string; message: string; details: unknown }[];
    expect(one!.code).toMatch(/^CSV_/);
    expect([two!.code, two!.message, two!.details]).toEqual([one!.code, one!.message, one!.details]);
  });

  it.each([
    ['packed', gzipSync(text), { maxGunzipRatio: 1_000 }],
    ['with a byte order mark', `\uFEFF${text}`, {}],
    ['of lines that end with CR', text.replaceAll('\n', '\r'), {}],
    ['of UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le'), {}],
    ['with a note', text.replace(`\n${rows / 2},`, `\n\n${rows / 2},`), {}],
    ['with lines inside quotes', text.replaceAll('colour, 7', 'colour\n7'), {}],
  ])('is the same %s', async (name, content, options) => {
    const path = write(`${name}.csv`, content);
    const [one, two] = [await readCsv(path, options), await readCsv(path, { ...options, threads: 2 })];
    expect([two.size, two.notes]).toEqual([one.size, one.notes]);
    expect(columnsOf(two)).toEqual(columnsOf(one));
  });

  it('may be one of a series', async () => {
    write('series-1.csv', text);
    const sizes = [];
    for await (const { size } of csvFiles(join(folder, 'series-*.csv'), { threads: 2, settleMs: 0 })) sizes.push(size);
    expect(sizes).toEqual([rows]);
  });
});
