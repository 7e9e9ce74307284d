import { DriftSenseError } from '../../errors.js';
import { describe } from '../../require-given.js';

const allowed = /^[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]$/;
const device = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/;

/**
 * Refuses every alias name that could mean something to a file system: 2 to 64 of `a-z 0-9 . _ -`, a letter or digit at
 * both ends, no `..`, no device name of Windows. Names are never decoded or normalised.
 *
 * @throws DriftSenseError `REGISTRY_NAME`.
 */
export function assertAliasName(name: unknown): asserts name is string {
  if (typeof name === 'string' && allowed.test(name) && !name.includes('..') && !device.test(name)) return;
  const shown = typeof name === 'string' ? JSON.stringify(name.slice(0, 80)) : describe(name);
  throw new DriftSenseError('REGISTRY_NAME', `alias name: expected 2 to 64 of a-z, 0-9, '.', '_', '-', got ${shown}`);
}
