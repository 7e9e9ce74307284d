import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, memoryClock } from 'driftsense';
import { readCsv } from 'driftsense/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driftsense, folderWith, removeFolders, type Outcome } from './command-line.js';

afterAll(removeFolders);

const generate = (out: string, ...flags: string[]) => driftsense(['generate-data', '--out', out, ...flags]);
const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(csv|json)$/.test(name))
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
const small = ['--days', '14', '--rows', '100'];

describe('driftsense generate-data', () => {
  let out: string;
  let outcome: Outcome;
  beforeAll(async () => {
    out = join(folderWith(), 'new', 'data');
    outcome = await generate(out);
  });
  const stream = (day: number) => join(out, 'stream', `stream_${String(day).padStart(4, '0')}.csv`);

  it('writes thirty files of 2,000 rows, the first seven of which are the training data', () => {
    expect(outcome).toMatchObject({
      code: 0,
      out: `wrote ${out}/train.csv: 14,000 rows; ${out}/stream: 30 files of 2,000 rows; seed 0\n`,
      err: '',
      progress: [],
    });
    const files = Array.from({ length: 30 }, (_, i) =>
      readFileSync(stream(i + 1), 'utf8')
        .trimEnd()
        .split('\n'),
    );
    expect(files.map((lines) => lines.length)).toEqual(Array.from({ length: 30 }, () => 2_001));
    expect(readdirSync(join(out, 'stream')).length).toBe(30);
    const train = readFileSync(join(out, 'train.csv'), 'utf8').trimEnd().split('\n');
    expect(train).toEqual([files[0]![0], ...files.slice(0, 7).flatMap((lines) => lines.slice(1))]);
  });

  it('records as truth where each change begins, and it is there: KS sees the features, and none before', async () => {
    const truth = JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')) as unknown;
    expect(truth).toEqual({
      features: [
        { column: 'income', onset: 'stream_0012.csv' },
        { column: 'channel', onset: 'stream_0015.csv' },
      ],
      concept: { onset: 'stream_0020.csv' },
    });
    const reference = await readCsv(join(out, 'train.csv'));
    const moved = async (day: number) =>
      compare(reference, await readCsv(stream(day)), {
        preset: 'thresholds',
        thresholds: { ks: 1e-9, chiSquare: 1e-9 },
      })
        .columns.filter(({ tests }) => tests.some((test) => test.test !== 'psi' && (test.pValue ?? 1) < 1e-9))
        .map(({ column }) => column)
        .toSorted();
    expect(await Promise.all([8, 9, 10, 11].map(moved))).toEqual([[], [], [], []]);
    expect(await Promise.all([12, 13, 14].map(moved))).toEqual([['income'], ['income'], ['income']]);
    expect(await Promise.all([15, 20, 30].map(moved))).toEqual(Array.from({ length: 3 }, () => ['channel', 'income']));
  });

  it('changes the meaning of the label at its onset, and no day before', () => {
    // A fixed model: the sign of what raises the odds before the change.
    const errorOf = (day: number) => {
      const rows = readFileSync(stream(day), 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','));
      const wrong = rows.filter(([age, , usage, , , , label]) => {
        const logit = (1.8 * (Number(usage) - 20)) / 6 - (1.2 * (Number(age) - 45)) / 12 - 0.2;
        return (logit > 0 ? '1' : '0') !== label;
      });
      return wrong.length / rows.length;
    };
    for (const day of [1, 8, 12, 15, 19]) expect(errorOf(day), `day ${day}`).toBeLessThan(0.25);
    for (const day of [20, 25, 30]) expect(errorOf(day), `day ${day}`).toBeGreaterThan(0.7);
  });

  it('leaves about 3 % of the balances empty, and no other cell', () => {
    const rows = readFileSync(stream(9), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const header = rows[0]!;
    const empty = header.map((_, k) => rows.filter((row) => row[k] === '').length);
    expect(Object.fromEntries(header.map((name, k) => [name, empty[k]! > 0]))).toMatchObject({
      balance: true,
      age: false,
    });
    expect(empty.reduce((a, b) => a + b, 0)).toBe(empty[header.indexOf('balance')]);
    expect(empty[header.indexOf('balance')]! / 2_000).toBeGreaterThan(0.015);
    expect(empty[header.indexOf('balance')]! / 2_000).toBeLessThan(0.05);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const folder = folderWith();
    for (const [name, seed] of [
      ['a', '7'],
      ['b', '7'],
      ['c', '8'],
    ] as const)
      await generate(join(folder, name), ...small, '--seed', seed);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => contents(join(folder, name)));
    expect(b).toEqual(a);
    expect(c!['train.csv']).not.toBe(a!['train.csv']);
  });

  it('makes the same first days whatever comes after', async () => {
    const folder = folderWith();
    await generate(join(folder, 'short'), ...small);
    await generate(join(folder, 'long'), '--days', '20', '--rows', '100');
    const day = (name: string) => readFileSync(join(folder, name, 'stream/stream_0007.csv'), 'utf8');
    expect(day('long')).toBe(day('short'));
  });

  it.each(['train.csv', 'truth.json', 'stream'])('overwrites no %s without --force', async (name) => {
    const folder = folderWith();
    if (name === 'stream') mkdirSync(join(folder, name));
    else writeFileSync(join(folder, name), 'mine');
    const { code, err } = await generate(folder, ...small);
    expect(code).toBe(2);
    expect(err).toBe(
      `error[FILE_EXISTS]: '${join(folder, name)}' exists already\nremedy: driftsense generate-data --out ${folder} --force replaces it; or choose another --out\n`,
    );
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('leaves nothing of a longer stream behind when it replaces one, and touches no file of others', async () => {
    const folder = folderWith();
    await generate(folder, '--days', '16', '--rows', '100');
    writeFileSync(join(folder, 'stream', 'notes.txt'), 'mine');
    expect((await generate(folder, ...small, '--force')).code).toBe(0);
    expect(readdirSync(join(folder, 'stream')).length).toBe(15);
    expect(readFileSync(join(folder, 'stream', 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('when interrupted says how far it came, and leaves no truth beside half a stream', async () => {
    const folder = folderWith();
    await generate(folder, ...small);
    const stop = new AbortController();
    let steps = 0;
    const clock = memoryClock();
    const { code, err } = await driftsense(['generate-data', '--out', folder, ...small, '--force'], {
      signal: stop.signal,
      clock: {
        ...clock,
        monotonic() {
          if (++steps === 4) stop.abort();
          return steps;
        },
      },
    });
    expect(code).toBe(2);
    expect(err).toBe(
      `error[ABORTED]: interrupted after 3 of 14 files\nremedy: driftsense generate-data --out ${folder} --force\n`,
    );
    expect(readdirSync(folder).toSorted()).toEqual(['stream', 'train.csv']);
  });

  it('shows files, rate and time left on a terminal', async () => {
    const clock = memoryClock();
    let seconds = 0;
    const { progress } = await driftsense(['generate-data', '--out', join(folderWith(), 'd'), ...small], {
      terminal: true,
      clock: { ...clock, monotonic: () => 1_000 * seconds++ },
    });
    expect(progress[0]).toBe('1/14 files, 100 rows/s, 13 s left');
    expect(progress[12]).toBe('13/14 files, 100 rows/s, 1 s left');
    expect(progress.at(-1)).toBe('');
  });

  it('says the same as JSON', async () => {
    const folder = folderWith();
    const { out: text } = await generate(folder, ...small, '--seed', '3', '--json');
    expect(JSON.parse(text)).toEqual({
      train: join(folder, 'train.csv'),
      stream: join(folder, 'stream'),
      days: 14,
      rows: 100,
      seed: 3,
      truth: join(folder, 'truth.json'),
    });
  });

  it.each([
    ['--days', '13', 'from 14 to 9,999'],
    ['--days', '10000', 'from 14 to 9,999'],
    ['--rows', '99', 'from 100 to 1,000,000'],
    ['--rows', '1000001', 'from 100 to 1,000,000'],
  ])('refuses %s %s with the range, before it writes', async (flag, value, expected) => {
    const folder = folderWith();
    const { code, err } = await generate(join(folder, 'd'), flag, value);
    expect(code).toBe(2);
    expect(err).toBe(
      `error[OPTION_INVALID]: ${flag}: expected a whole number ${expected}, got ${value}\nremedy: driftsense generate-data --help\n`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
