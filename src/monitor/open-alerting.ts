import { DriftSenseError } from '../errors.js';
import { silentLogger } from '../ports/logger.js';
import { Alerting, type AlertingHost, type AlertingJson } from './alerting.js';
import type { Checkpointing } from './checkpointing.js';
import type { PartsHost } from './lazy-parts.js';

/**
 * The alerting of a monitor; what delivers is loaded only where there is anybody to tell, or something left from before.
 *
 * @param checkpointing - Saves the state, if there is a store: what was delivered or given up a restart must not do again.
 */
export async function openAlerting(
  parts: PartsHost,
  stored: AlertingJson | undefined,
  checkpointing: () => Promise<Checkpointing> | undefined,
): Promise<Alerting> {
  const { options, events, failed } = parts;
  const delivers = options.alerters.length > 0 || stored !== undefined;
  const delivery = delivers ? await import('./delivery.js') : undefined;
  const host: AlertingHost = {
    ...parts,
    logger: options.logger ?? silentLogger,
    emit: (event, payload) => events.emit(event, payload),
    onMark: () =>
      void checkpointing()?.then(
        (loaded) => loaded.saveSoon(),
        (error: unknown) => failed('checkpoint', error),
      ),
    onDamaged: (problem) => failed('alerts', new DriftSenseError('STATE_INVALID', problem)),
  };
  return new Alerting(host, delivery?.openDelivery(host, stored));
}
