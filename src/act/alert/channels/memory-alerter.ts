import * as z from 'zod/mini';
import type { Alerter, AlertMessage } from '../../../contracts/alerter.js';
import { parseOptions } from '../../../options.js';

const options = z.strictObject({
  /** Name of the channel. Default `memory`. */
  name: z._default(z.string().check(z.refine((name) => name !== '', 'expected a name')), 'memory'),
  /** Messages kept; the oldest go first. Default 1,000. */
  keep: z._default(z.int().check(z.positive()), 1_000),
});

/** Options of `memoryAlerter`. */
export interface MemoryAlerterOptions extends z.input<typeof options> {}

/** An alerter that keeps what it was given. */
export interface MemoryAlerter extends Alerter {
  /** The messages, oldest first. */
  readonly messages: readonly AlertMessage[];
}

/**
 * Keeps alerts in memory, for tests and for showing them elsewhere.
 *
 * @example
 * const alerts = memoryAlerter();
 * new Monitor({ reference, alerters: [alerts] }); // later: alerts.messages
 */
export function memoryAlerter(given: MemoryAlerterOptions = {}): MemoryAlerter {
  const { name, keep } = parseOptions(options, given, 'memoryAlerter');
  const messages: AlertMessage[] = [];
  return {
    name,
    messages,
    async send(message) {
      messages.push(message);
      if (messages.length > keep) messages.shift();
      return { delivery: 'sent' };
    },
  };
}
