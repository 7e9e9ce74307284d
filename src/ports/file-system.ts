/** An open file. `write` may write fewer bytes than given and says how many; callers loop. */
export interface FileHandle {
  /** Writes bytes; how many were written. */
  write(bytes: Uint8Array): Promise<number>;
  /** Resolves once what was written is on the disk. */
  sync(): Promise<void>;
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * The only door to disk. Errors carry `code` (ENOENT, EEXIST, ENOSPC, …) as Node's do. `open` with `wx` fails when the
 * file exists; files get mode 0600 and directories 0700 whatever the umask. `mkdir` makes one directory, not its parents;
 * `rename` replaces a file by a file, and moves a directory to where nothing, or an empty directory, stands; `rmdir` removes
 * an empty one; `stat` does not follow a symbolic link in the last part of the path.
 */
export interface FileSystem {
  readonly process: ProcessIdentity;
  /** Opens a file to write: a new one, or at its end. */
  open(path: string, flags: 'wx' | 'a'): Promise<FileHandle>;
  /** The whole content of a file. */
  read(path: string): Promise<Uint8Array>;
  /** Gives a file a second name. */
  link(existing: string, path: string): Promise<void>;
  /** Moves a file or directory. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. */
  unlink(path: string): Promise<void>;
  /** Makes one directory. */
  mkdir(path: string): Promise<void>;
  /** Removes an empty directory. */
  rmdir(path: string): Promise<void>;
  /** Names in a directory. */
  readdir(path: string): Promise<string[]>;
  /** What is known of a path. */
  stat(path: string): Promise<FileStat>;
  /** Resolves once the names in a directory are on the disk. */
  syncDirectory(path: string): Promise<void>;
  /** SHA-256 of bytes as 64 hexadecimal digits, where the platform has a faster one than ours. */
  readonly sha256?: (bytes: Uint8Array) => string | Promise<string>;
}

/** Who writes: `id` tells the temporary files of this process from those of every other; `uid` is for messages. */
export interface ProcessIdentity {
  readonly id: string;
  readonly uid?: number | undefined;
}

/** What is known of a file or directory. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** Errors that libuv does not name: EDQUOT on Linux and on BSD and macOS. */
const unnamed: Readonly<Record<number, string>> = { [-122]: 'EDQUOT', [-69]: 'EDQUOT' };

/** The code of a file system error (`ENOENT`, `EDQUOT`, …), or undefined for anything else that was thrown. */
export function fileErrorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, errno } = thrown as { code?: unknown; errno?: unknown };
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
  return typeof errno === 'number' ? unnamed[errno] : undefined;
}
