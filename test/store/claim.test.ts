import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import type { RegistryProblem } from '../../src/act/registry/registry-problems.js';
import { memoryClock } from '../../src/ports/clock.js';
import type { FileSystem } from '../../src/ports/file-system.js';
import { nodeFileSystem } from '../../src/ports/file-system.node.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { commitRecord, numbersIn, type NumberedNames } from '../../src/store/commit.js';
import { removeLeftovers } from '../../src/store/directory.js';
import { fileCheckpoint } from '../../src/store/file-checkpoint.node.js';
import { readRecord } from '../../src/store/read-record.js';
import { encodeRecord, type RecordKind } from '../../src/store/record.js';
import { withoutLinks } from './without-links.js';

const disk = mkdtempSync(join(tmpdir(), 'driftsense-links-'));
afterAll(() => rmSync(disk, { recursive: true }));

const names: NumberedNames = {
  nameOf: (n) => `r${n}`,
  numberOf: (name) => (/^r[1-9][0-9]*$/.test(name) ? Number(name.slice(1)) : undefined),
  last: 99,
};
const kind: RecordKind = { name: 'model', maxBytes: 1_000, damaged: 'REGISTRY_CORRUPT', without: 'others stay' };
const file = (text: string): Uint8Array => encodeRecord(kind, new TextEncoder().encode(text));
const bodyOf = async (fs: FileSystem, path: string): Promise<string> =>
  new TextDecoder().decode((await readRecord(fs, path, kind))?.body);
const entry = { trainer: 'a', model: 1, metrics: {}, createdAt: 0, rows: 0 };

async function folder() {
  const fs = memoryFileSystem();
  await fs.mkdir('d');
  return fs;
}

describe('a number where there are no hard links', () => {
  it('is claimed by renaming a directory, after its content and its entry are safe', async () => {
    const fs = await folder();
    fs.fail({ call: 'link', code: 'EPERM', from: true });
    const before = fs.calls.length;
    expect(await commitRecord(fs, 'd', names, file('{}'), { first: 1 })).toBe(1);
    const calls = fs.calls.slice(before);
    expect(calls.slice(0, 9).map(({ call }) => call)).toEqual([
      'open',
      'write',
      'sync',
      'close',
      'link',
      'mkdir',
      'rename',
      'syncDirectory',
      'rename',
    ]);
    expect(calls.findIndex(({ call, path }) => call === 'syncDirectory' && path === 'd')).toBeGreaterThan(8);
    expect(fs.files()).toEqual(['/d/r1/record.json']);
    expect(await bodyOf(fs, 'd/r1')).toBe('{}');
  });

  it.each(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EISDIR'])(
    'is claimed whatever word the system has for it: %s',
    async (code) => {
      const fs = await folder();
      const told: unknown[] = [];
      const onNoLinks = (notice: Error): void => void told.push(notice);
      expect(await commitRecord(withoutLinks(fs, code), 'd', names, file('1'), { first: 1, onNoLinks })).toBe(1);
      expect(told).toEqual([
        expect.objectContaining({
          code: 'REGISTRY_WITHOUT_LINKS',
          message: `the file system of 'd' makes no hard links (${code})`,
          details: { directory: 'd', errno: code },
        }),
      ]);
    },
  );

  it.each([
    ['EIO', 'IO_FAILED'],
    ['ENOSPC', 'IO_FULL'],
  ])('is not sought by directories when a link failed for another reason: %s', async (code, expected) => {
    const fs = await folder();
    await expect(commitRecord(withoutLinks(fs, code), 'd', names, file('1'), { first: 1 })).rejects.toMatchObject({
      code: expected,
    });
    expect(fs.calls.some(({ call, path }) => call === 'mkdir' && path !== 'd')).toBe(false);
    expect(fs.files()).toEqual([]);
  });

  const systems: readonly (readonly [name: string, make: () => Promise<{ fs: FileSystem; root: string }>])[] = [
    ['in memory', async () => ({ fs: await folder(), root: 'd' })],
    ['on disk', async () => ({ fs: nodeFileSystem, root: mkdtempSync(join(disk, 'n-')) })],
  ];

  it.each(systems)('replaces no number, whichever way it was taken (%s)', async (_, make) => {
    const { fs, root } = await make();
    const bare = withoutLinks(fs);
    expect(await commitRecord(fs, root, names, file('"linked"'), { first: 1 })).toBe(1);
    expect(await commitRecord(bare, root, names, file('"moved"'), { first: 1 })).toBe(2);
    expect(await commitRecord(bare, root, names, file('"again"'), { first: 1 })).toBe(3);
    expect(await commitRecord(fs, root, names, file('"back"'), { first: 2 })).toBe(4);
    const bodies = await Promise.all([1, 2, 3, 4].map((n) => bodyOf(fs, `${root}/r${n}`)));
    expect(bodies).toEqual(['"linked"', '"moved"', '"again"', '"back"']);
    expect(await numbersIn(fs, root, names)).toEqual([1, 2, 3, 4]);
    expect((await fs.readdir(root)).toSorted()).toEqual(['r1', 'r2', 'r3', 'r4']);
  });

  it.each(systems)('is a compare-and-set when only one will do (%s)', async (_, make) => {
    const { fs, root } = await make();
    const bare = withoutLinks(fs);
    const claims = Array.from({ length: 12 }, (__, i) =>
      commitRecord(i % 2 ? bare : fs, root, names, file(String(i)), { first: 5, last: 5 }),
    );
    const won = (await Promise.all(claims)).flatMap((n, i) => (n === 5 ? [i] : []));
    expect(won).toHaveLength(1);
    expect(await bodyOf(fs, `${root}/r5`)).toBe(String(won[0]));
    expect(await fs.readdir(root)).toEqual(['r5']);
  });

  it('that cannot be taken leaves nothing behind, and says why', async () => {
    for (const [call, n] of [
      ['mkdir', 1],
      ['rename', 1],
      ['syncDirectory', 1],
      ['rename', 2],
    ] as const) {
      const fs = await folder();
      fs.fail({ call, n, code: 'ENOSPC' });
      await expect(commitRecord(withoutLinks(fs), 'd', names, file('1'), { first: 1 })).rejects.toMatchObject({
        code: 'IO_FULL',
      });
      expect(await fs.readdir('d')).toEqual([]);
    }
  });

  it('is written again when somebody with a wrong clock removed its directory', async () => {
    const fs = await folder();
    let thefts = 1;
    const robbed: FileSystem = {
      ...withoutLinks(fs),
      async rename(from, to) {
        if (from.endsWith('.d') && thefts-- > 0) {
          await fs.unlink(`${from}/record.json`);
          await fs.rmdir(from);
        }
        await fs.rename(from, to);
      },
    };
    expect(await commitRecord(robbed, 'd', names, file('"x"'), { first: 1 })).toBe(1);
    expect(await bodyOf(fs, 'd/r1')).toBe('"x"');
  });
});

describe('a store where there are no hard links', () => {
  it('says so once, and names its versions as ever', async () => {
    const path = join(disk, 'registry');
    const problems: RegistryProblem[] = [];
    const fs = withoutLinks(nodeFileSystem);
    const registry = fileRegistry(path, { fs, onProblem: (problem) => problems.push(problem) });
    for (let n = 1; n <= 3; n++) await registry.append(entry);
    expect(await registry.setAlias('champion', 2, undefined)).toBe(true);
    expect(problems.map(({ code, file: where }) => [code, where])).toEqual([['REGISTRY_WITHOUT_LINKS', '.']]);
    expect(readdirSync(path).toSorted()).toEqual([
      'aliases',
      'model_v1.json',
      'model_v2.json',
      'model_v3.json',
      'registry.csv',
    ]);
    expect(statSync(join(path, 'model_v1.json', 'record.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, 'model_v1.json')).mode & 0o777).toBe(0o700);
    expect(await registry.foreignFiles()).toEqual([]);
    expect(await registry.problems()).toEqual([]);
    // Whoever opens it elsewhere reads the same.
    const elsewhere = fileRegistry(path);
    expect(await elsewhere.alias('champion')).toBe(2);
    expect((await elsewhere.append(entry)).version).toBe(4);
  });

  it('finds damage inside a version’s directory, and takes an empty one for foreign', async () => {
    const fs = memoryFileSystem();
    const registry = fileRegistry('models', { fs: withoutLinks(fs) });
    for (let n = 1; n <= 2; n++) await registry.append(entry);
    fs.put('models/model_v1.json/record.json', (await fs.read('models/model_v1.json/record.json')).fill(32, 120, 130));
    await fs.mkdir('models/model_v9.json');
    expect((await registry.problems()).map(({ code, file: where }) => [code, where])).toEqual([
      ['REGISTRY_FOREIGN', 'model_v9.json'],
      ['REGISTRY_CORRUPT', 'model_v1.json'],
    ]);
    expect(await registry.read(9)).toBeUndefined();
    const seen: number[] = [];
    for await (const { version } of registry.list()) seen.push(version);
    expect(seen).toEqual([2]);
    expect((await registry.append(entry)).version).toBe(10);
  });

  it('reads no record through a link inside a version’s directory', async () => {
    const fs = memoryFileSystem();
    await fileRegistry('models', { fs }).append(entry);
    await fs.mkdir('models/model_v2.json');
    fs.putLink('models/model_v2.json/record.json');
    await expect(fileRegistry('models', { fs }).read(2)).rejects.toMatchObject({ code: 'REGISTRY_CORRUPT' });
  });

  it('keeps two checkpoints and no empty directories', async () => {
    const fs = memoryFileSystem();
    const store = fileCheckpoint('state', { fs: withoutLinks(fs) });
    for (let n = 1; n <= 5; n++) await store.save(new TextEncoder().encode(`{"n":${n}}`));
    expect((await fs.readdir('state')).toSorted()).toEqual(['checkpoint_00000004.json', 'checkpoint_00000005.json']);
    expect(new TextDecoder().decode(await store.load())).toBe('{"n":5}');
  });

  it('removes the directories that dead writers left, once they are a day old', async () => {
    const clock = memoryClock(0);
    const fs = memoryFileSystem({ clock });
    await fs.mkdir('d');
    await fs.mkdir('d/.tmp-dead-1.d');
    fs.put('d/.tmp-dead-1.d/record.json', 'half');
    await clock.advance(86_400_001);
    await fs.mkdir('d/.tmp-alive-2.d');
    await removeLeftovers(fs, 'd', clock);
    expect(await fs.readdir('d')).toEqual(['.tmp-alive-2.d']);
  });
});
