import { registryInMemory } from '../../act/registry/registry-in-memory.js';
import type { Registry } from '../../contracts/registry.js';

/** Versions are kept as long as the process lives. */
export const defaultRegistry = (): Registry => registryInMemory();
