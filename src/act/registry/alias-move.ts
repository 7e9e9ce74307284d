import type { AliasRecord } from '../../contracts/registry.js';
import { DriftSenseError } from '../../errors.js';
import { edgeLimits } from '../../edge-limits.js';

/** Why an alias is moved, and who does it. Both are kept in the registry's history. */
export interface MoveOptions {
  /** Why, for the registry's history. */
  readonly reason?: string | undefined;
  /** A person or a program by name, at most 256 characters. */
  readonly actor?: string | undefined;
}

/** Characters of the name of whoever moves an alias or decides. */
export const actorCharacters = 256;
/** Bytes of a stored move besides both texts, generously; JSON may write a character as six. */
const otherBytes = 1_024;
const longestReason = Math.floor((edgeLimits.aliasBytes - otherBytes) / 6) - actorCharacters;

/**
 * The move that follows `before`. Its time is never before that of the move it follows, whatever this machine's clock
 * says: order is by sequence, and `aliasAt` may rely on both.
 *
 * @throws DriftSenseError `OPTION_INVALID` when reason or actor is no text or too long.
 */
export function nextMove(
  before: AliasRecord | undefined,
  version: number,
  now: number,
  { reason, actor }: MoveOptions,
): AliasRecord {
  assertText('a reason', reason, longestReason);
  assertText('an actor', actor, actorCharacters);
  return Object.freeze({
    sequence: (before?.sequence ?? 0) + 1,
    version,
    ...(before && { previous: before.version }),
    at: Math.max(now, before?.at ?? -Infinity),
    ...(reason !== undefined && { reason }),
    ...(actor !== undefined && { actor }),
  });
}

function assertText(what: string, text: unknown, longest: number): void {
  if (text !== undefined && (typeof text !== 'string' || text.length > longest))
    throw new DriftSenseError('OPTION_INVALID', `setAlias: expected ${what} of at most ${longest} characters`);
}
