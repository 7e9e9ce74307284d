import * as z from 'zod/mini';
import { edgeLimits } from '../../edge-limits.js';
import { parseOptions } from '../../options.js';
import type { Clock } from '../../ports/clock.js';
import type { FileSystem } from '../../ports/file-system.js';
import { nodeFileSystem } from '../../ports/file-system.node.js';
import type { RegistryProblem } from './registry-problems.js';
import { storedRegistry, type FileRegistry, type StoredRegistryOptions } from './stored-registry.js';

const port = <T>(name: string, member: string) =>
  z.custom<T>((value) => typeof value === 'object' && value !== null && member in value, `expected a ${name}`);

const schema = z.strictObject({
  path: z.string().check(
    z.minLength(1),
    z.refine((path) => !path.includes('\0'), 'expected a path'),
  ),
  fs: z._default(port<FileSystem>('FileSystem', 'syncDirectory'), () => nodeFileSystem),
  clock: z.optional(port<Clock>('Clock', 'now')),
  strict: z._default(z.boolean(), false),
  modelBytes: z._default(z.int().check(z.gte(1)), edgeLimits.modelBytes),
  onProblem: z.optional(
    z.custom<(problem: RegistryProblem) => void>((value) => typeof value === 'function', 'expected a function'),
  ),
});

/** Options of `fileRegistry`. */
export interface FileRegistryOptions extends StoredRegistryOptions {
  /** The disk. Default: Node's. */
  readonly fs?: FileSystem;
}

/**
 * A registry in a directory: immutable `model_v{n}.json` files with checksums, aliases as numbered records, and
 * `registry.csv` as an export. Any number of processes may share it without locks. A version whose `append` has resolved
 * survives the process and, on file systems that honour fsync, the power. Where there are no hard links (FAT, some network
 * shares) a version is a directory of that name with `record.json` in it, and `onProblem` is told `REGISTRY_WITHOUT_LINKS`.
 *
 * @param path - The directory; made when missing, mode 0700, files 0600.
 * @throws DriftSenseError `OPTION_INVALID`. The calls themselves: `REGISTRY_UNSAFE`, `REGISTRY_CORRUPT`, `MODEL_INVALID`,
 *   `MODEL_NOT_FOUND`, `IO_FULL`, `IO_FAILED`, `FILE_UNWRITABLE`.
 * @example
 * const registry = fileRegistry('models');
 * for (const problem of await registry.problems()) console.warn(problem.file, problem.message);
 */
export function fileRegistry(path: string, options: FileRegistryOptions = {}): FileRegistry {
  const { path: directory, fs, clock, onProblem, ...rest } = parseOptions(schema, { path, ...options }, 'fileRegistry');
  return storedRegistry(fs, directory, { ...rest, ...(clock && { clock }), ...(onProblem && { onProblem }) });
}
