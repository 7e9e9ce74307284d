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
