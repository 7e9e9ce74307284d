import type { AliasRecord } from '../../contracts/registry.js';
import { DriftSenseError } from '../../errors.js';
import { limits } from '../../limits.js';

/** Bytes of a stored move besides its reason, generously; JSON may write a character of the reason as six. */
const otherBytes = 1_024;
const longestReason = Math.floor((limits.aliasBytes - otherBytes) / 6);

/**
 * The move that follows `before`. Its time is never before that of the move it follows, whatever this machine's clock
 * says: order is by sequence, and `aliasAt` may rely on both.
 *
 * @throws DriftSenseError `OPTION_INVALID` when the reason is no text or too long.
 */
export function nextMove(before: AliasRecord | undefined, version: number, now: number, reason?: string): AliasRecord {
  if (reason !== undefined && (typeof reason !== 'string' || reason.length > longestReason))
    throw new DriftSenseError('OPTION_INVALID', `setAlias: expected a reason of at most ${longestReason} characters`);
  return Object.freeze({
    sequence: (before?.sequence ?? 0) + 1,
    version,
    ...(before && { previous: before.version }),
    at: Math.max(now, before?.at ?? -Infinity),
    ...(reason !== undefined && { reason }),
  });
}
