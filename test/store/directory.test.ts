import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryClock } from '../../src/ports/clock.js';
import { nodeFileSystem } from '../../src/ports/file-system.node.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { ensureDirectory, plainPath, removeLeftovers } from '../../src/store/directory.js';

const day = 86_400_000;

describe('ensureDirectory', () => {
  it('makes what is missing, and flushes the entry of each in the one above it', async () => {
    const fs = memoryFileSystem();
    await ensureDirectory(fs, 'a/b/c');
    expect((await fs.stat('a/b/c')).kind).toBe('directory');
    expect(fs.calls.filter(({ call }) => call === 'syncDirectory').map(({ path }) => path)).toEqual(['.', 'a', 'a/b']);
  });

  it('flushes the entry also when the directory stands already: its maker may have died before', async () => {
    const fs = memoryFileSystem();
    await fs.mkdir('a');
    await ensureDirectory(fs, 'a');
    expect(fs.calls.at(-1)).toEqual({ call: 'syncDirectory', path: '.' });
  });

  it('accepts a standing directory whose parent may not be opened, and no new one', async () => {
    const fs = memoryFileSystem();
    await fs.mkdir('a');
    fs.fail({ call: 'syncDirectory', code: 'EACCES', from: true });
    await ensureDirectory(fs, 'a');
    await expect(ensureDirectory(fs, 'b')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  });

  it('says what stands in the way', async () => {
    const fs = memoryFileSystem();
    fs.put('a', 'a file');
    await expect(ensureDirectory(fs, 'a')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: "'a' is a file, not a directory",
    });
    await expect(ensureDirectory(fs, 'a/b')).rejects.toMatchObject({ code: 'IO_FAILED' });
    fs.fail({ call: 'mkdir', code: 'EROFS' });
    await expect(ensureDirectory(fs, 'c')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', retryable: true });
  });
});

describe('a path through a link that leads nowhere', () => {
  it('is an error that shows the path, and no endless attempt', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftsense-link-'));
    symlinkSync(join(folder, 'gone'), join(folder, 'link'));
    const path = join(folder, 'link', 'models');
    await expect(ensureDirectory(nodeFileSystem, path)).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: `could not write '${path}' (ENOENT)`,
      remedy: expect.stringContaining(`ls -ld ${join(folder, 'link')}`) as string,
    });
    rmSync(folder, { recursive: true });
  });
});

describe('removeLeftovers', () => {
  it('removes temporary files older than a day, and nothing else', async () => {
    const clock = memoryClock(10 * day);
    const fs = memoryFileSystem({ clock });
    const old = { modifiedAt: 9 * day - 1 };
    fs.put('d/.tmp-1-ab-1', '', old);
    fs.put('d/.tmp-1-ab-2', '', { modifiedAt: 9 * day });
    fs.put('d/model_v1.json', '', old);
    fs.put('d/.hidden', '', old);
    fs.put('d/.tmp-folder/x', '', old);
    await removeLeftovers(fs, 'd', clock);
    expect(fs.files()).toEqual(['/d/.hidden', '/d/.tmp-1-ab-2', '/d/.tmp-folder/x', '/d/model_v1.json']);
  });

  it('does not mind when another process was faster', async () => {
    const clock = memoryClock(10 * day);
    const fs = memoryFileSystem({ clock });
    fs.put('d/.tmp-1-ab-1', '', { modifiedAt: 0 });
    fs.fail({ call: 'unlink', code: 'ENOENT' });
    await removeLeftovers(fs, 'd', clock);
    await removeLeftovers(fs, 'none', clock);
  });
});

describe('plainPath', () => {
  it('takes off what would make the system follow a link', () => {
    const spellings = ['models', 'models/', 'models//', 'models/.', 'models/./', '/', '.', './', 'a/../b/', '..'];
    expect(spellings.map(plainPath)).toEqual([
      'models', 'models', 'models', 'models', 'models', '/', '.', '.', 'a/../b', '..',
    ]); // prettier-ignore
  });
});
