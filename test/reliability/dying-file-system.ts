import type { FileHandle, FileSystem } from '../../src/ports/file-system.js';

/** A file system whose process dies. Calls after the death neither happen nor return. */
export interface DyingFileSystem extends FileSystem {
  /** Resolves at the death. */
  readonly died: Promise<void>;
  /** Calls made before it. */
  calls(): number;
}

/** Lets `allowed` calls through, then kills the process: the next call does not happen, and no call ever returns again. */
export function dyingFileSystem(fs: FileSystem, allowed: number): DyingFileSystem {
  let calls = 0;
  let die!: () => void;
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const never = new Promise<never>(() => undefined);
  async function guarded<T>(call: () => Promise<T>): Promise<T> {
    if (calls >= allowed) {
      die();
      return await never;
    }
    calls++;
    const result = await call();
    return calls > allowed ? await never : result;
  }
  const handleOf = (handle: FileHandle): FileHandle => ({
    write: (bytes) => guarded(() => handle.write(bytes)),
    sync: () => guarded(() => handle.sync()),
    close: () => guarded(() => handle.close()),
  });
  return {
    died,
    calls: () => calls,
    process: { id: `dying-${allowed}` },
    open: (path, flags) => guarded(async () => handleOf(await fs.open(path, flags))),
    read: (path) => guarded(() => fs.read(path)),
    link: (existing, path) => guarded(() => fs.link(existing, path)),
    rename: (from, to) => guarded(() => fs.rename(from, to)),
    unlink: (path) => guarded(() => fs.unlink(path)),
    mkdir: (path) => guarded(() => fs.mkdir(path)),
    rmdir: (path) => guarded(() => fs.rmdir(path)),
    readdir: (path) => guarded(() => fs.readdir(path)),
    stat: (path) => guarded(() => fs.stat(path)),
    syncDirectory: (path) => guarded(() => fs.syncDirectory(path)),
  };
}
