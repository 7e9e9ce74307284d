import * as z from 'zod/mini';
import type { Alerter } from '../../../contracts/alerter.js';
import { parseOptions } from '../../../options.js';
import { fetchHttp } from '../../../ports/fetch-http.js';
import { targetOf } from '../../../ports/request-target.js';
import { secretOf, Secret } from '../../../secret.js';
import { addressOf, dryRunAlerter, httpOptions, secretOption } from './channel-secret.js';
import { postJson } from './post-json.js';

const options = z.strictObject({
  /** The https address to post to. Unset or a placeholder: refused, unless `dryRun`. */
  url: secretOption,
  /** Headers besides content type and idempotency key, `Authorization` for instance. Their values are secrets. */
  headers: z._default(z.record(z.string(), z.union([z.string(), z.instanceof(Secret)])), {}),
  /** Name of the channel. Default `webhook`. */
  name: z._default(z.string().check(z.minLength(1)), 'webhook'),
  ...httpOptions,
});

/** Options of `webhook`. */
export interface WebhookOptions extends z.input<typeof options> {}

/**
 * Posts every alert as JSON: the AlertMessage itself with `type: 'driftsense.alert'` and `schemaVersion: 1`, and an
 * `Idempotency-Key` that is the same for every attempt.
 *
 * @throws DriftSenseError `SECRET_MISSING` without `url` and `dryRun`; `OPTION_INVALID` when it is no https address;
 *   `HTTP_REFUSED` for a private address that is written out, without `allowPrivate`, and a user or password in it.
 *
 * @example webhook({ url: process.env['ALERT_WEBHOOK_URL'], headers: { authorization: `Bearer ${token}` } });
 */
export function webhook(given: WebhookOptions = {}): Alerter {
  const settings = parseOptions(options, given, 'webhook');
  const { name, http = fetchHttp, dryRun, allowPrivate, ca } = settings;
  if (dryRun) return dryRunAlerter(name);
  const url = addressOf(settings.url, 'webhook.url');
  targetOf({ url: url.reveal(), allowPrivate });
  const entries = Object.entries(settings.headers).map(([header, value]) => [header, secretOf(value)] as const);
  const headers: Readonly<Record<string, Secret>> = Object.fromEntries(entries);
  return {
    name,
    async send(message, context) {
      const body = { type: 'driftsense.alert', schemaVersion: 1, ...message };
      await postJson({ http, url, headers, allowPrivate, ca }, body, context);
      return { delivery: 'sent' };
    },
  };
}
