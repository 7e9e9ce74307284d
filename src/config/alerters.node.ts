import type { Alerter } from '../contracts/alerter.js';
import { slack, webhook } from '../act/alert/channels/http-channels.node.js';
import { email } from '../act/alert/channels/smtp-email.node.js';
import { DriftSenseError } from '../errors.js';
import type { Logger } from '../ports/logger.js';
import { neededSettings, recipients, unsetIn } from './channel-settings.js';
import { snakeCase } from './names.js';
import type { EffectiveConfig } from './presets.js';

/** Channels of a configuration, and the names of those that only say what they would send. */
export interface Channels {
  readonly alerters: readonly Alerter[];
  readonly dryRun: readonly { readonly channel: string; readonly missing: readonly string[] }[];
}

/** What is wrong with a setting is told under its key in the file. */
function underItsKey(make: () => Alerter): Alerter {
  try {
    return make();
  } catch (error) {
    if (!DriftSenseError.is(error, 'OPTION_INVALID')) throw error;
    const message = error.message.replaceAll(/^\w+\.\w+/gm, (option) => `alerting.${snakeCase(option)}`);
    throw new DriftSenseError('OPTION_INVALID', message, { cause: error });
  }
}

/**
 * The enabled channels. One without its secrets becomes a dry run: it sends nothing and says so at each delivery.
 *
 * @throws DriftSenseError `OPTION_INVALID` for an address that is none.
 */
export function channelsOf(config: EffectiveConfig, logger?: Logger): Channels {
  const { slack: chat, email: mail, webhook: hook } = config.alerting;
  const make: Readonly<Record<string, () => Alerter>> = {
    slack: () => slack({ webhookUrl: chat.webhook_url }),
    webhook: () => webhook({ url: hook.url }),
    email: () =>
      email({
        smtpHost: mail.smtp_host,
        smtpPort: mail.smtp_port,
        username: mail.username,
        password: mail.password,
        fromAddr: mail.from_addr,
        toAddrs: recipients(mail.to_addrs),
        requireTls: mail.require_tls,
        ...(logger && { logger }),
      }),
  };
  const withoutSecrets: Readonly<Record<string, () => Alerter>> = {
    slack: () => slack({ dryRun: true }),
    webhook: () => webhook({ dryRun: true }),
    email: () => email({ dryRun: true }),
  };
  const channels = Object.entries(neededSettings(config)).map(([channel, settings]) => ({
    channel,
    missing: unsetIn(settings),
  }));
  return {
    alerters: channels.map(({ channel, missing }) =>
      underItsKey((missing.length > 0 ? withoutSecrets : make)[channel]!),
    ),
    dryRun: channels.filter(({ missing }) => missing.length > 0),
  };
}
