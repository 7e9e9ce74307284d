import { DriftSenseError } from '../errors.js';
import { fileErrorCode, type FileHandle, type FileSystem } from '../ports/file-system.js';
import { innerName } from './record-file.js';

const prefix = '.tmp-';
let made = 0;

/** Whether a file name is one of our temporary ones, of any process. */
export const isTemporary = (name: string): boolean => name.startsWith(prefix);

/**
 * Writes bytes to a new temporary file in the directory and flushes them to disk. Its name is never used twice: a writer
 * that was paused must not find another's bytes under its own name. After any error, that of fsync above all, the file is
 * given up: a second fsync on the same descriptor may report success for pages that were lost.
 *
 * @returns Path of the file, to be linked or renamed.
 */
export async function writeTemporary(fs: FileSystem, directory: string, bytes: Uint8Array): Promise<string> {
  const path = `${directory}/${prefix}${fs.process.id}-${++made}`;
  const handle = await fs.open(path, 'wx');
  try {
    try {
      await writeAll(handle, bytes, path);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await discard(fs, path);
    throw error;
  }
  return path;
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, path: string): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const written = await handle.write(bytes.subarray(done));
    if (written === 0)
      throw new DriftSenseError('IO_FAILED', `'${path}' takes no more bytes after ${done}`, { retryable: true });
    done += written;
  }
}

/**
 * Removes a temporary file, or a directory with its record, as well as it can: what stays is harmless, and removed when it
 * is a day old.
 */
export async function discard(fs: FileSystem, path: string): Promise<void> {
  const failed = await attempt(() => fs.unlink(path));
  if (failed === undefined || failed === 'ENOENT') return;
  await attempt(() => fs.unlink(`${path}/${innerName}`));
  await attempt(() => fs.rmdir(path));
}

/** The code of a file system error; any other error is not for us to pass over. */
async function attempt(call: () => Promise<void>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}
