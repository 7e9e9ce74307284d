import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import { DriftSenseError } from '../errors.js';
import { parseWindowProfile } from '../profile/parse-window.js';

/** Counts that were made elsewhere, over this reference. @throws DriftSenseError `PROFILE_INVALID`, `PROFILE_MISMATCH`. */
export function readProfile(given: unknown, { hash }: ReferenceProfile): WindowProfile {
  const window = parseWindowProfile(given);
  if (window.reference === hash) return window;
  throw new DriftSenseError(
    'PROFILE_MISMATCH',
    `expected a window profile over reference ${hash}, got one over ${window.reference}`,
    { details: { expected: hash, received: window.reference } },
  );
}
