import type { WindowProfile } from '../contracts/profiles.js';
import { mergeWindows } from './merge-windows.js';
import { parseWindowProfile } from './parse-window.js';

/**
 * Adds two window profiles of one reference. Counts are integers, so any partition in any order gives the same counts bit
 * for bit; moments agree to about 1e-12. The empty profile is neutral.
 *
 * @throws DriftSenseError `PROFILE_MISMATCH` when the profiles were made over different references.
 */
export function merge(a: WindowProfile, b: WindowProfile): WindowProfile {
  return mergeWindows(parseWindowProfile(a), parseWindowProfile(b));
}
