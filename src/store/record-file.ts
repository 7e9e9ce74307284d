import type { FileStat, FileSystem } from '../ports/file-system.js';
import { statOf } from './look.js';

/** Name of the record inside a directory that stands for one. */
export const innerName = 'record.json';

/**
 * The file that holds the record of that path: itself, or the one in the directory of that name which is made where there
 * are no hard links. Undefined when there is none.
 */
export async function recordFile(
  fs: FileSystem,
  path: string,
): Promise<{ readonly path: string; readonly stat: FileStat } | undefined> {
  const stat = await statOf(fs, path);
  if (stat?.kind !== 'directory') return stat && { path, stat };
  const inside = `${path}/${innerName}`;
  const found = await statOf(fs, inside);
  return found && { path: inside, stat: found };
}
