import { DriftSenseError } from '../errors.js';
import { fileErrorCode, type FileSystem } from '../ports/file-system.js';
import type { NumberedNames } from './commit.js';
import { statOf } from './look.js';
import { innerName } from './record-file.js';
import { discard } from './write-temporary.js';

/** What systems say that have no hard links, or grant none: Linux, macOS, FUSE, network shares, Windows on FAT. */
const noHardLinks = new Set(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EISDIR']);

/** Whom to tell that a commit had to do without hard links. */
export type OnNoLinks = (notice: DriftSenseError) => void;

/**
 * Gives a finished temporary file the first free number from `first` to `last`: by a hard link, which never replaces. Where
 * there are no hard links, by renaming a directory that holds the file, which replaces no file and no directory that holds
 * anything. Both claim the same names, so writers of both sorts may share a directory.
 *
 * @returns undefined when all numbers are taken.
 */
export async function claimNumber(
  fs: FileSystem,
  directory: string,
  names: NumberedNames,
  temporary: string,
  { first, last, onNoLinks }: { readonly first: number; readonly last: number; readonly onNoLinks?: OnNoLinks },
): Promise<number | undefined> {
  for (let n = first; n <= last; n++) {
    try {
      await fs.link(temporary, `${directory}/${names.nameOf(n)}`);
      return n;
    } catch (error) {
      const code = fileErrorCode(error);
      if (code === 'EEXIST') continue;
      if (code === undefined || !noHardLinks.has(code)) throw error;
      onNoLinks?.(noticeOf(directory, code, error));
      return await claimByDirectory(fs, directory, names, temporary, n, last);
    }
  }
  return undefined;
}

async function claimByDirectory(
  fs: FileSystem,
  directory: string,
  names: NumberedNames,
  temporary: string,
  first: number,
  last: number,
): Promise<number | undefined> {
  const folder = `${temporary}.d`;
  await fs.mkdir(folder);
  try {
    await fs.rename(temporary, `${folder}/${innerName}`);
    await fs.syncDirectory(folder);
    for (let n = first; n <= last; n++) {
      const path = `${directory}/${names.nameOf(n)}`;
      try {
        await fs.rename(folder, path);
        return n;
      } catch (error) {
        // Each system has its own word for "that name is taken": the name itself tells.
        if (fileErrorCode(error) === 'ENOENT' || (await statOf(fs, path)) === undefined) throw error;
      }
    }
    return undefined;
  } finally {
    await discard(fs, folder);
  }
}

const noticeOf = (directory: string, errno: string, cause: unknown): DriftSenseError =>
  new DriftSenseError('REGISTRY_WITHOUT_LINKS', `the file system of '${directory}' makes no hard links (${errno})`, {
    details: { directory, errno },
    cause,
  });
