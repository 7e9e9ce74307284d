import type { GateRecord } from '../act/train/gate-record.js';
import type { Monitor } from '../monitor/monitor.js';
import type { Logger } from '../ports/logger.js';

/**
 * Logs what a monitor does, one line per event: names, verdicts and counts. Reports go to the results file, so the log holds
 * only their verdicts.
 */
export function logRun(monitor: Monitor, log: Logger): void {
  let window = '';
  monitor
    .on('window', ({ window: { id, rows, inReference }, verdict, reason, columns, modelVersion, decision }) => {
      window = id;
      log.info(
        {
          event: 'window',
          window,
          rows,
          ...(inReference && { inReference }),
          verdict,
          reason,
          drifted: columns.filter((column) => column.verdict === 'drift').map(({ column }) => column),
          ...(modelVersion !== undefined && { modelVersion }),
          decision,
        },
        'window judged',
      );
    })
    .on('warning', ({ code, message, window: at }) =>
      log.warn({ event: 'warning', code, window: at ?? window }, message),
    )
    .on('concept', ({ window: at, detector, mean, index }) =>
      log.warn({ event: 'concept', window: at, detector, mean, index }, 'concept drift'),
    )
    .on('improvement', ({ window: at, detector, mean, index }) =>
      log.info({ event: 'improvement', window: at, detector, mean, index }, 'the error has fallen'),
    )
    .on('alert', ({ key, transition, sequence, title, columns }) =>
      log.warn(
        { event: 'alert', window, key, transition, sequence, title, columns: columns.map(({ column }) => column) },
        'alert',
      ),
    )
    .on('dropped', (dropped) => log.error({ event: 'dropped', ...dropped }, 'dropped'))
    .on('retrain', ({ phase, window: at, decision, rows, code, message }) =>
      log[phase === 'failed' ? 'error' : 'info'](
        { event: 'retrain', phase, window: at, decision, rows, code, error: message },
        `training ${phase}`,
      ),
    )
    .on('gate', ({ version, champion, verdict, record }) =>
      log.info(
        { event: 'gate', window, version, champion, verdict, ...reasonOf(record as GateRecord) },
        'gate decided',
      ),
    )
    .on('promoted', ({ version, previous, reason }) =>
      log.info({ event: 'promoted', window, version, previous, reason }, 'version promoted'),
    )
    .on('rolledBack', ({ version, previous, reason }) =>
      log.warn({ event: 'rolledBack', window, version, previous, reason }, 'version rolled back'),
    )
    .on('listenerError', ({ event, message }) => log.error({ event: 'listenerError', of: event }, message))
    .on('error', ({ where, code, message }) => log.error({ event: 'error', where, code, window }, message));
}

/** Why the gate decided, and the segments that are worse or were not judged. */
function reasonOf({ reason, segments }: GateRecord) {
  const told = segments?.filter(({ verdict }) => verdict !== 'kept');
  return { reason, ...(told && told.length > 0 && { segments: told }) };
}
