import { isUnset, type Secret } from '../secret.js';
import type { EffectiveConfig } from './presets.js';

type Settings = Readonly<Record<string, string | Secret | undefined>>;

/** What each enabled channel cannot send without, by the name of its setting. */
export function neededSettings({ alerting }: EffectiveConfig): Readonly<Record<string, Settings>> {
  const { slack, email, webhook } = alerting;
  const { username, password } = email;
  // A server that asks for no password needs neither name nor password; one of them alone is half forgotten.
  const login = isUnset(username) && isUnset(password) ? {} : { username, password };
  const { smtp_host, from_addr } = email;
  return {
    ...(slack.enabled && { slack: { webhook_url: slack.webhook_url } }),
    ...(webhook.enabled && { webhook: { url: webhook.url } }),
    ...(email.enabled && { email: { smtp_host, from_addr, to_addrs: recipients(email.to_addrs), ...login } }),
  };
}

/** A list of addresses as one text. */
export const recipients = (given: string | readonly string[] | undefined): string | undefined =>
  typeof given === 'string' ? given : given?.join(',');

/** Names of the settings that hold nothing, or a placeholder of the documentation. */
export const unsetIn = (settings: Settings): string[] =>
  Object.entries(settings).flatMap(([name, value]) => (isUnset(value) ? [name] : []));

/** Keys that an enabled channel needs and that are unset. */
export const unsetSettings = (config: EffectiveConfig): string[] =>
  Object.entries(neededSettings(config)).flatMap(([channel, settings]) =>
    unsetIn(settings).map((name) => `alerting.${channel}.${name}`),
  );
