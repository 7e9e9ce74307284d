import { appendFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../src/contracts/source.js';
import { memoryClock, type Clock } from '../../src/ports/clock.js';
import { csvFiles } from '../../src/source/csv-files.node.js';
import { matchesName } from '../../src/source/find-files.node.js';
import { naturalOrder } from '../../src/source/natural-order.js';
import { seeded } from './seeded.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function files(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), `a\n${name.length}\n`);
  }
}

async function namesOf(source: Source): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = [];
  for await (const batch of source) {
    names.push(batch.name);
  }
  return names;
}

const now = { settleMs: 0 };

describe('csvFiles', () => {
  it('gives one batch per file, in number order', async () => {
    await files('s10.csv', 's2.csv', 's1.csv', 'other.txt', '.s3.csv');
    expect(await namesOf(csvFiles(join(folder, 's*.csv'), now))).toEqual(['s1.csv', 's2.csv', 's10.csv']);
  });

  it('takes a directory, a file, or a list whose order counts', async () => {
    await files('b.csv', 'a.csv', 'c.tsv', 'd.csv.gz.part', 'e.txt');
    expect(await namesOf(csvFiles(folder, now))).toEqual(['a.csv', 'b.csv', 'c.tsv']);
    expect(await namesOf(csvFiles(join(folder, 'e.txt'), now))).toEqual(['e.txt']);
    const list = [join(folder, 'b.csv'), join(folder, '*.csv')];
    expect(await namesOf(csvFiles(list, now))).toEqual(['b.csv', 'a.csv']);
  });

  it('finds wildcards in any part of the path, and calls files by what varies', async () => {
    await files('2024-10/x.csv', '2024-2/x.csv', '2024-2/y.csv', '2024-2/deep/x.csv');
    await symlink(join(folder, '2024-2'), join(folder, '2025-1'));
    expect(await namesOf(csvFiles(join(folder, '202?-*/x.csv'), now))).toEqual([
      '2024-2/x.csv',
      '2024-10/x.csv',
      '2025-1/x.csv',
    ]);
  });

  it('calls files of one name by their path', async () => {
    await files('p/x.csv', 'q/x.csv');
    const paths = [join(folder, 'p/x.csv'), join(folder, 'q/x.csv')];
    expect(await namesOf(csvFiles(paths, now))).toEqual(paths);
  });

  it('goes on behind the file that was read, when another of its name turns up in another folder', async () => {
    await files('p/1.csv', 'p/2.csv', 'p/3.csv');
    const patterns = [join(folder, 'p/*.csv'), join(folder, 'q/*.csv')];
    const offsets: string[] = [];
    for await (const { offset } of csvFiles(patterns, now)) offsets.push(offset!);
    expect(offsets).toEqual(['p/1.csv', 'p/2.csv', 'p/3.csv'].map((name) => join(folder, name)));
    await files('q/1.csv', 'q/2.csv');
    const rest = ['p/3.csv', 'q/1.csv', 'q/2.csv'].map((name) => join(folder, name));
    const offsetsOf = async (after: string) => {
      const found: string[] = [];
      for await (const { offset } of csvFiles(patterns, { ...now, after })) found.push(offset!);
      return found;
    };
    expect(await offsetsOf(offsets[1]!)).toEqual(rest);
    await rm(join(folder, 'p/2.csv'));
    expect(await offsetsOf(offsets[1]!)).toEqual(rest);
    await rm(join(folder, 'q'), { recursive: true });
    expect(await offsetsOf(join(folder, 'q/1.csv'))).toEqual([]);
  });

  it('resumes behind an offset, also when its file is gone', async () => {
    await files('s1.csv', 's2.csv', 's10.csv');
    const pattern = join(folder, '*.csv');
    expect(await namesOf(csvFiles(pattern, { ...now, after: 's2.csv' }))).toEqual(['s10.csv']);
    await rm(join(folder, 's2.csv'));
    expect(await namesOf(csvFiles(pattern, { ...now, after: 's2.csv' }))).toEqual(['s10.csv']);
  });

  it('says when nothing matches, unless that is fine', async () => {
    const pattern = join(folder, 'no/such/*.csv');
    await expect(namesOf(csvFiles(pattern))).rejects.toMatchObject({
      code: 'STREAM_EMPTY',
      details: { patterns: [pattern] },
    });
    expect(await namesOf(csvFiles(pattern, { allowEmpty: true }))).toEqual([]);
  });

  it('looks for files anew at each iteration', async () => {
    await files('a.csv');
    const source = csvFiles(folder, now);
    expect(await namesOf(source)).toEqual(['a.csv']);
    await files('b.csv');
    expect(await namesOf(source)).toEqual(['a.csv', 'b.csv']);
  });

  it('reads options and errors of the file through', async () => {
    await writeFile(join(folder, 'x.csv'), 'a;b\n1\n');
    await expect(namesOf(csvFiles(folder, { ...now, delimiter: ';' }))).rejects.toMatchObject({ code: 'CSV_RAGGED' });
    expect(() => csvFiles(folder, { settle: 1 } as object)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }) as Error,
    );
  });
});

describe('a file that is still being written', () => {
  const second = 1_000;
  const at = async (path: string, ms: number): Promise<void> => utimes(path, ms / second, ms / second);

  /** A clock that tells when its sleepers lie down. */
  function watchedClock(start: number): {
    clock: Clock;
    advance: (ms: number) => Promise<void>;
    asleep: (times: number) => Promise<void>;
  } {
    const clock = memoryClock(start);
    const sleeps: number[] = [];
    return {
      clock: {
        ...clock,
        sleep: (ms, signal) => {
          sleeps.push(ms);
          return clock.sleep(ms, signal);
        },
      },
      advance: (ms) => clock.advance(ms),
      asleep: async (times) => {
        while (sleeps.length < times) await new Promise((resolve) => setImmediate(resolve));
      },
    };
  }

  it('is waited for until it has rested, and never read early', async () => {
    const path = join(folder, 'growing.csv');
    await writeFile(path, 'a\n1\n');
    await at(path, 10 * second);
    const { clock, advance, asleep } = watchedClock(10 * second + 400);
    const reading = csvFiles(path, { settleMs: second, clock })[Symbol.asyncIterator]().next();
    await asleep(1);
    await appendFile(path, '2\n');
    await at(path, 10 * second + 900);
    await advance(600); // what was seen first would have rested now; the file has not
    await asleep(2);
    await advance(899);
    await appendFile(path, '3\n');
    await at(path, 10 * second + 1_899);
    await advance(1);
    await asleep(3);
    await advance(second);
    const { value } = await reading;
    expect([...value!]).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  it('whose time lies ahead of our clock is waited for by two equal looks', async () => {
    const path = join(folder, 'ahead.csv');
    await writeFile(path, 'a\n1\n');
    await at(path, 50 * second);
    const { clock, advance, asleep } = watchedClock(10 * second);
    const reading = csvFiles(path, { settleMs: second, clock })[Symbol.asyncIterator]().next();
    await asleep(1);
    await appendFile(path, '2\n');
    await at(path, 50 * second);
    await advance(second);
    await asleep(2);
    await appendFile(path, '3\n');
    await at(path, 51 * second);
    await advance(second);
    await asleep(3);
    await advance(second);
    const { value } = await reading;
    expect(value!.size).toBe(3);
  });

  it('is read again when it changed while it was read', async () => {
    const path = join(folder, 'late.csv');
    await writeFile(path, 'a,b\n1,2\n3');
    let asked = 0;
    const clock: Clock = {
      ...memoryClock(0),
      now: () => {
        // Between our look and our reading a writer goes on who had rested for long.
        if (asked++ === 0) appendFileSync(path, ',4\n');
        return Number.MAX_SAFE_INTEGER;
      },
    };
    const { value } = await csvFiles(path, { clock })[Symbol.asyncIterator]().next();
    expect([...value!]).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    expect(asked).toBe(2);
  });
});

describe('names', () => {
  it('are ordered by the numbers in them', () => {
    const names = ['a10b2', 'a2b10', 'a2b9', 'a02b1', 'b', 'a', 'a2', '10', '9', 'ü', 'a002'];
    expect(names.toSorted(naturalOrder)).toEqual([
      '9',
      '10',
      'a',
      'a002',
      'a2',
      'a02b1',
      'a2b9',
      'a2b10',
      'a10b2',
      'b',
      'ü',
    ]);
  });

  it('have one order, whatever the order they come in', () => {
    const next = seeded(11);
    const alphabet = ['a', 'b', '0', '1', '2', '.', '-'];
    const names = Array.from({ length: 300 }, () =>
      Array.from({ length: 1 + next() * 5 }, () => alphabet[Math.floor(next() * 7)]).join(''),
    );
    const sorted = names.toSorted(naturalOrder);
    const again = names
      .map((name) => ({ name, key: next() }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ name }) => name);
    expect(again.toSorted(naturalOrder)).toEqual(sorted);
  });

  it.each([
    ['a.csv', '*.csv', true],
    ['a.csv', 'a.???', true],
    ['a.csv', 'a.????', false],
    ['abcabd.csv', '*abd.csv', true],
    ['.hidden.csv', '*.csv', false],
    ['.hidden.csv', '.*.csv', true],
    ['a[1].csv', 'a[1].csv', true],
    ['', '*', true],
    [`${'a'.repeat(5_000)}b`, `${'*a'.repeat(50)}c`, false],
  ])('%# matches as patterns say', (name, pattern, matches) => {
    expect(matchesName(name, pattern)).toBe(matches);
  });
});
