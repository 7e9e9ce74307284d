import * as z from 'zod/mini';
import type { Alerter } from '../../../contracts/alerter.js';
import { parseOptions } from '../../../options.js';
import { nodemailerMail } from '../../../ports/mail.node.js';
import type { Logger } from '../../../ports/logger.js';
import type { Mail } from '../../../ports/mail.js';
import { isUnset, Secret } from '../../../secret.js';
import { secretMissing } from './channel-secret.js';
import { email as emailOver, emailAddressOptions } from './email.js';

const options = z.strictObject({
  ...emailAddressOptions,
  /** Name of the mail server. Unset or a placeholder: refused, unless `dryRun`. */
  smtpHost: z.optional(z.string()),
  /** 587 by default; text is accepted. */
  smtpPort: z.optional(z.union([z.number(), z.string()])),
  /** Login, if the server wants one. */
  username: z.optional(z.string()),
  /** Needed when there is a username. */
  password: z.optional(z.union([z.string(), z.instanceof(Secret)])),
  /** Refuse a server without TLS. Default true. */
  requireTls: z._default(z.boolean(), true),
  /** PEM of an additional certificate authority. */
  ca: z.optional(z.string()),
  /** Where an opt-out from TLS is announced. Default: a warning of the process. */
  logger: z.optional(z.custom<Logger>((value) => typeof value === 'object' && value !== null)),
  /** Another way to a mail server than nodemailer; the settings of the server are then not needed. */
  mail: z.optional(z.custom<Mail>((value) => typeof (value as Partial<Mail> | null)?.send === 'function')),
});

/** Options of `email` in `driftsense/node`: the keys of `alerting.email` in camelCase. */
export interface SmtpEmailOptions extends z.input<typeof options> {}

/**
 * Alerts by e-mail over SMTP, with nodemailer (an optional package) and TLS required.
 *
 * @throws DriftSenseError `SECRET_MISSING` without `smtpHost`, `fromAddr`, `toAddrs`, or with a username and no password,
 *   unless `dryRun`; `OPTION_INVALID`.
 *
 * @example
 * email({ smtpHost: 'smtp.firm.test', username: 'drift', password: process.env['SMTP_PASSWORD'], fromAddr: 'drift@firm.test',
 *   toAddrs: ['ops@firm.test'] });
 */
export function email(given: SmtpEmailOptions = {}): Alerter {
  const settings = parseOptions(options, given, 'email');
  const { fromAddr, toAddrs, dryRun } = settings;
  const addresses = { fromAddr, toAddrs, dryRun };
  return emailOver({ ...addresses, ...(dryRun ? {} : { mail: settings.mail ?? smtp(settings) }) });
}

function smtp({ smtpHost, smtpPort, username, password, requireTls, ca, logger }: z.output<typeof options>): Mail {
  if (smtpHost === undefined || isUnset(smtpHost)) throw secretMissing('email.smtpHost');
  const anonymous = username === undefined || username.trim() === '';
  if (!anonymous && isUnset(username)) throw secretMissing('email.username');
  if (!anonymous && isUnset(password)) throw secretMissing('email.password');
  return nodemailerMail({
    host: smtpHost.trim(),
    requireTls,
    ...(smtpPort === undefined || isUnset(String(smtpPort)) ? {} : { port: smtpPort }),
    ...(anonymous ? {} : { username, password }),
    ...(ca === undefined ? {} : { ca }),
    ...(logger === undefined ? {} : { logger }),
  });
}
