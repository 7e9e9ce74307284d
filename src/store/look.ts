import { fileErrorCode, type FileStat, type FileSystem } from '../ports/file-system.js';
import { ioError } from './io-error.js';

/** What stands at a path, or undefined when nothing does. */
export async function statOf(fs: FileSystem, path: string): Promise<FileStat | undefined> {
  try {
    return await fs.stat(path);
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return undefined;
    throw ioError(error, fs, 'look', path);
  }
}

/** Names in a directory; none when it does not exist. */
export async function entriesOf(fs: FileSystem, directory: string): Promise<string[]> {
  try {
    return await fs.readdir(directory);
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return [];
    throw ioError(error, fs, 'list', directory);
  }
}
