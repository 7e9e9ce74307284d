import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import { DriftSenseError } from '../errors.js';
import { isWindowProfile } from '../profile/parse-profile.js';
import { parseWindowProfile } from '../profile/parse-window.js';

/**
 * Counts that were made elsewhere, over this reference.
 *
 * @throws DriftSenseError `PROFILE_INVALID`, `PROFILE_MISMATCH`; `TABLE_INVALID` for profiles that are not one of a window.
 */
export function readProfile(given: unknown, { hash }: ReferenceProfile): WindowProfile {
  requireOne(given);
  const window = parseWindowProfile(given);
  if (window.reference === hash) return window;
  throw new DriftSenseError(
    'PROFILE_MISMATCH',
    `expected a window profile over reference ${hash}, got one over ${window.reference}`,
    { details: { expected: hash, received: window.reference } },
  );
}

function requireOne(given: unknown): void {
  const isList = Array.isArray(given);
  const isWindow = isWindowProfile(isList ? given[0] : given);
  if (isWindow && !isList) return;
  const kind = `${isWindow ? 'Window' : 'Reference'}Profile`;
  throw new DriftSenseError(
    'TABLE_INVALID',
    `expected rows or a WindowProfile, got ${isList ? `a list of ${kind}s` : `a ${kind}`}`,
    { remedy: isWindow ? 'merge them, and give the one that comes out' : 'profile(rows, { on: reference })' },
  );
}
