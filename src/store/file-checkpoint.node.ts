import * as z from 'zod/mini';
import type { CheckpointStore } from '../contracts/checkpoint-store.js';
import type { DriftSenseError } from '../errors.js';
import { parseOptions } from '../options.js';
import type { Clock } from '../ports/clock.js';
import type { FileSystem } from '../ports/file-system.js';
import { nodeFileSystem } from '../ports/file-system.node.js';
import { storedCheckpoint, type StoredCheckpointOptions } from './checkpoint.js';

const port = <T>(name: string, member: string) =>
  z.custom<T>((value) => typeof value === 'object' && value !== null && member in value, `expected a ${name}`);

const schema = z.strictObject({
  path: z.string().check(
    z.minLength(1),
    z.refine((path) => !path.includes('\0'), 'expected a path'),
  ),
  fs: z._default(port<FileSystem>('FileSystem', 'syncDirectory'), () => nodeFileSystem),
  clock: z.optional(port<Clock>('Clock', 'now')),
  onDamaged: z.optional(
    z.custom<(error: DriftSenseError) => void>((value) => typeof value === 'function', 'expected a function'),
  ),
});

/** Options of `fileCheckpoint`. */
export interface FileCheckpointOptions extends StoredCheckpointOptions {
  /** The disk. Default: Node's. */
  readonly fs?: FileSystem;
}

/**
 * Keeps a monitor's state in a directory of checkpoint files, so that it resumes by itself after a crash.
 *
 * @param path - The directory; made when missing, mode 0700, files 0600. One monitor's alone.
 * @throws DriftSenseError `OPTION_INVALID`. From `load`: `STATE_INVALID` when there are checkpoints and none can be read.
 * @example
 * new Monitor({ reference, checkpoint: fileCheckpoint('state') });
 */
export function fileCheckpoint(path: string, options: FileCheckpointOptions = {}): CheckpointStore {
  const { path: directory, fs, clock, onDamaged } = parseOptions(schema, { path, ...options }, 'fileCheckpoint');
  return storedCheckpoint(fs, directory, { ...(clock && { clock }), ...(onDamaged && { onDamaged }) });
}
