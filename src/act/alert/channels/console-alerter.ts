import * as z from 'zod/mini';
import type { Alerter } from '../../../contracts/alerter.js';
import { parseOptions } from '../../../options.js';
import { block } from './block-text.js';

const options = z.strictObject({
  /** Where the text goes. Default: the console. */
  write: z.optional(z.custom<(text: string) => void>((value) => typeof value === 'function')),
});

/** Options of `consoleAlerter`. */
export interface ConsoleAlerterOptions extends z.input<typeof options> {}

/**
 * Prints alerts on the console: title, then the text.
 *
 * @example new Monitor({ reference, alerters: [consoleAlerter()] });
 */
export function consoleAlerter(given: ConsoleAlerterOptions = {}): Alerter {
  // oxlint-disable-next-line no-console -- the console is this alerter's channel
  const { write = (text: string) => console.log(text) } = parseOptions(options, given, 'consoleAlerter');
  return {
    name: 'console',
    async send(message) {
      write(block(message));
      return { delivery: 'sent' };
    },
  };
}
