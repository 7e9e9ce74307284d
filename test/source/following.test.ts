import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CsvFileOptions, Progress } from '../../src/node.js';
import { csvBatches, parseCsv } from '../../src/index.js';

// Of the built package: a thread needs a file.
const built = new URL('../../dist/bundled/node.js', import.meta.url).href;
const { csvFiles, readCsv } = (await import(built)) as typeof import('../../src/node.js');

const folder = mkdtempSync(join(tmpdir(), 'driftsense-following-'));
const line = '1234.5678,blue,0.25,2024-01-01\n';
const text = `a,b,c,d\n${line.repeat(80_000)}`;
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const path = write('rows.csv', text);
const packed = gzipSync(text);
const chunks = Array.from({ length: 40 }, (_, k) =>
  Buffer.from(text.slice((k * text.length) / 40, ((k + 1) * text.length) / 40)),
);
const all = async (batches: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of batches);
};

type Reader = (options: CsvFileOptions) => Promise<unknown>;
const readers: Record<string, readonly [read: Reader, bytes: number]> = {
  readCsv: [(options) => readCsv(path, options), text.length],
  'readCsv of a packed file': [
    (options) => readCsv(write('packed.csv', packed), { ...options, maxGunzipRatio: 1e4 }),
    packed.length,
  ],
  'readCsv in threads': [(options) => readCsv(path, { ...options, threads: 2 }), text.length],
  csvFiles: [
    (options) => all(csvFiles([path, write('few.csv', 'a\n1\n')], { ...options, settleMs: 0 })),
    text.length + 4,
  ],
  parseCsv: [(options) => parseCsv(chunks, options), text.length],
  csvBatches: [(options) => all(csvBatches(chunks, { ...options, rows: 1_000 })), text.length],
};

describe.each(Object.entries(readers))('%s', (name, [read, bytes]) => {
  it('tells how many bytes are done, and of how many where that is known', async () => {
    const told: Progress[] = [];
    await read({ onProgress: (progress) => told.push(progress) });
    expect(told.length).toBeGreaterThan(name.includes('packed') ? 0 : 1);
    expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).toSorted((a, b) => a - b));
    const total = name === 'parseCsv' || name === 'csvBatches' ? {} : { total: bytes };
    expect(told.at(-1)).toEqual({ done: bytes, unit: 'bytes', ...total });
  });

  it('ends with ABORTED when its signal fires while it reads, and reads anew afterwards', async () => {
    const stop = new AbortController();
    const told: Progress[] = [];
    const onProgress = (progress: Progress): void => {
      told.push(progress);
      stop.abort('enough');
    };
    await expect(read({ signal: stop.signal, onProgress })).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(told).toHaveLength(1);
    await read({ signal: new AbortController().signal });
  });

  it('ends with what its listener throws', async () => {
    const refuse = (): void => {
      throw new RangeError('no screen');
    };
    await expect(read({ onProgress: refuse })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('onProgress threw: no screen'),
    });
  });
});

it('a stream that gives nothing is not waited for, and is told to end', async () => {
  const stop = new AbortController();
  let ended = false;
  const stuck = new ReadableStream<Uint8Array>({ cancel: () => void (ended = true) });
  const reading = parseCsv(stuck, { signal: stop.signal });
  setImmediate(() => stop.abort());
  await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
  expect(ended).toBe(true);
});

it('bytes at hand are read with turns in which a signal can fire', async () => {
  const stop = new AbortController();
  setImmediate(() => stop.abort());
  await expect(parseCsv([Buffer.from(text)], { signal: stop.signal })).rejects.toMatchObject({ code: 'ABORTED' });
});

it('a file that is still being written is not waited for', async () => {
  const stop = new AbortController();
  const reading = all(csvFiles(write('growing.csv', 'a\n1\n'), { settleMs: 60_000, signal: stop.signal }));
  setTimeout(() => stop.abort(), 5);
  await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
});
