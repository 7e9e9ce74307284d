import { describe, expect, it } from 'vitest';
import { rowBuffer, sourceFiles, toBatch, type Batch, type TrainingQuery, type TrainingSource } from 'driftsense';

const signal = new AbortController().signal;
const code = (error: string) => expect.objectContaining({ code: error });
const rows = (from: number, count: number): Batch =>
  toBatch({ x: Float64Array.from({ length: count }, (_, i) => from + i) });

async function read(source: TrainingSource, query: Partial<TrainingQuery> = {}): Promise<number[]> {
  const values: number[] = [];
  for await (const batch of source.rows({ labelled: false, signal, ...query }))
    values.push(...(batch.column('x') as Float64Array));
  return values;
}

describe('rowBuffer', () => {
  it('hands windows out oldest first, both ends included', async () => {
    const buffer = rowBuffer({ rows: 100 });
    buffer.add('a', rows(0, 3));
    buffer.add('b', rows(10, 2));
    buffer.add('c', rows(20, 1));
    expect(await read(buffer)).toEqual([0, 1, 2, 10, 11, 20]);
    expect(await read(buffer, { from: 'b' })).toEqual([10, 11, 20]);
    expect(await read(buffer, { to: 'b' })).toEqual([0, 1, 2, 10, 11]);
    expect(await read(buffer, { from: 'b', to: 'b' })).toEqual([10, 11]);
  });

  it('keeps exactly the newest rows, cutting the oldest window', async () => {
    const buffer = rowBuffer({ rows: 5 });
    buffer.add('a', rows(0, 4));
    buffer.add('b', rows(10, 3));
    expect(await read(buffer)).toEqual([2, 3, 10, 11, 12]);
    buffer.add('c', rows(20, 9));
    expect(await read(buffer)).toEqual([24, 25, 26, 27, 28]);
    expect(buffer.size).toBe(5);
  });

  it('takes an id it no longer has for older than all it has', async () => {
    const buffer = rowBuffer({ rows: 2 });
    for (const [i, id] of ['a', 'b', 'c'].entries()) buffer.add(id, rows(i, 1));
    expect(await read(buffer, { from: 'a', to: 'b' })).toEqual([1]);
    expect(await read(buffer, { from: 'a', to: 'a' })).toEqual([]);
  });

  it('replaces a window that is judged again', async () => {
    const buffer = rowBuffer({ rows: 10 });
    buffer.add('a', rows(0, 3));
    buffer.add('b', rows(10, 2));
    buffer.add('a', rows(5, 1));
    expect(await read(buffer)).toEqual([5, 10, 11]);
    expect(buffer.size).toBe(3);
  });

  it('stays bounded over many windows, and does not keep the tables that windows were cut from', () => {
    const buffer = rowBuffer({ rows: 250 });
    const table = Float64Array.from({ length: 10_000 }, (_, i) => i);
    for (let w = 0; w < 100; w++) buffer.add(`w${w}`, toBatch({ x: table.subarray(w * 100, (w + 1) * 100) }));
    expect(buffer.size).toBe(250);
    table.fill(-1);
    return expect(read(buffer)).resolves.toEqual(Array.from({ length: 250 }, (_, i) => 9_750 + i));
  });

  it('copies what is left of its oldest window once half of it has gone, and not with every window after it', async () => {
    const buffer = rowBuffer({ rows: 100 });
    buffer.add('a', rows(0, 100));
    const memories = new Set<ArrayBufferLike>();
    for (let gone = 1; gone < 75; gone++) {
      buffer.add(`next ${gone}`, rows(100 + gone, 1));
      for await (const batch of buffer.rows({ from: 'a', to: 'a', labelled: false, signal })) {
        const { buffer: memory, length } = batch.column('x') as Float64Array;
        expect(length).toBe(100 - gone);
        expect(memory.byteLength).toBeLessThan(2 * 8 * length);
        memories.add(memory);
      }
    }
    expect(memories.size).toBe(2);
  });

  it('stops reading once its signal has fired, and refuses a size that is none', async () => {
    const buffer = rowBuffer({ rows: 10 });
    buffer.add('a', rows(0, 1));
    await expect(read(buffer, { signal: AbortSignal.abort() })).rejects.toEqual(code('ABORTED'));
    expect(() => rowBuffer({ rows: 0 })).toThrow(code('OPTION_INVALID'));
  });
});

describe('sourceFiles', () => {
  const files = ['data/day_1.csv', 'data/day_2.csv', 'data/day_10.csv'];
  const opened: string[] = [];
  const reader = async (path: string) => {
    opened.push(path);
    return rows(files.indexOf(path) * 10, 2);
  };

  it('reads the files of the windows asked for again, and no others', async () => {
    const source = sourceFiles(files, { read: reader });
    expect(await read(source, { from: 'day_2.csv', to: 'data/day_10.csv' })).toEqual([10, 11, 20, 21]);
    opened.length = 0;
    expect(await read(source, { from: 'day_2.csv', to: 'day_2.csv' })).toEqual([10, 11]);
    expect(opened).toEqual(['data/day_2.csv']);
    expect(await read(source)).toEqual([0, 1, 10, 11, 20, 21]);
  });

  it('lists files anew for each run when given a function', async () => {
    let listed = files.slice(0, 1);
    const source = sourceFiles(async () => listed, { read: reader });
    expect(await read(source)).toEqual([0, 1]);
    listed = files;
    expect(await read(source)).toHaveLength(6);
  });

  it('reads the rows of the first training when it is told their files', async () => {
    expect('reference' in sourceFiles(files, { read: reader })).toBe(false);
    const source = sourceFiles(files.slice(1), { read: reader, reference: () => files.slice(0, 1) });
    const values: number[] = [];
    for await (const batch of source.reference!({ signal })) values.push(...(batch.column('x') as Float64Array));
    expect(values).toEqual([0, 1]);
  });

  it('names the window for which there is no file', async () => {
    const source = sourceFiles(files, { read: reader });
    await expect(read(source, { from: 'day_3.csv' })).rejects.toThrow(
      /expected a file for window 'day_3.csv' among 3 files/,
    );
    await expect(read(source, { from: 'day_3.csv' })).rejects.toEqual(code('TRAINING_DATA'));
  });

  it('stops between files once its signal has fired, passes on what the reader throws, and needs a reader', async () => {
    const controller = new AbortController();
    const source = sourceFiles(files, {
      read: async (path) => {
        controller.abort();
        return reader(path);
      },
    });
    await expect(read(source, { signal: controller.signal })).rejects.toEqual(code('ABORTED'));
    const broken = sourceFiles(files, { read: () => Promise.reject(new Error('no such file')) });
    await expect(read(broken)).rejects.toThrow('no such file');
    expect(() => sourceFiles(files, {} as never)).toThrow(code('OPTION_INVALID'));
  });
});
