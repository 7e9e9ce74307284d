import type { Alerter } from '../contracts/alerter.js';
import { email, slack, webhook } from '../act/alert/channels/node-channels.node.js';
import type { Logger } from '../ports/logger.js';
import { isUnset, type Secret } from '../secret.js';
import type { EffectiveConfig } from './presets.js';

/** Channels of a configuration, and the names of those that only say what they would send. */
export interface Channels {
  readonly alerters: readonly Alerter[];
  readonly dryRun: readonly { readonly channel: string; readonly missing: readonly string[] }[];
}

/**
 * The enabled channels. One without its secrets becomes a dry run: it sends nothing and says so at each delivery.
 *
 * @throws DriftSenseError `OPTION_INVALID` for an address that is none.
 */
export function channelsOf({ alerting }: EffectiveConfig, logger?: Logger): Channels {
  const alerters: Alerter[] = [];
  const dryRun: { channel: string; missing: readonly string[] }[] = [];
  const add = (channel: string, missing: readonly string[], make: (dryRun: boolean) => Alerter): void => {
    if (missing.length > 0) dryRun.push({ channel, missing });
    alerters.push(make(missing.length > 0));
  };
  const { slack: chat, email: mail, webhook: hook } = alerting;
  if (chat.enabled)
    add('slack', unset({ webhook_url: chat.webhook_url }), (dry) =>
      slack(dry ? { dryRun: true } : { webhookUrl: chat.webhook_url }),
    );
  if (hook.enabled)
    add('webhook', unset({ url: hook.url }), (dry) => webhook(dry ? { dryRun: true } : { url: hook.url }));
  if (mail.enabled) {
    const recipients = typeof mail.to_addrs === 'string' ? mail.to_addrs : mail.to_addrs?.join(',');
    // A server that asks for no password needs neither name nor password; a name alone is a forgotten password.
    const login = mail.username === undefined || mail.username === '' ? {} : { password: mail.password };
    const missing = unset({ smtp_host: mail.smtp_host, from_addr: mail.from_addr, to_addrs: recipients, ...login });
    add('email', missing, (dry) =>
      email(
        dry
          ? { dryRun: true }
          : {
              smtpHost: mail.smtp_host,
              smtpPort: mail.smtp_port,
              username: mail.username,
              password: mail.password,
              fromAddr: mail.from_addr,
              toAddrs: recipients,
              requireTls: mail.require_tls,
              ...(logger && { logger }),
            },
      ),
    );
  }
  return { alerters, dryRun };
}

const unset = (settings: Readonly<Record<string, string | Secret | undefined>>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => (isUnset(value) ? [name] : []));
