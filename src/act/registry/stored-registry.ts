import type { ModelVersion, Registry } from '../../contracts/registry.js';
import { DriftSenseError } from '../../errors.js';
import { edgeLimits } from '../../edge-limits.js';
import type { Clock } from '../../ports/clock.js';
import { systemClock } from '../../ports/system-clock.js';
import type { FileSystem } from '../../ports/file-system.js';
import { commitRecord, nextNumber, numbersIn } from '../../store/commit.js';
import { ensureDirectory, plainPath, removeLeftovers } from '../../store/directory.js';
import { statOf } from '../../store/look.js';
import { parseJsonBytes } from '../../store/json-body.js';
import { readAhead } from '../../store/read-ahead.js';
import { recordFor } from '../../store/record.js';
import { lastMove, moves, recordMove } from './alias-log.js';
import { nextMove } from './alias-move.js';
import { assertAliasName } from './alias-name.js';
import { csvExport } from './csv-export.js';
import { commitDecision, storedDecisions } from './decision-log.js';
import { decodeModelVersion, encodeModelVersion } from './model-version.js';
import {
  aliasesName,
  csvName,
  decisionsName,
  foreignFilesIn,
  isSafeDirectory,
  versionNames,
  worldWritable,
} from './registry-directory.js';
import { problemOf, registryProblems, type RegistryProblem } from './registry-problems.js';
import { isDamage, modelRecord, readVersionFile } from './version-file.js';
import { assertVersion } from './version-number.js';

/** A registry in a directory, with what a person needs to keep it in order. */
export interface FileRegistry extends Required<Registry> {
  /** Reads everything and says what is damaged, unsafe or foreign. An empty list is a clean bill. */
  problems(): Promise<readonly RegistryProblem[]>;
  /** Names in the directory that this library did not write. They are left alone. */
  foreignFiles(): Promise<readonly string[]>;
}

export interface StoredRegistryOptions {
  /** Times of alias moves, age of temporary files. Default: the system's clock. */
  readonly clock?: Clock;
  /** Refuse a directory that everyone may write to, instead of reporting it. Default false. */
  readonly strict?: boolean;
  /** Greatest size of one version in bytes, from 1. Default 64 MiB. */
  readonly modelBytes?: number;
  /** Told once of each problem met on the way: an entry skipped by `list`, an export that failed, a disk without hard links. Must not throw. */
  readonly onProblem?: (problem: RegistryProblem) => void;
}

/**
 * A registry of immutable numbered files on any FileSystem. The directory listing is the state; there is no index to
 * disagree with it and no lock to be left behind: numbers and alias moves are claimed by hard link, or, where there are
 * none, by renaming a directory.
 */
export function storedRegistry(fs: FileSystem, path: string, options: StoredRegistryOptions = {}): FileRegistry {
  const { clock = systemClock, strict = false, modelBytes = edgeLimits.modelBytes, onProblem } = options;
  const directory = plainPath(path);
  const aliases = `${directory}/${aliasesName}`;
  const decisions = `${directory}/${decisionsName}`;
  const prepared = new Set<string>();
  const reported = new Set<string>();
  const numbers = (): Promise<number[]> => numbersIn(fs, directory, versionNames);

  function report(file: string, error: DriftSenseError): void {
    const problem = problemOf(directory, file, error);
    const key = `${problem.code} ${problem.file}`;
    if (reported.has(key)) return;
    reported.add(key);
    onProblem?.(problem);
  }

  const onNoLinks = (notice: DriftSenseError): void => report(directory, notice);

  /** Whether the registry is there. Looked at every time: a link may have taken its place. */
  async function exists(): Promise<boolean> {
    if (!(await isSafeDirectory(fs, directory))) return false;
    const open = await worldWritable(fs, directory);
    if (open !== undefined && strict) throw open;
    if (open !== undefined) report(directory, open);
    return true;
  }
  /** The directory of an alias that exists. */
  async function aliasDirectory(name: string): Promise<string | undefined> {
    const there =
      (await exists()) && (await isSafeDirectory(fs, aliases)) && (await isSafeDirectory(fs, `${aliases}/${name}`));
    return there ? `${aliases}/${name}` : undefined;
  }
  /** Runs a commit in directories made ready for it. Only success is remembered: after a failure they are made anew. */
  async function committing<T>(targets: readonly string[], commit: () => Promise<T>): Promise<T> {
    try {
      for (const target of targets) {
        if (prepared.has(target)) continue;
        await ensureDirectory(fs, target);
        await isSafeDirectory(fs, target);
        await removeLeftovers(fs, target, clock);
        prepared.add(target);
      }
      return await commit();
    } catch (error) {
      prepared.clear();
      throw error;
    }
  }
  /** The versions of these numbers, in their order. A damaged one is reported and skipped. */
  async function* readable(versions: readonly number[]): AsyncGenerator<ModelVersion> {
    const read = (n: number): Promise<ModelVersion | undefined> => readVersionFile(fs, directory, n, modelBytes);
    for await (const [n, reading] of readAhead(versions, read)) {
      if ('value' in reading) {
        if (reading.value !== undefined) yield reading.value;
      } else if (isDamage(reading.error)) report(`${directory}/${versionNames.nameOf(n)}`, reading.error);
      else throw reading.error;
    }
  }
  const exportCsv = csvExport(fs, directory, {
    numbers,
    readable,
    failed: (error) => report(`${directory}/${csvName}`, error),
  });

  return {
    async append(entry) {
      const body = encodeModelVersion(entry, modelBytes);
      await exists();
      const version = await committing([directory], async () =>
        commitRecord(fs, directory, versionNames, await recordFor(fs, modelRecord(modelBytes), body), {
          first: nextNumber(await numbers(), versionNames, directory),
          onNoLinks,
        }),
      );
      if (version === undefined) throw new DriftSenseError('IO_FAILED', `'${directory}' has no version number left`);
      await exportCsv();
      return decodeModelVersion(parseJsonBytes(body), version);
    },

    async read(version) {
      assertVersion(version);
      if (version < 1 || version > versionNames.last || !(await exists())) return undefined;
      return await readVersionFile(fs, directory, version, modelBytes);
    },

    async *list() {
      if (await exists()) yield* readable(await numbers());
    },

    async alias(name) {
      assertAliasName(name);
      const target = await aliasDirectory(name);
      return target === undefined ? undefined : (await lastMove(fs, target, name))?.move.version;
    },

    async setAlias(name, version, expected, reason, actor) {
      assertAliasName(name);
      assertVersion(version);
      const known = version >= 1 && (await exists());
      if (!known || (await statOf(fs, `${directory}/${versionNames.nameOf(version)}`)) === undefined)
        throw new DriftSenseError('MODEL_NOT_FOUND', `'${directory}' holds no version ${version}`);
      const target = `${aliases}/${name}`;
      for (let lost = 0; ;) {
        await aliasDirectory(name); // refuses links
        const before = await lastMove(fs, target, name);
        if (before?.move.version !== expected) return false;
        const move = nextMove(before?.move, version, clock.now(), { reason, actor });
        if (await committing([directory, aliases, target], () => recordMove(fs, target, name, move, before, onNoLinks)))
          return true;
        // Another move came first. Whoever made it may have come back to `expected`, so look again.
        if (lost === move.sequence)
          throw new DriftSenseError('REGISTRY_CONFLICT', `'${target}': move ${lost} is taken, but not listed`);
        lost = move.sequence;
      }
    },

    async *history(name) {
      assertAliasName(name);
      const target = await aliasDirectory(name);
      if (target !== undefined) yield* moves(fs, target, name, report);
    },

    async recordDecision(decision) {
      await exists();
      return await committing([directory, decisions], () => commitDecision(fs, decisions, decision, onNoLinks));
    },

    async *decisions() {
      if ((await exists()) && (await isSafeDirectory(fs, decisions))) yield* storedDecisions(fs, decisions, report);
    },

    problems: () => registryProblems(fs, directory, modelBytes),
    foreignFiles: async () => ((await exists()) ? await foreignFilesIn(fs, directory) : []),
  };
}
