import { acknowledge, type AcknowledgeOptions } from '../act/alert/acknowledge.js';
import type { AlertMessage } from '../contracts/alerter.js';
import type { LazyParts, PartsHost } from './lazy-parts.js';
import { acknowledgeWindows } from './pool.js';

/** Somebody has seen an alert. Whether its episode goes on. @throws DriftSenseError as `acknowledge`. */
export async function acknowledgeAlert(
  { options, clock, events, prepared, state, setState }: PartsHost,
  parts: LazyParts,
  alert: string | AlertMessage,
  said: AcknowledgeOptions,
): Promise<boolean> {
  const { state: alerts, key, since, note } = acknowledge(state().alerts, options.name, alert, said, clock.now());
  setState({ alerts });
  if (note === undefined || since === undefined) return false;
  await parts.loadOngoing();
  const { sequential } = parts.ongoing;
  setState({
    ...sequential?.acknowledgeRows({ options, prepared: prepared(), state: state() }, alert, said),
    ...acknowledgeWindows(state(), alert, said),
  });
  events.emit('acknowledged', { key, since, ...note });
  return true;
}
