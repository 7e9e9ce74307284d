import { acknowledge, type AcknowledgeOptions } from '../act/alert/acknowledge.js';
import type { AlertMessage } from '../contracts/alerter.js';
import type { PartsHost } from './lazy-parts.js';

/** Somebody has seen an alert. Whether its episode goes on. @throws DriftSenseError as `acknowledge`. */
export function acknowledgeAlert(
  { options, clock, events, state, setState }: PartsHost,
  alert: string | AlertMessage,
  said: AcknowledgeOptions,
): boolean {
  const { state: alerts, key, since, note } = acknowledge(state().alerts, options.name, alert, said, clock.now());
  setState({ alerts });
  if (note === undefined || since === undefined) return false;
  events.emit('acknowledged', { key, since, ...note });
  return true;
}
