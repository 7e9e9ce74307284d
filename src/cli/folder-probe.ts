import { dirname } from 'node:path';
import { nodeFileSystem } from '../ports/file-system.node.js';
import { isFile } from '../store/directory.js';
import { ioError } from '../store/io-error.js';
import { statOf } from '../store/look.js';
import { discard, writeTemporary } from '../store/write-temporary.js';

/**
 * Writes and removes a file in a folder, or in the nearest above it that exists.
 *
 * @returns Whether the folder is there already.
 * @throws DriftSenseError `FILE_UNWRITABLE`, `IO_FULL`, `IO_FAILED` when the folder could not be used.
 */
export async function probeFolder(path: string): Promise<boolean> {
  const there = await nearestFolder(path);
  try {
    await discard(nodeFileSystem, await writeTemporary(nodeFileSystem, there, new Uint8Array()));
  } catch (error) {
    throw ioError(error, nodeFileSystem, 'write', `${there}/`);
  }
  return there === path;
}

async function nearestFolder(path: string): Promise<string> {
  const stat = await statOf(nodeFileSystem, path);
  if (stat === undefined) return nearestFolder(dirname(path));
  if (stat.kind === 'file') throw isFile(path);
  return path;
}
