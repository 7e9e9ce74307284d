import type { DeliveryEvent } from '../act/alert/channel.js';
import { createOutbox } from '../act/alert/deliver.js';
import { restoreMessages } from '../act/alert/outbox-state.js';
import { seededRandom } from '../stats/random.js';
import type { AlertingHost, AlertingJson, Delivery } from './alerting.js';

/** Opens the way to people. @param stored - What `toJSON` of the alerting gave before a restart; told from there on. */
export function openDelivery(host: AlertingHost, stored?: AlertingJson): Delivery {
  const { options, clock, logger, onDamaged, failed } = host;
  const jitter = options.random ?? seededRandom(`${options.seed}/${options.name}/jitter`);
  const { messages, problems } = restoreMessages(stored === undefined ? [] : stored.unsent);
  for (const problem of problems) onDamaged(problem);
  const outbox = createOutbox({
    alerters: options.alerters,
    clock,
    random: () => jitter.uniform(),
    logger,
    onEvent: (event) => delivered(event, host),
    onDamaged,
    onBroken: failed,
    isKept: options.checkpoint !== undefined,
    ...(stored !== undefined && { state: stored.outbox ?? null }),
  });
  return { outbox, unsent: messages };
}

function delivered(event: DeliveryEvent, { emit, onMark }: AlertingHost): void {
  const { channel, attempts } = event;
  const { key, sequence, kind, transition } = event.message;
  if (event.type === 'delivered')
    emit('delivered', {
      channel,
      key,
      sequence,
      kind,
      transition,
      delivery: event.delivery,
      ...(event.detail !== undefined && { detail: event.detail }),
    });
  if (event.type === 'deliveryFailed') {
    const { outcome, failure } = event;
    const { code = 'ALERT_LOST', message = outcome } = failure ?? {};
    emit('deliveryFailed', { channel, key, sequence, kind, transition, attempts, outcome, code, message });
    if (outcome === 'dropped') emit('dropped', { what: 'alerts', count: 1 });
  }
  onMark();
}
