import type { FileSystem } from '../../src/ports/file-system.js';
import { withoutLinks } from '../store/without-links.js';

// Negative controls: file systems that make the commit protocol wrong in one way each. A harness that does not notice them
// proves nothing. They wrap the port instead of changing the product, so that the product's code is what runs.

/**
 * M4: says that the link is there before it is. The acknowledgement overtakes it; whoever next looks at the directory to
 * work in it waits for it, so that nothing but a death in between does harm.
 */
export function acknowledgesBeforeLink(fs: FileSystem, delayMs = 25): FileSystem {
  const late = new Map<string, Promise<void>>();
  const byDirectory = new Map<string, Promise<void>>();
  return {
    ...fs,
    async link(existing, path) {
      const linked = new Promise((resolve) => setTimeout(resolve, delayMs))
        .then(() => fs.link(existing, path))
        .catch(() => undefined);
      late.set(existing, linked);
      byDirectory.set(path.slice(0, path.lastIndexOf('/')), linked);
    },
    async stat(path) {
      await byDirectory.get(path);
      return await fs.stat(path);
    },
    async unlink(path) {
      const before = late.get(path);
      if (before === undefined) return await fs.unlink(path);
      late.delete(path);
      void before.then(() => fs.unlink(path)).catch(() => undefined);
    },
  };
}

/** M5: takes what a write was given for written, however much the disk took. */
export function ignoresShortWrites(fs: FileSystem): FileSystem {
  return {
    ...fs,
    async open(path, flags) {
      const handle = await fs.open(path, flags);
      return {
        ...handle,
        write: async (bytes) => {
          await handle.write(bytes);
          return bytes.length;
        },
      };
    },
  };
}

/** M7: an error of fsync counts for nothing, and neither does the write before it. */
export function swallowsErrors(fs: FileSystem): FileSystem {
  return {
    ...fs,
    async open(path, flags) {
      const handle = await fs.open(path, flags);
      return {
        ...handle,
        write: async (bytes) => await handle.write(bytes).catch(() => bytes.length),
        sync: async () => await handle.sync().catch(() => undefined),
      };
    },
  };
}

/** M9: takes the number that was read, whoever has taken it since, instead of claiming it by a link. */
export const takesTheNumberRead = (fs: FileSystem): FileSystem => ({
  ...fs,
  link: (existing, path) => fs.rename(existing, path),
});

/** `mixed` is no control: every other process finds no hard links. */
export type Control = 'none' | 'mixed' | 'M4' | 'M9';

export function underControl(fs: FileSystem, control: Control, name: string): FileSystem {
  if (control === 'M4') return acknowledgesBeforeLink(fs);
  if (control === 'M9') return takesTheNumberRead(fs);
  return control === 'mixed' && /[13579]$/.test(name) ? withoutLinks(fs) : fs;
}
