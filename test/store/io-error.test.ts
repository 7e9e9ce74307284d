import { describe, expect, it } from 'vitest';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { ioError } from '../../src/store/io-error.js';

const fs = memoryFileSystem();
const long = `/data/${'x'.repeat(300)}`;
const told = (errno: string, path = '/data/my models/m.json') => {
  const thrown = Object.assign(new Error(errno), { code: errno });
  return ioError(thrown, fs, 'write', path);
};

describe('what a file system says', () => {
  it.each([
    ['ENOSPC', 'IO_FULL', true, "to see how much there is: df -h '/data/my models'"],
    ['EDQUOT', 'IO_FULL', true, 'to see what may be used: quota -s'],
    ['EFBIG', 'IO_FULL', true, 'to see the limit: ulimit -f'],
    ['EISDIR', 'IO_FAILED', false, "mv '/data/my models/m.json' '/data/my models/m.json.kept'"],
    ['ENOTDIR', 'IO_FAILED', false, "a part of this path is a file: ls -ld '/data/my models'"],
    ['ENOENT', 'IO_FAILED', true, "ls -ld '/data/my models'; make it"],
    ['ELOOP', 'IO_FAILED', false, "ls -ld '/data/my models/m.json' '/data/my models'"],
    ['EMFILE', 'IO_FAILED', true, 'ulimit -n 4096'],
    ['ENFILE', 'IO_FAILED', true, 'sudo sysctl fs.file-max=1000000'],
  ])('%s is %s, with the command that helps or shows more', (errno, code, retryable, remedy) => {
    const error = told(errno);
    expect(error).toMatchObject({ code, retryable, details: { errno } });
    expect(error.message).toContain(errno);
    expect(error.remedy).toContain(remedy);
  });

  it('a read-only mount is mounted writable by its command', () => {
    expect(told('EROFS')).toMatchObject({
      code: 'FILE_UNWRITABLE',
      retryable: true,
      remedy: `mount '/data/my models' writable: sudo mount -o remount,rw "$(findmnt -n -o TARGET -T '/data/my models')"`,
    });
  });

  it('a name that is too long is measured', () => {
    expect(told('ENAMETOOLONG', long)).toMatchObject({
      code: 'IO_FAILED',
      retryable: false,
      remedy:
        'choose a shorter path: this one has 306 bytes, its last name 300, where most file systems take 4,095 and 255',
    });
  });

  it('anything else may pass by, and is told with the code it has', () => {
    expect(told('EIO')).toMatchObject({ code: 'IO_FAILED', retryable: true });
    expect(told('EIO').message).toContain("could not write '/data/my models/m.json' (EIO)");
  });
});
