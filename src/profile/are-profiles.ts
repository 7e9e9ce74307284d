import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import { isReferenceProfile, isWindowProfile } from './parse-profile.js';

type Profile = WindowProfile | ReferenceProfile;

/** Whether this is a profile, or a list of them: as a table each would be a row with none of the columns. */
export function areProfiles(given: unknown): given is Profile | readonly Profile[] {
  const one: unknown = Array.isArray(given) ? given[0] : given;
  return isWindowProfile(one) || isReferenceProfile(one);
}
