import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/source/csv.js';

const encode16 = (text: string, little: boolean): Uint8Array => {
  const result = new Uint8Array(text.length * 2);
  const view = new DataView(result.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), little);
  return result;
};
const oneByOne = (all: Uint8Array): Uint8Array[] => Array.from(all, (byte) => Uint8Array.of(byte));

describe('encodings', () => {
  it.each([true, false])('are seen by their byte order mark (little endian: %s), at any chunking', async (little) => {
    const text = `\uFEFFaé,b\n😀,2\n${'x,1\n'.repeat(100)}`;
    const batch = await parseCsv(oneByOne(encode16(text, little)));
    expect([batch.size, batch.names, batch.column('aé')!.at(0)]).toEqual([101, ['aé', 'b'], '😀']);
  });

  it.each([
    [true, 'utf-16le'],
    [false, 'utf-16be'],
  ])('of UTF-16 without mark are named, and read when given', async (little, encoding) => {
    const raw = encode16('a,b\n1,2\n', little);
    await expect(parseCsv([raw])).rejects.toMatchObject({
      code: 'CSV_ENCODING',
      remedy: `read it with encoding: '${encoding}'`,
    });
    expect([...(await parseCsv([raw], { encoding }))]).toEqual([{ a: 1, b: 2 }]);
  });

  it('are decoded by option', async () => {
    const latin = Uint8Array.from('Año;x\ncafé;1\n', (character) => character.charCodeAt(0));
    expect([...(await parseCsv([latin], { encoding: 'latin1', delimiter: ';' }))]).toEqual([{ Año: 'café', x: 1 }]);
  });

  it.each([3, 100])('of Windows are read with euro sign and curly quotes, in %i rows too', async (count) => {
    const bytes = Uint8Array.from(`a\n${'\u0080\u0092\n'.repeat(count)}`, (character) => character.charCodeAt(0));
    const batch = await parseCsv([bytes], { encoding: 'windows-1252' });
    expect([batch.size, new Set([...batch].map(({ a }) => a))]).toEqual([count, new Set(['€’'])]);
  });

  it('that do not fit are refused with line, field and remedy', async () => {
    const raw = Uint8Array.from('a,b\n1,x\n2,caf\u00e9\n', (character) => character.charCodeAt(0));
    await expect(parseCsv(oneByOne(raw), {}, 'f.csv')).rejects.toMatchObject({
      code: 'CSV_ENCODING',
      message: 'f.csv, line 3, field 2: the bytes are not valid utf-8',
      details: { file: 'f.csv', line: 3, column: 2 },
      remedy: expect.stringContaining("encoding: 'latin1'") as string,
    });
    await expect(parseCsv([Uint8Array.of(0xff, 0xfe, 0x41)])).rejects.toMatchObject({ code: 'CSV_ENCODING' });
  });

  const lone = `\uFEFFa,b\n${'1,x\n'.repeat(40_000)}2,caf\ud800 \n3,y\n`;
  const cut = (all: Uint8Array): Uint8Array => all.subarray(0, all.length - 1);
  it.each<readonly [what: string, bytes: Uint8Array, encoding: string | undefined, place: string, name: string]>([
    ['half a pair in UTF-16', encode16(lone, true), undefined, 'line 40002, field 2', 'utf-16le'],
    ['half a pair in UTF-16, big-endian', encode16(lone, false), undefined, 'line 40002, field 2', 'utf-16be'],
    ['half a unit at the end', cut(encode16('a,b\n1,x\n2,y', true)), 'utf-16le', 'line 3, field 2', 'utf-16le'],
    [
      'UTF-16 without mark in its header',
      encode16('a,b\ud800 \n1,2\n', true),
      'utf-16le',
      'line 1, field 2',
      'utf-16le',
    ],
    [
      'half a character of Shift_JIS',
      Uint8Array.of(97, 10, 0x82, 0xa0, 10, 0x82, 10),
      'sjis',
      'line 3, field 1',
      'shift_jis',
    ],
    ['no character of EUC-KR', Uint8Array.of(97, 44, 98, 10, 49, 44, 0xff, 10), 'euc-kr', 'line 2, field 2', 'euc-kr'],
  ])('names line and field of %s, at any chunking', async (_, bytes, encoding, place, name) => {
    for (const chunks of [
      [bytes],
      bytes.length < 1_000 ? oneByOne(bytes) : [bytes.subarray(0, 101), bytes.subarray(101)],
    ])
      await expect(parseCsv(chunks, encoding ? { encoding } : {}, 'f.csv')).rejects.toMatchObject({
        code: 'CSV_ENCODING',
        message: `f.csv, ${place}: the bytes are not valid ${name}`,
        details: { file: 'f.csv', line: Number(/\d+/.exec(place)![0]), column: Number(place.at(-1)), encoding: name },
        remedy: expect.stringMatching(/^read it with|^save it again/) as string,
      });
  });

  it.each(['utf-16le', 'utf-16be'])('that are said to be %s while the text is ASCII are refused', async (encoding) => {
    const raw = new TextEncoder().encode('price,shop\n1,a\n2,b\n');
    await expect(parseCsv([raw], { encoding }, 'f.csv')).rejects.toMatchObject({
      code: 'CSV_ENCODING',
      message: `f.csv, line 1, field 1: this is no ${encoding}, it reads as ASCII`,
      remedy: "read it with encoding: 'utf-8'",
    });
  });

  it.each(['utf-8', 'latin1'])('of UTF-16 that is said to be %s is refused', async (encoding) => {
    await expect(parseCsv([encode16('price,shop\n1,a\n', true)], { encoding }, 'f.csv')).rejects.toMatchObject({
      code: 'CSV_ENCODING',
      message: 'f.csv, line 1, field 1: this looks like utf-16le without a byte order mark',
    });
  });

  it('keeps a replacement character that the file holds', async () => {
    const batch = await parseCsv([encode16('\uFEFFa,b\n1,\ufffd\n', true)]);
    expect([...batch]).toEqual([{ a: 1, b: '\ufffd' }]);
  });

  it.each([
    [[0x1f, 0x8b, 8, 0], 'gzip'],
    [[0x50, 0x4b, 3, 4], 'Excel'],
    [[0x50, 0x41, 0x52, 0x31], 'Parquet'],
  ])('%j is another format', async (magic, name) => {
    await expect(parseCsv([Uint8Array.from(magic)])).rejects.toMatchObject({
      code: 'CSV_ENCODING',
      message: expect.stringContaining(name) as string,
    });
  });
});
