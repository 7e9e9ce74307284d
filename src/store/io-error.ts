import { DriftSenseError, messageOf, type ErrorCode } from '../errors.js';
import { fileErrorCode, type FileSystem } from '../ports/file-system.js';
import { shellWord } from '../shell-word.js';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const denied = new Set(['EACCES', 'EPERM', 'EROFS']);
const hopeless = new Set(['ENAMETOOLONG', 'ELOOP', 'ENOTDIR', 'EISDIR', 'EINVAL']);

/** What helps where waiting does not. */
const ways: Readonly<Record<string, (path: string) => string>> = {
  EISDIR: (path) => `mv ${shellWord(path)} ${shellWord(`${path}.kept`)}, or choose another path`,
  ENOTDIR: (path) =>
    `a part of this path is a file: ls -ld ${shellWord(directoryOf(path))}; move it away, or choose another path`,
  ENAMETOOLONG: (path) =>
    `choose a shorter path: this one has ${bytesOf(path)} bytes, its last name ${bytesOf(path.slice(path.lastIndexOf('/') + 1))}, where most file systems take 4,095 and 255`,
  ENOENT: (path) =>
    `a part of this path is missing, or a link that leads nowhere: ls -ld ${shellWord(directoryOf(path))}; make it, or choose another path`,
  ELOOP: (path) =>
    `a link in this path leads back to itself: ls -ld ${shellWord(path)} ${shellWord(directoryOf(path))}; remove it, or choose another path`,
  EMFILE: () => 'the process has too many files open; raise the limit in its shell: ulimit -n 4096',
  ENFILE: () => 'the machine has too many files open; raise the limit: sudo sysctl fs.file-max=1000000',
  ENOSPC: (path) =>
    `free space, nothing that existed was damaged; to see how much there is: df -h ${shellWord(directoryOf(path))}`,
  EDQUOT: () => 'free space, nothing that existed was damaged; to see what may be used: quota -s',
  EFBIG: () => 'files of this size are not allowed here, nothing that existed was damaged; to see the limit: ulimit -f',
};

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** The command that hands a directory over; for the root of all, and where nobody has a number, words. */
function givenTo(who: string, uid: number | undefined, directory: string): string {
  const words = `give ${who} the directory '${directory}' with mode 0700`;
  if (uid === undefined || directory === '/') return words;
  return `${words}: sudo chown ${uid} ${shellWord(directory)} && sudo chmod 700 ${shellWord(directory)}`;
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '.';

/**
 * Says in our words what the file system said: `IO_FULL`, `FILE_UNWRITABLE` or `FILE_UNREADABLE` (with directory, uid and
 * the mode needed), else `IO_FAILED`; and whether the same may succeed later. Errors of ours pass unchanged.
 */
export function ioError(thrown: unknown, fs: FileSystem, doing: 'read' | 'write', path: string): DriftSenseError {
  if (DriftSenseError.is(thrown)) return thrown;
  const errno = fileErrorCode(thrown);
  const directory = directoryOf(path);
  const { uid } = fs.process;
  const details = { path, directory, ...(errno !== undefined && { errno }), ...(uid !== undefined && { uid }) };
  const fail = (code: ErrorCode, message: string, retryable: boolean, remedy?: string): DriftSenseError =>
    new DriftSenseError(code, message, { details, cause: thrown, retryable, ...(remedy !== undefined && { remedy }) });

  if (errno === undefined) return fail('IO_FAILED', `could not ${doing} '${path}': ${messageOf(thrown)}`, false);
  if (full.has(errno)) return fail('IO_FULL', `no room to write '${path}' (${errno})`, true, ways[errno]?.(path));
  if (denied.has(errno)) {
    const who = uid === undefined ? 'the running user' : `uid ${uid}`;
    // A read-only mount may be mounted writable again; permissions do not change by waiting.
    const retryable = errno === 'EROFS';
    if (doing === 'read')
      return fail(
        'FILE_UNREADABLE',
        `${who} may not read '${path}' (${errno}): it needs mode 0600, '${directory}' 0700`,
        false,
        `as its owner: chmod 700 ${shellWord(directory)} && chmod 600 ${shellWord(path)}`,
      );
    const remedy = errno === 'EROFS' ? `mount '${directory}' writable` : givenTo(who, uid, directory);
    return fail(
      'FILE_UNWRITABLE',
      `${who} may not write in '${directory}' (${errno}): it needs mode 0700`,
      retryable,
      remedy,
    );
  }
  return fail('IO_FAILED', `could not ${doing} '${path}' (${errno})`, !hopeless.has(errno), ways[errno]?.(path));
}
