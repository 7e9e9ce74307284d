import { DriftSenseError } from '../../errors.js';
import { describe } from '../../require-given.js';

/**
 * Refuses what is no whole number; whole numbers that name no version are simply not found.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN`.
 */
export function assertVersion(version: unknown): asserts version is number {
  if (Number.isSafeInteger(version)) return;
  const shown = typeof version === 'number' ? String(version) : describe(version);
  throw new DriftSenseError('VALUE_OUT_OF_DOMAIN', `model version: expected a whole number, got ${shown}`);
}
