import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import { parseOptions } from '../../src/options.js';
import { csvOptions } from '../../src/source/csv-options.js';
import { joinParts, readPart } from '../../src/source/csv-ranges.js';
import { parseCsv } from '../../src/source/csv.js';
import { DriftSenseError } from '../../src/errors.js';
import { isCoded, isParsed } from '../../src/table/cells.js';
import { limits } from '../../src/limits.js';
import { seeded } from './seeded.js';

const encoder = new TextEncoder();
const options = parseOptions(csvOptions, { missing: ['-9'] }, 'csv');

/** All that a batch holds, codes and their order included. */
function contents(batch: Batch): unknown {
  const columns = batch.names.map((name) => {
    const column = batch.column(name)!;
    if (column instanceof Float64Array) throw new TypeError('a reader gives parsed or coded columns');
    if (isCoded(column)) return [name, [...column.codes], column.categories];
    if (isParsed(column)) return [name, [...column.values].map(String), [...column.texts]];
    throw new TypeError('a reader gives parsed or coded columns');
  });
  return { size: batch.size, name: batch.name, notes: batch.notes, columns };
}

/** The file read in ranges that end at the given ends of lines. */
async function inRanges(bytes: Uint8Array, ends: readonly number[]): Promise<Batch | undefined> {
  const header = bytes.slice(0, ends[0]);
  const parts = [];
  for (const [k, from] of ends.slice(0, -1).entries()) {
    const range = bytes.slice(from, ends[k + 1]);
    const chunks = (async function* () {
      yield header;
      yield range;
    })();
    try {
      const part = await readPart({ chunks, options, where: 'f.csv', size: bytes.length });
      if (part === undefined) return undefined;
      parts.push(part);
    } catch (error) {
      if (DriftSenseError.is(error)) return undefined;
      throw error;
    }
  }
  return joinParts(header, parts, { options, name: 'f.csv', where: 'f.csv', pause: async () => {} });
}

const columns: readonly (readonly string[])[] = [
  ['1', '2.5', '-3', '0.1234567891234567'],
  ['1.0', '2.50', '-0.00', '3', '', '+5', '1e3', 'NA', '-9', '-9.0'],
  ['red', 'green', '', '12', 'é', '"a ""b"""', 'NA'],
];
const odd = ['"two\nlines"', '\n', 'x', ',,,\n', '"', '1,2,3,4,5', '007'];

function file(next: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const oddity = next() < 0.5 ? 0 : 0.03;
  const rows = 5 + Math.floor(next() * 40);
  const lateText = next() < 0.5 ? rows * next() : Infinity;
  const lines = Array.from({ length: rows }, (_, row) =>
    [...columns.map(pick), row > lateText ? 'late' : pick(columns[1]!)]
      .map((cell) => (next() < oddity ? pick(odd) : cell))
      .join(','),
  );
  return `${['a,b,c,d', ...lines].join('\n')}${next() < 0.8 ? '\n' : ''}`;
}

describe('ranges of a file, read apart and joined', () => {
  it('are the same as the file read at once, on 2,000 generated files; or are not joined', async () => {
    const next = seeded(61);
    const differing: unknown[] = [];
    let [joined, ofOdd] = [0, 0];
    for (let i = 0; i < 2_000; i++) {
      const text = file(next);
      const bytes = encoder.encode(text);
      const lineEnds = [...bytes.keys()].filter((place) => bytes[place] === 10).map((place) => place + 1);
      const [header, ...others] = lineEnds as [number, ...number[]];
      const inner = others.filter((end) => end < bytes.length && next() < 0.15);
      const batch = await inRanges(bytes, [header, ...inner, bytes.length]);
      if (batch === undefined) continue;
      joined++;
      if (text.includes('two\nlines')) ofOdd++;
      const whole = await parseCsv([bytes], { missing: ['-9'] }, 'f.csv');
      if (JSON.stringify(contents(batch)) !== JSON.stringify(contents(whole)))
        differing.push([text, inner, contents(batch), contents(whole)]);
    }
    expect(differing.slice(0, 2)).toEqual([]);
    expect(joined).toBeGreaterThan(900);
    expect(ofOdd).toBeGreaterThan(10);
  });

  it.each([
    ['ends inside quotes', 'a,b\n1,"x\ny"\n2,z\n', 'y"'],
    ['has a blank line', 'a,b\n1,2\n\n3,4\n', '3'],
    ['has a row without a value', 'a,b\n1,2\n,\n3,4\n', '3'],
    ['ends with a row without a value', 'a,b\n1,2\n3,4\n,', '3'],
    ['has more cells than the header', 'a,b\n1,2\n3,4\n5,6,7\n', '5'],
    ['has a name for each row', 'a,b\n1,2,3\n4,5,6\n', '4'],
    ['follows a line that names the delimiter', 'sep=;\na;b\n1;2\n3;4\n', '3'],
  ])('are not joined where one %s', async (_, text, second) => {
    const bytes = encoder.encode(text);
    expect(await inRanges(bytes, [text.indexOf('\n') + 1, text.indexOf(second), bytes.length])).toBeUndefined();
  });

  it('have as many spellings together as the file', async () => {
    const lines = Array.from({ length: limits.maxCategories + 1 }, (_, i) => `${i + 1}.50\n`);
    const bytes = encoder.encode(`a\n${lines.join('')}`);
    const middle = bytes.indexOf(10, bytes.length / 2) + 1;
    const texts = async (to: number): Promise<unknown> => {
      const batch = await inRanges(bytes, [2, middle, to]);
      return (batch!.column('a') as { texts: ReadonlyMap<number, string> }).texts.size;
    };
    expect([await texts(bytes.length), await texts(bytes.length - lines.at(-1)!.length)]).toEqual([
      0,
      limits.maxCategories,
    ]);
  });
});
