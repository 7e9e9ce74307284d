import type { AliasRecord, ModelVersion, Registry } from '../../contracts/registry.js';
import { DriftSenseError } from '../../errors.js';
import { systemClock, type Clock } from '../../ports/clock.js';
import { parseJsonBytes } from '../../store/json-body.js';
import { nextMove } from './alias-move.js';
import { assertAliasName } from './alias-name.js';
import { decodeModelVersion, encodeModelVersion } from './model-version.js';
import { assertVersion } from './version-number.js';

/** Options of `memoryRegistry`. */
export interface MemoryRegistryOptions {
  /** Where the times of alias moves come from. Default: the system's clock. */
  readonly clock?: Clock;
}

/**
 * A registry that lives and dies with the process. It keeps and hands out what the file registry would: frozen copies
 * that went through JSON, and every move of every alias.
 *
 * @example
 * const registry = memoryRegistry();
 * const { version } = await registry.append({ trainer: 'majority', model: { label: 1 }, metrics: {}, createdAt: 0, rows: 10 });
 * await registry.setAlias('champion', version, undefined); // true
 */
export function memoryRegistry({ clock = systemClock }: MemoryRegistryOptions = {}): Required<Registry> {
  const versions: ModelVersion[] = [];
  const aliases = new Map<string, AliasRecord[]>();
  const movesOf = (name: string): AliasRecord[] => aliases.get(name) ?? [];

  return {
    async append(entry) {
      const body = parseJsonBytes(encodeModelVersion(entry));
      const stored = decodeModelVersion(body, versions.length + 1, 'memory');
      versions.push(stored);
      return stored;
    },
    async read(version) {
      assertVersion(version);
      return versions[version - 1];
    },
    async *list() {
      yield* versions;
    },
    async alias(name) {
      assertAliasName(name);
      return movesOf(name).at(-1)?.version;
    },
    async setAlias(name, version, expected, reason) {
      assertAliasName(name);
      assertVersion(version);
      if (versions[version - 1] === undefined)
        throw new DriftSenseError('MODEL_NOT_FOUND', `the registry holds no version ${version}`);
      const last = movesOf(name).at(-1);
      if (last?.version !== expected) return false;
      const move = nextMove(last, version, clock.now(), reason);
      aliases.set(name, [...movesOf(name), move]);
      return true;
    },
    async *history(name) {
      assertAliasName(name);
      yield* movesOf(name);
    },
  };
}
