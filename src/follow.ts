import * as z from 'zod/mini';
import type { Followed, Progress } from './contracts/progress.js';
import { DriftSenseError, messageOf } from './errors.js';

/** The options of everything that can be followed. */
export const followOptions = {
  signal: z.optional(
    z.custom<AbortSignal>(
      (given) => typeof (given as AbortSignal | null)?.aborted === 'boolean',
      'expected an AbortSignal',
    ),
  ),
  onProgress: z.optional(
    z.custom<NonNullable<Followed['onProgress']>>((given) => typeof given === 'function', 'expected a function'),
  ),
};

/**
 * What is told that so much more is done, and tells it.
 *
 * @param where - Whose option `onProgress` is, for the message.
 * @throws DriftSenseError `OPTION_INVALID` from it, for what the listener throws.
 */
export function teller(
  onProgress: Followed['onProgress'],
  { where, ...rest }: Omit<Progress, 'done'> & { readonly where: string },
): (more: number) => void {
  let done = 0;
  return (more) => {
    done += more;
    try {
      onProgress?.({ done, ...rest });
    } catch (cause) {
      throw new DriftSenseError('OPTION_INVALID', `${where}.onProgress threw: ${messageOf(cause)}`, { cause });
    }
  };
}
