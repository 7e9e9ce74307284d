import type { Registry } from '../../contracts/registry.js';
import type { MoveOptions } from './alias-move.js';
import { moveBack, moveChampion, type Promotion } from './move-champion.js';
import { requireGiven } from '../../require-given.js';

export type { MoveOptions } from './alias-move.js';
export type { Promotion } from './move-champion.js';

/** Options of `promote` and `rollback`. */
export interface PromoteOptions extends MoveOptions {
  /** Promote only if this version is the champion now; `null` = only if there is none. Absent: whatever it is. */
  readonly expected?: number | null;
}

/**
 * Makes a version the champion, and the champion until now the one that `rollback` goes back to.
 *
 * @throws DriftSenseError `MODEL_NOT_FOUND` or `REGISTRY_CORRUPT` when the version cannot be loaded, `REGISTRY_CONFLICT`
 *   when `expected` is not the champion; `VALUE_OUT_OF_DOMAIN` for what is no registry.
 * @example
 * await promote(registry, 3, { reason: 'gate passed', expected: 2 });
 */
export async function promote(registry: Registry, version: number, options: PromoteOptions = {}): Promise<Promotion> {
  requireGiven(registry, 'promote', 'a Registry', 'read', 'alias', 'setAlias');
  requireGiven(options, 'promote', 'options');
  const { reason = 'promoted', actor, expected } = options;
  return moveChampion(registry, version, { reason, actor }, expected);
}

/**
 * Makes the version that served before the present champion the champion again. One call, one move: two people who call
 * it at the same time go back one step, not two.
 *
 * @throws DriftSenseError `NO_PREVIOUS_VERSION`; `REGISTRY_CONFLICT` when somebody else moved the champion meanwhile;
 *   `MODEL_NOT_FOUND` or `REGISTRY_CORRUPT` when the version before cannot be loaded; `VALUE_OUT_OF_DOMAIN` for what is no
 *   registry.
 * @example
 * await rollback(registry, { reason: 'error rate doubled' }); // { version: 2, previous: 1 }
 */
export async function rollback(registry: Registry, options: MoveOptions = {}): Promise<Promotion> {
  requireGiven(registry, 'rollback', 'a Registry', 'read', 'alias', 'setAlias');
  requireGiven(options, 'rollback', 'options');
  const { reason = 'rolled back', actor } = options;
  return moveBack(registry, { reason, actor });
}
