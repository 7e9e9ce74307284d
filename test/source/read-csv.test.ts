import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../src/source/read-csv.node.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-csv-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('readCsv', () => {
  it('reads a file and names the batch after it', async () => {
    const batch = await readCsv(await file('plain.csv', 'a;b\n1;2,5\n'), { delimiter: ';', decimal: ',' });
    expect([batch.name, [...batch]]).toEqual(['plain.csv', [{ a: 1, b: 2.5 }]]);
  });

  it('unpacks gzip whatever the name, also of several members', async () => {
    const bytes = Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')]);
    expect([...(await readCsv(await file('packed.csv', bytes)))]).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
  });

  it('reads larger files than one chunk', async () => {
    const text = `a,b\n${Array.from({ length: 50_000 }, (_, i) => `${i},x${i % 7}`).join('\n')}\n`;
    for (const content of [text, gzipSync(text)]) {
      const batch = await readCsv(await file('large.csv', content));
      expect([batch.size, batch.column('a')!.at(-1 + batch.size), batch.column('b')!.at(49_999)]).toEqual([
        50_000,
        49_999,
        'x5',
      ]);
    }
  });

  it('refuses a gzip file that expands beyond the ratio, not one at it', async () => {
    const packed = gzipSync(`a\n${'1234567\n'.repeat(100_000)}`);
    const ratio = 800_002 / packed.length;
    const path = await file('bomb.csv.gz', packed);
    expect((await readCsv(path, { maxGunzipRatio: ratio })).size).toBe(100_000);
    await expect(readCsv(path, { maxGunzipRatio: ratio * 0.999 })).rejects.toMatchObject({ code: 'CSV_TOO_LARGE' });
    await expect(readCsv(path)).rejects.toMatchObject({ code: 'CSV_TOO_LARGE', details: { limit: 100 } });
  });

  it('says what is wrong with the file', async () => {
    await expect(readCsv(join(folder, 'none.csv'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      remedy: `name a file that is there: ls ${folder}`,
    });
    await expect(readCsv(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', details: { file: folder } });
    const cut = gzipSync('a,b\n1,2\n').subarray(0, 15);
    await expect(readCsv(await file('cut.csv.gz', cut))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(readCsv(await file('empty.csv', ''))).rejects.toMatchObject({ code: 'CSV_EMPTY' });
    await expect(readCsv(await file('empty.csv.gz', gzipSync('')))).rejects.toMatchObject({ code: 'CSV_EMPTY' });
    await expect(readCsv(await file('ragged.csv', 'a,b\n1\n'))).rejects.toMatchObject({
      code: 'CSV_RAGGED',
      details: { file: join(folder, 'ragged.csv'), line: 2, expected: 2, received: 1 },
    });
  });

  it.skipIf(process.getuid?.() === 0)('says when a file may not be read', async () => {
    const path = await file('secret.csv', 'a\n1\n');
    await chmod(path, 0);
    await expect(readCsv(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', remedy: 'check its permissions' });
  });

  it('rejects unknown options', async () => {
    await expect(readCsv('x.csv', { seperator: ';' } as object)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});
