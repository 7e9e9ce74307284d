import { chmodSync, lstatSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import { promote } from '../../src/act/registry/rollback.js';
import { nodeFileSystem } from '../../src/ports/file-system.node.js';
import { fileCheckpoint } from '../../src/store/file-checkpoint.node.js';
import { replaceFile } from '../../src/store/replace-file.js';
import { scratch } from './worker-processes.js';

const disk = scratch('private');
afterAll(() => disk.remove());
const usual = process.umask();
afterEach(() => void process.umask(usual));

const entry = { trainer: 'a', model: 1, metrics: {}, createdAt: 0, rows: 0 };

/** Mode of everything under a folder, by path. */
function modesIn(folder: string): Record<string, string> {
  const modes: Record<string, string> = {};
  for (const item of ['.', ...readdirSync(folder, { recursive: true }).map(String)]) {
    const stat = lstatSync(join(folder, item));
    modes[item] = `${stat.isDirectory() ? 'd' : 'f'}${(stat.mode & 0o7777).toString(8)}`;
  }
  return modes;
}

describe('files (SEC-14)', () => {
  for (const umask of [0o000, 0o022, 0o077, 0o277])
    it(`are 0600 and directories 0700 under umask ${umask.toString(8).padStart(3, '0')}`, async () => {
      const folder = join(disk.path, `umask-${umask}`);
      process.umask(umask);
      const registry = fileRegistry(join(folder, 'models'));
      for (const n of [1, 2]) await promote(registry, (await registry.append({ ...entry, rows: n })).version);
      await fileCheckpoint(join(folder, 'state')).save(new Uint8Array([1]));
      await replaceFile(nodeFileSystem, join(folder, 'report.html'), '<p>');
      const log = await nodeFileSystem.open(join(folder, 'log'), 'a');
      await log.write(new Uint8Array([1]));
      await log.close();
      const modes = modesIn(folder);
      expect(Object.keys(modes)).toContain('models/aliases/champion/00000002.json');
      expect([...new Set(Object.values(modes))].toSorted()).toEqual(['d700', 'f600']);
    });

  it('of others keep the mode they have when they are appended to', async () => {
    const path = join(disk.path, 'shared.log');
    writeFileSync(path, 'x');
    chmodSync(path, 0o640);
    await (await nodeFileSystem.open(path, 'a')).close();
    expect((await nodeFileSystem.stat(path)).mode).toBe(0o640);
  });

  it('in a directory that everyone may write to are reported, and refused when strict', async () => {
    const path = join(disk.path, 'open');
    await fileRegistry(path).append(entry);
    chmodSync(path, 0o777);
    const problems: string[] = [];
    const registry = fileRegistry(path, {
      onProblem: ({ code, file, message }) => problems.push(`${code} ${file} ${message}`),
    });
    expect((await registry.append(entry)).version).toBe(2);
    expect((await registry.read(1))?.version).toBe(1);
    expect(problems).toEqual([`REGISTRY_WORLD_WRITABLE . everyone may write in '${path}' (mode 0777)`]);
    expect((await registry.problems()).map(({ code }) => code)).toEqual(['REGISTRY_WORLD_WRITABLE']);
    const strict = fileRegistry(path, { strict: true });
    await expect(strict.read(1)).rejects.toMatchObject({
      code: 'REGISTRY_WORLD_WRITABLE',
      remedy: `chmod 700 ${path}`,
    });
    await expect(strict.append(entry)).rejects.toMatchObject({ code: 'REGISTRY_WORLD_WRITABLE' });
  });

  it('behind a symbolic link to a directory are refused, however the path is written', async () => {
    const target = join(disk.path, 'target');
    await fileRegistry(target).append(entry);
    symlinkSync(target, join(disk.path, 'link'));
    for (const path of ['link', 'link/', 'link/.', 'link//./'])
      await expect(fileRegistry(`${disk.path}/${path}`).read(1)).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
  });

  it('that are links to whole versions elsewhere are not read', async () => {
    const path = join(disk.path, 'linked');
    const elsewhere = join(disk.path, 'elsewhere');
    for (const folder of [path, elsewhere]) await fileRegistry(folder).append(entry);
    symlinkSync(join(elsewhere, 'model_v1.json'), join(path, 'model_v2.json'));
    await expect(fileRegistry(path).read(2)).rejects.toMatchObject({
      code: 'REGISTRY_CORRUPT',
      message: `'${path}/model_v2.json' is a link, not a regular file`,
    });
  });
});
