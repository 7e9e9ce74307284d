import type { Followed, Progress } from './contracts/progress.js';
import { DriftSenseError, messageOf } from './errors.js';
import { attempt } from './unawaited.js';

/** Of how much the work is, whose option `onProgress` is, for the message, and what is done with what it throws. */
interface Told extends Omit<Progress, 'done'> {
  readonly where: string;
  /** Default: it is thrown, as `OPTION_INVALID`. */
  readonly failed?: (error: unknown) => void;
}

/**
 * What is told that so much more is done, and tells it.
 *
 * @throws DriftSenseError `OPTION_INVALID` from it, for what the listener throws, or rejected with since it was told last.
 */
export function teller(onProgress: Followed['onProgress'], { where, failed, ...rest }: Told): (more: number) => void {
  let done = 0;
  let broken: { readonly cause: unknown } | undefined;
  return (more) => {
    done += more;
    attempt(() => onProgress?.({ done, ...rest }), failed ?? ((cause) => (broken = { cause })));
    if (broken)
      throw new DriftSenseError('OPTION_INVALID', `${where}.onProgress threw: ${messageOf(broken.cause)}`, broken);
  };
}
