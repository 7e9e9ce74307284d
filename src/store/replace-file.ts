import type { FileSystem } from '../ports/file-system.js';
import { ioError } from './io-error.js';
import { discard, writeTemporary } from './write-temporary.js';
import { requireGiven, requireText } from '../require-given.js';

/**
 * Writes a whole file or leaves the old one: temporary file beside it, fsync, rename, fsync of the directory. For exports
 * such as reports, charts and `registry.csv`, which the last writer may replace; records are committed, never replaced.
 *
 * @param path - Its directory must exist.
 * @throws DriftSenseError `IO_FULL`, `IO_FAILED`, `FILE_UNWRITABLE`; `VALUE_OUT_OF_DOMAIN` for what is
 *   no file system, path or content.
 * @example
 * await replaceFile(nodeFileSystem, 'outputs/report.html', html);
 */
export async function replaceFile(fs: FileSystem, path: string, content: Uint8Array | string): Promise<void> {
  requireGiven(fs, 'replaceFile', 'a FileSystem', 'rename', 'syncDirectory');
  requireText(path, 'replaceFile', 'a path');
  if (!(content instanceof Uint8Array)) requireText(content, 'replaceFile', 'a text or bytes');
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const cut = path.lastIndexOf('/');
  const directory = cut < 0 ? '.' : path.slice(0, cut) || '/';
  try {
    const temporary = await writeTemporary(fs, directory, bytes);
    try {
      await fs.rename(temporary, path);
    } catch (error) {
      await discard(fs, temporary);
      throw error;
    }
    await fs.syncDirectory(directory);
  } catch (error) {
    throw ioError(error, fs, 'write', path);
  }
}
