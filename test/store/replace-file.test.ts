import { describe, expect, it } from 'vitest';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { replaceFile } from '../../src/store/replace-file.js';

const textOf = async (fs: ReturnType<typeof memoryFileSystem>, path: string): Promise<string> =>
  new TextDecoder().decode(await fs.read(path));

describe('replaceFile', () => {
  it('writes text and bytes, new files and over old ones', async () => {
    const fs = memoryFileSystem();
    await fs.mkdir('out');
    await replaceFile(fs, 'out/a.html', 'Ωμέγα');
    await replaceFile(fs, 'top', new Uint8Array([104, 105]));
    await replaceFile(fs, '/rooted', 'r');
    await replaceFile(fs, 'out/a.html', 'again');
    expect([await textOf(fs, 'out/a.html'), await textOf(fs, 'top'), await textOf(fs, 'rooted')]).toEqual([
      'again',
      'hi',
      'r',
    ]);
    expect(fs.files()).toEqual(['/out/a.html', '/rooted', '/top']);
  });

  it('flushes the content before the rename and the directory after it', async () => {
    const fs = memoryFileSystem();
    await replaceFile(fs, 'a', 'x');
    expect(fs.calls.map(({ call }) => call)).toEqual(['open', 'write', 'sync', 'close', 'rename', 'syncDirectory']);
  });

  it.each(['open', 'write', 'sync', 'close', 'rename'] as const)(
    'leaves the old file whole when %s fails',
    async (call) => {
      const fs = memoryFileSystem();
      await replaceFile(fs, 'a', 'old');
      fs.shortWrites(2);
      fs.fail({ call, code: 'ENOSPC', from: true });
      await expect(replaceFile(fs, 'a', 'a new and longer one')).rejects.toMatchObject({
        code: 'IO_FULL',
        retryable: true,
      });
      fs.repair();
      expect(await textOf(fs, 'a')).toBe('old');
      expect(fs.files()).toEqual(['/a']);
    },
  );

  it('says when the directory is missing or closed', async () => {
    const fs = memoryFileSystem();
    await expect(replaceFile(fs, 'none/a', 'x')).rejects.toMatchObject({ code: 'IO_FAILED' });
    fs.fail({ call: 'open', code: 'EACCES' });
    await expect(replaceFile(fs, 'a', 'x')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  });
});
