import { createHash } from 'node:crypto';
import { chmod, link, lstat, mkdir, open, readdir, readFile, rename, rmdir, unlink } from 'node:fs/promises';
import type { FileHandle, FileStat, FileSystem } from './file-system.js';
import { fileErrorCode } from './file-system.js';
import { nextTurn } from './next-turn.js';

const privateFile = 0o600;
const privateDirectory = 0o700;

/** Bytes that are hashed between two turns of the event loop: some milliseconds. */
const hashedOfStep = 4_194_304;

/** Windows has no permission bits to speak of: Node shows all of them set. */
const meaningful = process.platform === 'win32' ? 0o700 : 0o7777;

/** Opens the file and says whether it was made by this call. */
async function openOrCreate(path: string, flags: 'wx' | 'a') {
  try {
    return { handle: await open(path, flags === 'a' ? 'ax' : 'wx', privateFile), made: true };
  } catch (error) {
    if (flags === 'wx' || fileErrorCode(error) !== 'EEXIST') throw error;
    return { handle: await open(path, 'a'), made: false };
  }
}

/** Told apart from a process of the same number, after a restart or in another container. */
let processId: string | undefined;

/**
 * The real disk through Node's asynchronous calls. Modes are set after creation, because a umask can only take bits away.
 * Windows cannot flush a directory: there the entry of a new file may be lost with the power, its content may not.
 */
export const nodeFileSystem: FileSystem = {
  process: {
    get id() {
      return (processId ??= `${process.pid}-${Buffer.from(crypto.getRandomValues(new Uint8Array(4))).toString('hex')}`);
    },
    // Asked anew each time: a process may give up its rights. Permissions go by the effective user.
    get uid() {
      return process.geteuid?.();
    },
  },
  async open(path, flags): Promise<FileHandle> {
    const { handle, made } = await openOrCreate(path, flags);
    try {
      if (made) await handle.chmod(privateFile);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return {
      write: async (bytes) => (await handle.write(bytes)).bytesWritten,
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  async read(path) {
    const { buffer, byteOffset, byteLength } = await readFile(path);
    return new Uint8Array(buffer, byteOffset, byteLength); // a Buffer's slice would be a view, not a copy
  },
  link: (existing, path) => link(existing, path),
  rename: (from, to) => rename(from, to),
  unlink: (path) => unlink(path),
  async mkdir(path) {
    await mkdir(path, { mode: privateDirectory });
    await chmod(path, privateDirectory);
  },
  rmdir: (path) => rmdir(path),
  readdir: (path) => readdir(path),
  async stat(path): Promise<FileStat> {
    const stat = await lstat(path);
    const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : stat.isSymbolicLink() ? 'link' : 'other';
    return { kind, size: stat.size, mode: stat.mode & meaningful, modifiedAt: stat.mtimeMs };
  },
  async syncDirectory(path) {
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async sha256(bytes) {
    const hash = createHash('sha256');
    for (let from = 0; from < bytes.length; from += hashedOfStep) {
      if (from > 0) await nextTurn();
      hash.update(bytes.subarray(from, from + hashedOfStep));
    }
    return hash.digest('hex');
  },
};
