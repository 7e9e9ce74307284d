import * as z from 'zod/mini';
import type { Followed } from './contracts/progress.js';

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
