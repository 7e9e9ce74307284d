import type { FileSystem } from '../../src/ports/file-system.js';

/** The same file system, as FAT or a network share would be: it makes no hard links. */
export const withoutLinks = <T extends FileSystem>(fs: T, code = 'EPERM'): T => ({
  ...fs,
  link: () => Promise.reject(Object.assign(new Error(`${code}: link`), { code })),
});
