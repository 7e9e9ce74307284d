import * as z from 'zod/mini';
import type { Alerter, AlertMessage, DeliveryResult } from '../../../contracts/alerter.js';
import { DriftSenseError } from '../../../errors.js';
import type { Http } from '../../../ports/http.js';
import { isUnset, originOf, Secret, secretOf } from '../../../secret.js';

/** A secret as an option: text or Secret, possibly unset, which is decided later with a better message. */
export const secretOption = z.optional(
  z.union([z.string(), z.instanceof(Secret)], { error: 'expected a text or a Secret' }),
);

/** Options every channel over HTTP has. */
export const httpOptions = {
  /** The way out. Default: in Node https, with what a name leads to checked when connecting; elsewhere fetch, which cannot. */
  http: z.optional(
    z.custom<Http>((value) => typeof (value as Partial<Http> | null)?.request === 'function', {
      error: 'expected an Http port',
    }),
  ),
  /** True: send nothing, say what would be sent. Default false. */
  dryRun: z._default(z.boolean(), false),
  /** Allow hosts in private networks, and for Slack any host. Default false. */
  allowPrivate: z.optional(z.boolean()),
  /** PEM of an additional certificate authority. */
  ca: z.optional(z.string()),
};

/**
 * The address of a channel, checked.
 *
 * @throws DriftSenseError `SECRET_MISSING` when unset or a placeholder; `OPTION_INVALID` when no https address. Neither
 *   shows it.
 */
export function addressOf(value: string | Secret | undefined, option: string): Secret {
  if (value === undefined || isUnset(value)) throw secretMissing(option);
  const secret = secretOf(value);
  const text = secret.reveal().trim();
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:')
    throw new DriftSenseError('OPTION_INVALID', `${option}: expected an https address, came ${originOf(text)}`);
  return new Secret(text);
}

export const secretMissing = (option: string): DriftSenseError =>
  new DriftSenseError('SECRET_MISSING', `${option} is unset or a placeholder, so nobody could be told`, {
    details: { option },
    remedy: `set ${option}, or pass dryRun: true to send nothing knowingly`,
  });

/** A channel that says what it would send. */
export const dryRunAlerter = (name: string): Alerter => ({
  name,
  dryRun: true,
  async send({ title }: AlertMessage): Promise<DeliveryResult> {
    return { delivery: 'dry-run', detail: `would tell ${name}: ${title}` };
  },
});
