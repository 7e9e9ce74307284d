import type { CheckpointStore } from '../contracts/checkpoint-store.js';
import { DriftSenseError } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import { shellWord } from '../shell-word.js';
import type { Clock } from '../ports/clock.js';
import { inTurns } from '../ports/next-turn.js';
import { systemClock } from '../ports/system-clock.js';
import type { FileSystem } from '../ports/file-system.js';
import { sha256 } from '../stats/sha256.js';
import { commitRecord, nextNumber, numbersIn, type NumberedNames } from './commit.js';
import { ensureDirectory, plainPath, removeLeftovers } from './directory.js';
import { readRecord } from './read-record.js';
import { type RecordKind, recordSteps } from './record.js';
import { discard } from './write-temporary.js';

const kind: RecordKind = {
  name: 'checkpoint',
  maxBytes: edgeLimits.checkpointBytes,
  damaged: 'STATE_INVALID',
  without: 'the monitor goes on from the one before it',
};

const names: NumberedNames = {
  nameOf: (n) => `checkpoint_${String(n).padStart(8, '0')}.json`,
  numberOf(name) {
    const digits = /^checkpoint_([0-9]{8,12})\.json$/.exec(name)?.[1];
    const n = Number(digits);
    return n > 0 && names.nameOf(n) === name ? n : undefined;
  },
  last: 999_999_999_999,
};

export interface StoredCheckpointOptions {
  /** The time. Default the machine's. */
  readonly clock?: Clock;
  /** Told of a checkpoint that cannot be read when the one before it is used instead. */
  readonly onDamaged?: (error: DriftSenseError) => void;
}

/**
 * Checkpoints as numbered records in a directory, committed as model versions are; the last two are kept. A damaged newest
 * one is reported and the one before it used.
 *
 * @throws DriftSenseError from `load`: `STATE_INVALID` when there are checkpoints and none can be read.
 */
export function storedCheckpoint(fs: FileSystem, path: string, options: StoredCheckpointOptions = {}): CheckpointStore {
  const { clock = systemClock, onDamaged } = options;
  const directory = plainPath(path);
  let prepared = false;

  async function prepare(): Promise<void> {
    await ensureDirectory(fs, directory);
    await removeLeftovers(fs, directory, clock);
    prepared = true;
  }
  return {
    async load() {
      let damage: DriftSenseError | undefined;
      for (const n of (await numbersIn(fs, directory, names)).toReversed()) {
        try {
          const record = await readRecord(fs, `${directory}/${names.nameOf(n)}`, kind);
          if (record !== undefined) return record.body;
        } catch (error) {
          if (!DriftSenseError.is(error, 'STATE_INVALID')) throw error;
          damage ??= error;
          onDamaged?.(error);
        }
      }
      if (damage !== undefined) throw noneReadable(damage, directory);
      return undefined;
    },
    async save(bytes) {
      if (bytes.length > kind.maxBytes)
        throw new DriftSenseError(
          'STATE_INVALID',
          `a checkpoint of ${bytes.length} bytes passes the limit of ${kind.maxBytes}`,
        );
      if (!prepared) await prepare();
      const numbers = await numbersIn(fs, directory, names);
      try {
        const sum = await (fs.sha256 ?? sha256)(bytes);
        await commitRecord(fs, directory, names, await inTurns(recordSteps(kind, bytes, sum)), {
          first: nextNumber(numbers, names, directory),
        });
      } catch (error) {
        prepared = false; // the directory may be gone: the next call makes it again
        throw error;
      }
      const superseded = numbers.slice(0, Math.max(0, numbers.length + 1 - edgeLimits.checkpoints));
      for (const n of superseded) await discard(fs, `${directory}/${names.nameOf(n)}`);
    },
  };
}

const noneReadable = ({ message, details }: DriftSenseError, directory: string): DriftSenseError =>
  new DriftSenseError('STATE_INVALID', `no checkpoint can be read; of the newest: ${message}`, {
    details,
    remedy: `mv ${shellWord(directory)} ${shellWord(`${directory}.kept`)}; the monitor then starts anew`,
  });
