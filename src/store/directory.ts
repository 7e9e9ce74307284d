import type { Clock } from '../ports/clock.js';
import { fileErrorCode, type FileSystem } from '../ports/file-system.js';
import { DriftSenseError } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import { ioError } from './io-error.js';
import { entriesOf, statOf } from './look.js';
import { discard, isTemporary } from './write-temporary.js';
import { shellWord } from '../shell-word.js';

/** A directory path without what would make `stat` follow a link in its last part: `models/` and `models/.` are `models`. */
export function plainPath(path: string): string {
  let plain = path;
  while (plain.endsWith('/') || plain.endsWith('/.')) plain = plain.slice(0, plain.lastIndexOf('/'));
  if (plain !== '') return plain;
  return path.startsWith('/') ? '/' : '.';
}

const parentOf = (path: string): string => {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '.' : path.slice(0, cut) || '/';
};

/**
 * Makes a directory and those above it where they are missing, mode 0700, and flushes its entry to disk: also when it
 * stood there already, for whoever made it may have died before its own flush.
 */
export async function ensureDirectory(fs: FileSystem, path: string): Promise<void> {
  const made = await makeDirectory(fs, path);
  try {
    await fs.syncDirectory(parentOf(path));
  } catch (error) {
    // A parent we may not open holds a directory that we did not make.
    const foreign = !made && ['EACCES', 'EPERM'].includes(fileErrorCode(error) ?? '');
    if (!foreign) throw ioError(error, fs, 'write', path);
  }
}

/** @param again - Those above have been made; what is missing still, such as the end of a link, cannot be. */
async function makeDirectory(fs: FileSystem, path: string, again = false): Promise<boolean> {
  try {
    await fs.mkdir(path);
    return true;
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' && !again && parentOf(path) !== path) {
      await ensureDirectory(fs, parentOf(path));
      return await makeDirectory(fs, path, true);
    }
    const standing = await statOf(fs, path);
    if (standing === undefined) throw ioError(error, fs, 'write', path);
    if (standing.kind === 'file') throw isFile(path);
    return false;
  }
}

/** A file stands where a directory is needed. */
export const isFile = (path: string): DriftSenseError =>
  new DriftSenseError('FILE_UNWRITABLE', `'${path}' is a file, not a directory`, {
    details: { path },
    remedy: `mv ${shellWord(path)} ${shellWord(`${path}.kept`)}, or choose another directory`,
  });

/** Removes the temporary files and directories that writers which died left here more than a day ago. */
export async function removeLeftovers(fs: FileSystem, directory: string, clock: Clock): Promise<void> {
  const oldest = clock.now() - edgeLimits.temporaryFileMs;
  for (const name of await entriesOf(fs, directory)) {
    if (!isTemporary(name)) continue;
    const path = `${directory}/${name}`;
    const stat = await statOf(fs, path);
    if (stat !== undefined && stat.modifiedAt < oldest) await discard(fs, path);
  }
}
