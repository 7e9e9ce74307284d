import type { Alerting } from './alerting.js';
import type { MonitorEvents } from './events.js';
import type { PartsHost } from './lazy-parts.js';
import { Retraining } from './retraining.js';
import { retrainingCondition } from './retraining-condition.js';
import type { Serving } from './serving.js';

/** The retraining of a monitor, of the version that serves there. */
export function openRetraining(host: PartsHost, serving: Serving, alerting: () => Promise<Alerting>): Retraining {
  const { events, troubles, labelling } = host;
  return new Retraining({
    ...host,
    options: serving.options,
    registry: serving.registry,
    emit: (event, payload) => {
      const how = event === 'retrain' && retrainingCondition(payload as MonitorEvents['retrain']);
      if (how) troubles.ran(how);
      events.emit(event, payload);
    },
    champion: () => serving.current(),
    labelsComeLate: () => Object.values(labelling().counts()?.labels ?? {}).some((count) => count > 0),
    tellOfCandidate: async (summary) => (await alerting()).tellOfCandidate(summary),
    rollback: (by, from) => serving.rollback(by, from),
    promote: (version, by, expected) => serving.promote(version, by, expected),
  });
}
