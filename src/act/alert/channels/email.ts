import * as z from 'zod/mini';
import type { Alerter } from '../../../contracts/alerter.js';
import { DriftSenseError } from '../../../errors.js';
import { edgeLimits } from '../../../edge-limits.js';
import { parseOptions } from '../../../options.js';
import type { Mail } from '../../../ports/mail.js';
import { isUnset } from '../../../secret.js';
import { plainText } from '../plain-text.js';
import { visible } from './block-text.js';
import { dryRunAlerter, secretMissing } from './channel-secret.js';

/** Options of an e-mail channel besides how mail is sent. */
export const emailAddressOptions = {
  /** Sender: `drift@firm.test` or `Drift <drift@firm.test>`. */
  fromAddr: z.optional(z.string()),
  /** Recipients: a list, or one text with commas. */
  toAddrs: z.optional(z.union([z.string(), z.array(z.string())])),
  /** True: send nothing, say what would be sent. Default false. */
  dryRun: z._default(z.boolean(), false),
};

const options = z.strictObject({
  /** The way to a mail server; `driftsense/node` makes one from host, port and password. */
  mail: z.optional(
    z.custom<Mail>((value) => typeof (value as Partial<Mail> | null)?.send === 'function', {
      error: 'expected a Mail port',
    }),
  ),
  ...emailAddressOptions,
});

/** Options of `email`. */
export interface EmailOptions extends z.input<typeof options> {}

/**
 * Alerts by e-mail: one plain-text mail per alert, to all recipients together.
 *
 * @throws DriftSenseError `SECRET_MISSING` without `fromAddr`, `toAddrs` or `mail` and without `dryRun`; `OPTION_INVALID`
 *   for an address that is none, or holds more than one.
 *
 * @example email({ mail: nodemailerMail({ host: 'smtp.firm.test' }), fromAddr: 'drift@firm.test', toAddrs: ['ops@firm.test'] });
 */
export function email(given: EmailOptions = {}): Alerter {
  const { mail, fromAddr, toAddrs = [], dryRun } = parseOptions(options, given, 'email');
  if (dryRun) return dryRunAlerter('email');
  const recipients = (typeof toAddrs === 'string' ? toAddrs.split(',') : toAddrs).map((address) => address.trim());
  if (fromAddr === undefined || isUnset(fromAddr)) throw secretMissing('email.fromAddr');
  if (recipients.length === 0 || recipients.some(isUnset)) throw secretMissing('email.toAddrs');
  if (mail === undefined) throw secretMissing('email.mail');
  const from = checkedAddress(fromAddr.trim(), 'email.fromAddr');
  const to = recipients.map((address) => checkedAddress(address, 'email.toAddrs'));
  return {
    name: 'email',
    async send(message, { signal, idempotencyKey }) {
      const subject = plainText(message.title, 150);
      const text = visible(`${message.text}\n`);
      const messageId = `<${idempotencyKey}@driftsense.invalid>`;
      await mail.send({ from, to, subject, text, messageId }, { signal, timeoutMs: edgeLimits.attemptMs });
      return { delivery: 'sent' };
    },
    close: () => mail.close?.(),
  };
}

/** One address, with or without a name before it; no character by which a header or an address list could go on. */
function checkedAddress(text: string, option: string): string {
  const [, inBrackets] = /^[^<>"(),:;@\\\p{Cc}]*<([^<>]*)>$/u.exec(text) ?? [];
  if (/^[^\s<>"(),:;@\\\p{Cc}]+@[^\s<>"(),:;@\\\p{Cc}]+$/u.test(inBrackets ?? text)) return text;
  throw new DriftSenseError('OPTION_INVALID', `${option}: expected one mail address, came ${JSON.stringify(text)}`);
}
