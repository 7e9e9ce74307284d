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

const modes = { file: '600', directory: '700' } as const;

/** The command that hands a file or directory over; for the root of all, and where nobody has a number, words. */
function givenTo(who: string, uid: number | undefined, kind: keyof typeof modes, path: string): string {
  const words = `give ${who} the ${kind} '${path}' with mode 0${modes[kind]}`;
  if (uid === undefined || path === '/') return words;
  return `${words}: sudo chown ${uid} ${shellWord(path)} && sudo chmod ${modes[kind]} ${shellWord(path)}`;
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '.';

/**
 * Says in our words what the file system said: `IO_FULL`, `FILE_UNWRITABLE` or `FILE_UNREADABLE` (with directory, uid and
 * the mode needed), else `IO_FAILED`; and whether the same may succeed later. Errors of ours pass unchanged.
 *
 * @param doing - `list`: the names in a directory are asked for; `look`: what stands at a path.
 */
export function ioError(
  thrown: unknown,
  fs: FileSystem,
  doing: 'read' | 'write' | 'list' | 'look',
  path: string,
): DriftSenseError {
  if (DriftSenseError.is(thrown)) return thrown;
  const errno = fileErrorCode(thrown);
  const directory = doing === 'list' ? path : directoryOf(path);
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
    const may = doing === 'list' || doing === 'look' ? 'enter' : doing === 'write' ? 'write in' : 'read';
    const [kind, place] = doing === 'read' ? (['file', path] as const) : (['directory', directory] as const);
    const cause = `${who} may not ${may} '${place}' (${errno}): it needs mode 0${modes[kind]}`;
    const remedy =
      errno === 'EROFS'
        ? `mount '${directory}' writable: sudo mount -o remount,rw "$(findmnt -n -o TARGET -T ${shellWord(directory)})"`
        : givenTo(who, uid, kind, place);
    return fail(doing === 'write' ? 'FILE_UNWRITABLE' : 'FILE_UNREADABLE', cause, retryable, remedy);
  }
  const could = doing === 'write' ? 'write' : 'read';
  return fail('IO_FAILED', `could not ${could} '${path}' (${errno})`, !hopeless.has(errno), ways[errno]?.(path));
}
