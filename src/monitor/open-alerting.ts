import { DriftSenseError } from '../errors.js';
import { silentLogger } from '../ports/logger.js';
import { Alerting, type AlertingHost, type AlertingJson } from './alerting.js';
import type { PartsHost } from './lazy-parts.js';

/**
 * The alerting of a monitor; what delivers is loaded only where there is anybody to tell, or something left from before.
 *
 * @param onMark - Told that something was delivered or given up, which a restart must not do again.
 */
export async function openAlerting(
  parts: PartsHost,
  stored: AlertingJson | undefined,
  onMark: () => void,
): Promise<Alerting> {
  const { options, events, failed } = parts;
  const delivers = options.alerters.length > 0 || stored !== undefined;
  const delivery = delivers ? await import('./delivery.js') : undefined;
  const host: AlertingHost = {
    ...parts,
    logger: options.logger ?? silentLogger,
    emit: (event, payload) => events.emit(event, payload),
    onMark,
    onDamaged: (problem) => failed('alerts', new DriftSenseError('STATE_INVALID', problem)),
  };
  return new Alerting(host, delivery?.openDelivery(host, stored));
}
