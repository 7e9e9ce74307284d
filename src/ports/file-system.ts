/** An open file. `write` may write fewer bytes than given and says how many; callers loop. */
export interface FileHandle {
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The only door to disk. Errors carry `code` (ENOENT, EEXIST, ENOSPC, …) as Node's do. `open` with `wx` fails when the
 * file exists; files get mode 0600 and directories 0700 whatever the umask.
 */
export interface FileSystem {
  open(path: string, flags: 'wx' | 'a'): Promise<FileHandle>;
  read(path: string): Promise<Uint8Array>;
  link(existing: string, path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  mkdir(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  stat(path: string): Promise<FileStat>;
  syncDirectory(path: string): Promise<void>;
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  readonly mode: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}
