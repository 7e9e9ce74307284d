import type { Alerter } from '../../../contracts/alerter.js';
import { nodeHttp } from '../../../ports/http.node.js';
import { slack as slackOver, type SlackOptions } from './slack.js';
import { webhook as webhookOver, type WebhookOptions } from './webhook.js';

/** `slack` of the core, over https with the address checked when connecting. */
export const slack = (given: SlackOptions = {}): Alerter =>
  slackOver({ ...given, http: (given as SlackOptions | null)?.http ?? nodeHttp });

/** `webhook` of the core, over https with the address checked when connecting. */
export const webhook = (given: WebhookOptions = {}): Alerter =>
  webhookOver({ ...given, http: (given as WebhookOptions | null)?.http ?? nodeHttp });
