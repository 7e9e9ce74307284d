import type { Registry } from '../../contracts/registry.js';
import { DriftSenseError } from '../../errors.js';
import { requireGiven } from '../../require-given.js';

/**
 * Which version an alias pointed at at a time: the last of its moves, in order, that was made by then.
 *
 * @param at - Epoch milliseconds.
 * @returns undefined before the first move.
 * @throws DriftSenseError `OPTION_INVALID` when the registry keeps no history; `VALUE_OUT_OF_DOMAIN` for what is no
 *   registry.
 * @example
 * await aliasAt(registry, 'champion', Date.parse('2026-03-01T12:00:00Z')); // 4
 */
export async function aliasAt(registry: Registry, name: string, at: number): Promise<number | undefined> {
  requireGiven(registry, 'aliasAt', 'a Registry', 'alias', 'setAlias');
  if (registry.history === undefined)
    throw new DriftSenseError('OPTION_INVALID', 'aliasAt: this registry keeps no history of its aliases');
  let version: number | undefined;
  for await (const move of registry.history(name)) if (move.at <= at) version = move.version;
  return version;
}
