import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { memoryClock } from '../../src/ports/clock.js';
import { fileErrorCode, type FileSystem } from '../../src/ports/file-system.js';
import { nodeFileSystem } from '../../src/ports/file-system.node.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';

const disk = mkdtempSync(join(tmpdir(), 'driftsense-fs-'));
afterAll(() => rmSync(disk, { recursive: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = async (fs: FileSystem, path: string): Promise<string> => new TextDecoder().decode(await fs.read(path));

async function write(fs: FileSystem, path: string, text: string, flags: 'wx' | 'a' = 'wx'): Promise<void> {
  const handle = await fs.open(path, flags);
  await handle.write(bytes(text));
  await handle.sync();
  await handle.close();
}
async function codeOf(attempt: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await attempt();
    return 'done';
  } catch (error) {
    return fileErrorCode(error);
  }
}

const systems: Record<string, () => { fs: FileSystem; root: string }> = {
  'the disk': () => ({ fs: nodeFileSystem, root: mkdtempSync(join(disk, 'd-')) }),
  memory: () => ({ fs: memoryFileSystem(), root: '' }),
};

for (const [name, make] of Object.entries(systems))
  describe(`a file system on ${name}`, () => {
    it('makes a file once, and reads back what was written', async () => {
      const { fs, root } = make();
      await write(fs, `${root}/a`, 'one');
      expect(await codeOf(() => fs.open(`${root}/a`, 'wx'))).toBe('EEXIST');
      expect(await textOf(fs, `${root}/a`)).toBe('one');
      expect(await codeOf(() => fs.read(`${root}/b`))).toBe('ENOENT');
      expect(await codeOf(() => fs.read(root === '' ? '/' : root))).toBe('EISDIR');
    });

    it('appends to a file, made if need be', async () => {
      const { fs, root } = make();
      await write(fs, `${root}/log`, 'one ', 'a');
      await write(fs, `${root}/log`, 'two', 'a');
      expect(await textOf(fs, `${root}/log`)).toBe('one two');
    });

    it('links a file under a second name, once; the content outlives the first', async () => {
      const { fs, root } = make();
      await write(fs, `${root}/a`, 'x');
      await fs.link(`${root}/a`, `${root}/b`);
      expect(await codeOf(() => fs.link(`${root}/a`, `${root}/b`))).toBe('EEXIST');
      expect(await codeOf(() => fs.link(`${root}/none`, `${root}/c`))).toBe('ENOENT');
      await fs.unlink(`${root}/a`);
      expect(await textOf(fs, `${root}/b`)).toBe('x');
      expect(await codeOf(() => fs.unlink(`${root}/a`))).toBe('ENOENT');
    });

    it('renames over an existing file; two names of one file both stay', async () => {
      const { fs, root } = make();
      await write(fs, `${root}/a`, 'new');
      await write(fs, `${root}/b`, 'old');
      await fs.rename(`${root}/a`, `${root}/b`);
      expect(await textOf(fs, `${root}/b`)).toBe('new');
      expect(await codeOf(() => fs.stat(`${root}/a`))).toBe('ENOENT');
      await fs.link(`${root}/b`, `${root}/c`);
      await fs.rename(`${root}/b`, `${root}/c`);
      expect((await fs.readdir(root === '' ? '/' : root)).toSorted()).toEqual(['b', 'c']);
    });

    it('makes one directory at a time and lists its entries', async () => {
      const { fs, root } = make();
      expect(await codeOf(() => fs.mkdir(`${root}/a/b`))).toBe('ENOENT');
      await fs.mkdir(`${root}/a`);
      expect(await codeOf(() => fs.mkdir(`${root}/a`))).toBe('EEXIST');
      await fs.mkdir(`${root}/a/b`);
      await write(fs, `${root}/a/c`, '');
      expect((await fs.readdir(`${root}/a`)).toSorted()).toEqual(['b', 'c']);
      expect(await codeOf(() => fs.readdir(`${root}/none`))).toBe('ENOENT');
      expect(await codeOf(() => fs.readdir(`${root}/a/c`))).toBe('ENOTDIR');
      await fs.syncDirectory(`${root}/a`);
      expect(await codeOf(() => fs.syncDirectory(`${root}/none`))).toBe('ENOENT');
    });

    it('moves a directory with all that is in it, never over a file or a directory that holds anything', async () => {
      const { fs, root } = make();
      for (const folder of ['a', 'a/deep', 'empty', 'full']) await fs.mkdir(`${root}/${folder}`);
      await write(fs, `${root}/a/deep/x`, 'x');
      await write(fs, `${root}/full/y`, 'y');
      await write(fs, `${root}/file`, 'z');
      expect(['EEXIST', 'ENOTEMPTY']).toContain(await codeOf(() => fs.rename(`${root}/a`, `${root}/full`)));
      expect(await codeOf(() => fs.rename(`${root}/a`, `${root}/file`))).toBe('ENOTDIR');
      expect(await codeOf(() => fs.rename(`${root}/a`, `${root}/a/deep/b`))).toBe('EINVAL');
      expect(await codeOf(() => fs.rename(`${root}/none`, `${root}/b`))).toBe('ENOENT');
      expect(await codeOf(() => fs.rename(`${root}/a`, `${root}/none/b`))).toBe('ENOENT');
      await fs.rename(`${root}/a`, `${root}/empty`);
      expect(await textOf(fs, `${root}/empty/deep/x`)).toBe('x');
      await fs.rename(`${root}/empty`, `${root}/new`);
      expect((await fs.readdir(root === '' ? '/' : root)).toSorted()).toEqual(['file', 'full', 'new']);
      expect(await textOf(fs, `${root}/full/y`)).toBe('y');
    });

    it('removes a directory that is empty', async () => {
      const { fs, root } = make();
      await fs.mkdir(`${root}/d`);
      await write(fs, `${root}/d/x`, '');
      expect(await codeOf(() => fs.rmdir(`${root}/d`))).toBe('ENOTEMPTY');
      expect(await codeOf(() => fs.rmdir(`${root}/d/x`))).toBe('ENOTDIR');
      expect(await codeOf(() => fs.rmdir(`${root}/none`))).toBe('ENOENT');
      await fs.unlink(`${root}/d/x`);
      await fs.rmdir(`${root}/d`);
      expect(await codeOf(() => fs.stat(`${root}/d`))).toBe('ENOENT');
    });

    it('tells files from directories, with size and mode', async () => {
      const { fs, root } = make();
      await write(fs, `${root}/a`, 'four');
      await fs.mkdir(`${root}/d`);
      expect(await fs.stat(`${root}/a`)).toMatchObject({ kind: 'file', size: 4, mode: 0o600 });
      expect(await fs.stat(`${root}/d`)).toMatchObject({ kind: 'directory', mode: 0o700 });
      expect((await fs.stat(`${root}/a`)).modifiedAt).toBeGreaterThan(1.7e12);
    });
  });

describe('memoryFileSystem', () => {
  it('fails the call that was asked to fail, once or from then on, until it is repaired', async () => {
    const fs = memoryFileSystem();
    fs.fail({ call: 'mkdir', n: 2, code: 'ENOSPC' });
    const codes: unknown[] = [];
    for (const path of ['a', 'b', 'c']) codes.push(await codeOf(() => fs.mkdir(path)));
    fs.fail({ call: 'any', code: 'EIO', from: true, path: 'd' });
    for (const path of ['d', 'd', 'e']) codes.push(await codeOf(() => fs.mkdir(path)));
    fs.repair();
    codes.push(await codeOf(() => fs.mkdir('d')));
    expect(codes).toEqual(['done', 'ENOSPC', 'done', 'EIO', 'EIO', 'done', 'done']);
  });

  it('writes less than it was given when it was told to', async () => {
    const fs = memoryFileSystem();
    fs.shortWrites(2);
    const handle = await fs.open('a', 'wx');
    expect(await handle.write(bytes('abc'))).toBe(2);
    expect(await textOf(fs, 'a')).toBe('ab');
  });

  it('remembers its calls and takes its times from the clock', async () => {
    const clock = memoryClock(5);
    const fs = memoryFileSystem({ clock });
    await write(fs, 'a', 'x');
    await fs.link('a', 'b');
    expect(fs.calls.map(({ call, path, to }) => [call, path, to])).toEqual([
      ['open', 'a', undefined],
      ['write', 'a', undefined],
      ['sync', 'a', undefined],
      ['close', 'a', undefined],
      ['link', 'a', 'b'],
    ]);
    await clock.advance(10);
    expect((await fs.stat('a')).modifiedAt).toBe(5);
    await (await fs.open('a', 'a')).write(bytes('y'));
    expect((await fs.stat('b')).modifiedAt).toBe(15);
  });

  it('takes different spellings of a path for the same, and none for above the root', async () => {
    const fs = memoryFileSystem();
    fs.put('/a/b/c', 'x');
    for (const path of ['a/b/c', './a//b/./c', '/a/x/../b/c', '../../a/b/c']) expect(await textOf(fs, path)).toBe('x');
    expect(fs.files()).toEqual(['/a/b/c']);
  });
});

const failure = (facts: object): Error => Object.assign(new Error('failed'), facts);

describe('error codes of file systems', () => {
  it('are read from the code, or from the number of a quota error that has no name', () => {
    expect(fileErrorCode(failure({ code: 'ENOSPC', errno: -28 }))).toBe('ENOSPC');
    expect(fileErrorCode(failure({ code: 'Unknown system error -122', errno: -122 }))).toBe('EDQUOT');
    expect(fileErrorCode(failure({ code: 'ERR_INVALID_ARG_TYPE' }))).toBe(undefined);
    expect(fileErrorCode('ENOENT')).toBe(undefined);
  });
});
