import { DriftSenseError } from '../errors.js';
import type { LazyParts, PartsHost } from './lazy-parts.js';
import { openAlerting } from './open-alerting.js';
import { codeText } from './trouble-conditions.js';

/**
 * The saved state cannot be read, so nothing is judged: no window or period will tell people, so they are told now. Nothing
 * is saved, not even that they were told, as what is stored must stay.
 */
export async function tellUnread(host: PartsHost, parts: LazyParts, error: unknown): Promise<void> {
  try {
    const { clock, events, troubles } = host;
    parts.opening ??= openAlerting(host, undefined, () => undefined);
    const alerting = await parts.opening;
    const why = codeText(DriftSenseError.is(error) ? error.code : undefined, 'the store threw');
    const summary = `nothing is judged, because the saved state cannot be gone on from (${why})`;
    const unread = { kind: 'broken-part', holds: true, summary, columns: [] } as const;
    const messages = alerting.decidePeriod([unread], troubles.take(), new Date(clock.now()).toISOString());
    for (const message of messages) events.emit('alert', message);
    alerting.send();
  } catch (failure) {
    host.failed('alerts', failure);
  }
}
