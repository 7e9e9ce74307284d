import type { WindowProfile } from '../contracts/profiles.js';
import { DriftSenseError } from '../errors.js';
import { mergeWindows } from './merge-windows.js';
import { isWindowProfile } from './parse-profile.js';
import { parseWindowProfile } from './parse-window.js';

/**
 * Adds two window profiles of one reference. Counts are integers, so any partition in any order gives the same counts bit
 * for bit; moments agree to about 1e-12. The empty profile is neutral. Of more than two: `parts.reduce(merge)`.
 *
 * @throws DriftSenseError `PROFILE_MISMATCH` when the profiles were made over different references; `VALUE_OUT_OF_DOMAIN` for a
 *   third one, which would be left out.
 */
export function merge(a: WindowProfile, b: WindowProfile): WindowProfile;
export function merge(a: WindowProfile, b: WindowProfile, third?: unknown): WindowProfile {
  if (isWindowProfile(third))
    throw new DriftSenseError('VALUE_OUT_OF_DOMAIN', 'merge: expected two window profiles, got a third', {
      remedy: 'parts.reduce(merge)',
    });
  return mergeWindows(parseWindowProfile(a), parseWindowProfile(b));
}
