import * as z from 'zod/mini';
import type { Alerter, AlertMessage } from '../../../contracts/alerter.js';
import { DriftSenseError } from '../../../errors.js';
import { edgeLimits } from '../../../edge-limits.js';
import { limits } from '../../../limits.js';
import { parseOptions } from '../../../options.js';
import { fetchHttp } from '../../../ports/fetch-http.js';
import { targetOf } from '../../../ports/request-target.js';
import { originOf } from '../../../secret.js';
import { clip } from '../plain-text.js';
import { visible } from './block-text.js';
import { addressOf, dryRunAlerter, httpOptions, secretOption } from './channel-secret.js';
import { postJson } from './post-json.js';

const options = z.strictObject({
  /** The incoming-webhook address. Unset or a placeholder: refused, unless `dryRun`. */
  webhookUrl: secretOption,
  /** Host of the webhook when it is not Slack's own, for a relay. */
  host: z.optional(z.string().check(z.minLength(1))),
  ...httpOptions,
});

/** Options of `slack`. */
export interface SlackOptions extends z.input<typeof options> {}

const slackHosts = ['hooks.slack.com', 'hooks.slack-gov.com'];

/**
 * Alerts as Slack messages through an incoming webhook, at most one a second. Names that came with the data can neither
 * mention anybody nor become links.
 *
 * @throws DriftSenseError `SECRET_MISSING` without `webhookUrl` and `dryRun`; `OPTION_INVALID` when it leads elsewhere than
 *   to Slack; `HTTP_REFUSED` as of `webhook`.
 *
 * @example slack({ webhookUrl: process.env['SLACK_WEBHOOK_URL'] });
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function slack(given: SlackOptions = {}): Alerter {
  const { webhookUrl, host, http = fetchHttp, dryRun, allowPrivate, ca } = parseOptions(options, given, 'slack');
  if (dryRun) return dryRunAlerter('slack');
  const url = addressOf(webhookUrl, 'slack.webhookUrl');
  const { hostname } = new URL(url.reveal());
  if (allowPrivate !== true && hostname !== host && !slackHosts.includes(hostname))
    throw new DriftSenseError('OPTION_INVALID', `slack.webhookUrl: ${originOf(url.reveal())} is no host of Slack`, {
      remedy: `use a webhook of ${slackHosts[0]}, or name the relay: host: '${hostname}'`,
    });
  targetOf({ url: url.reveal(), allowPrivate });
  return {
    name: 'slack',
    minIntervalMs: edgeLimits.slackIntervalMs,
    async send(message, context) {
      await postJson({ http, url, allowPrivate, ca }, slackPayload(message), context);
      return { delivery: 'sent' };
    },
  };
}

/** Slack's limit for a header; and ours for all text together. */
const headerCharacters = 150;
const zeroWidthSpace = '\u200b';

/**
 * Text Slack shows as it is: the three control characters as entities, which leaves no `<!channel>` and no `<url|text>`;
 * a zero-width space behind the @ of words that mention everybody.
 */
export const slackText = (text: string): string =>
  visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/@(?=channel|here|everyone)/gi, `@${zeroWidthSpace}`);

/** The message in two blocks of plain text, a header and a section, within 3,000 characters together. */
export function slackPayload({ title, text }: AlertMessage): object {
  const header = escapedWithin(title, headerCharacters);
  const body = escapedWithin(text, limits.digestCharacters - header.length);
  return {
    text: header, // what a notification shows
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', emoji: false, text: header } },
      { type: 'section', text: { type: 'plain_text', emoji: false, text: body } },
    ],
  };
}

/** Escaped and cut, without cutting an entity in two: escaping makes text longer, so what is escaped is cut. */
function escapedWithin(text: string, max: number): string {
  let room = max;
  let escaped = slackText(clip(text, room));
  while (escaped.length > max) {
    room -= escaped.length - max;
    escaped = slackText(clip(text, room));
  }
  return escaped === '' ? ' ' : escaped;
}
