import type { Registry } from '../../contracts/registry.js';
import type { Clock } from '../../ports/clock.js';
import { registryInMemory } from './registry-in-memory.js';
import { requireGiven } from '../../require-given.js';

/** Options of `memoryRegistry`. */
export interface MemoryRegistryOptions {
  /** Where the times of alias moves come from. Default: the system's clock. */
  readonly clock?: Clock;
}

/**
 * A registry that lives and dies with the process. It keeps and hands out what the file registry would: frozen copies
 * that went through JSON, and every move of every alias.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what are no options.
 * @example
 * const registry = memoryRegistry();
 * const { version } = await registry.append({ trainer: 'majority', model: { label: 1 }, metrics: {}, createdAt: 0, rows: 10 });
 * await registry.setAlias('champion', version, undefined); // true
 */
export function memoryRegistry(options: MemoryRegistryOptions = {}): Required<Registry> {
  requireGiven(options, 'memoryRegistry', 'options');
  return registryInMemory(options.clock);
}
