import type { AliasRecord, DecisionRecord, ModelVersion, Registry } from '../../contracts/registry.js';
import { DriftSenseError } from '../../errors.js';
import type { Clock } from '../../ports/clock.js';
import { systemClock } from '../../ports/system-clock.js';
import { parseJsonBytes } from '../../store/json-body.js';
import { nextMove } from './alias-move.js';
import { assertAliasName } from './alias-name.js';
import { assertNext, decodeDecision, encodeDecision } from './decision-entry.js';
import { decodeModelVersion, encodeModelVersion } from './model-version.js';
import { assertVersion } from './version-number.js';

/** A registry that lives and dies with the process, as `memoryRegistry` says. */
export function registryInMemory(clock: Clock = systemClock): Required<Registry> {
  const versions: ModelVersion[] = [];
  const aliases = new Map<string, AliasRecord[]>();
  const decided: DecisionRecord[] = [];
  const movesOf = (name: string): AliasRecord[] => aliases.get(name) ?? [];

  return {
    async append(entry) {
      const body = parseJsonBytes(encodeModelVersion(entry));
      const stored = decodeModelVersion(body, versions.length + 1);
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
    async setAlias(name, version, expected, reason, actor) {
      assertAliasName(name);
      assertVersion(version);
      if (versions[version - 1] === undefined)
        throw new DriftSenseError('MODEL_NOT_FOUND', `the registry holds no version ${version}`);
      const last = movesOf(name).at(-1);
      if (last?.version !== expected) return false;
      const move = nextMove(last, version, clock.now(), { reason, actor });
      aliases.set(name, [...movesOf(name), move]);
      return true;
    },
    async *history(name) {
      assertAliasName(name);
      yield* movesOf(name);
    },
    async recordDecision(decision) {
      const body = parseJsonBytes(encodeDecision(decision));
      const sequence = decided.length + 1;
      assertNext(decision.sequence, sequence);
      const stored = decodeDecision(body, sequence);
      decided.push(stored);
      return stored;
    },
    async *decisions() {
      yield* decided;
    },
  };
}
