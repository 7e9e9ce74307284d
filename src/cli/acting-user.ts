import { userInfo } from 'node:os';

/** Who runs a command, for the registry's history: the name that was given, else the user of this machine. */
export function actingUser(given: string | undefined): string {
  if (given !== undefined) return given;
  try {
    return `user ${userInfo().username}`;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`; // in a container a uid need not have a name
  }
}
