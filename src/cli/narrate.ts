import { styleText } from 'node:util';
import type { Monitor } from '../monitor/monitor.js';
import { decisionWords } from '../show/decision-words.js';
import { summaryLine } from '../show/terminal.js';
import type { Logger } from '../ports/logger.js';
import type { Io } from './io.js';

/** What happened during a run, counted. */
export interface RunCounts {
  windows: number;
  inReference: number;
  drift: number;
  conceptDrift: number;
  trained: number;
  promoted: number;
  alerts: number;
  sent: number;
  dryRun: number;
  failed: number;
}

export const noCounts = (): RunCounts => ({
  windows: 0,
  inReference: 0,
  drift: 0,
  conceptDrift: 0,
  trained: 0,
  promoted: 0,
  alerts: 0,
  sent: 0,
  dryRun: 0,
  failed: 0,
});

/** A promotion and the window after whose judgement it came. */
export interface PromotionMark {
  readonly window: string;
  readonly version: number;
}

/**
 * Tells what a monitor does: short text for people, and one log line per event. Reports go to the results file, so the log
 * holds only their verdicts.
 */
export function narrate(monitor: Monitor, io: Io, log: Logger): { counts: RunCounts; promotions: PromotionMark[] } {
  const counts = noCounts();
  const promotions: PromotionMark[] = [];
  let window = '';
  const step = (name: string, text: string): void => io.out(`    ${paint(io, 'dim', name.padEnd(9))} ${text}`);
  monitor
    .on('window', (report) => {
      window = report.window.id;
      counts.windows++;
      if (report.window.inReference) counts.inReference++;
      const flagged = report.verdict === 'drift' && !report.window.inReference;
      if (flagged) counts.drift++;
      if (report.concept?.drift) counts.conceptDrift++;
      io.out(paint(io, flagged ? 'red' : report.window.inReference ? 'dim' : 'reset', summaryLine(report)));
      log.info(
        {
          event: 'window',
          window,
          rows: report.window.rows,
          ...(report.window.inReference && { inReference: true }),
          verdict: report.verdict,
          reason: report.reason,
          drifted: report.columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => column),
          ...(report.modelVersion !== undefined && { modelVersion: report.modelVersion }),
          decision: report.decision,
        },
        'window judged',
      );
    })
    .on('concept', ({ window: at, detector, mean, index }) => {
      step('concept', `${detector}: the error has risen${mean === undefined ? '' : ` to ${percent(mean)}`}`);
      log.warn({ event: 'concept', window: at, detector, mean, index }, 'concept drift');
    })
    .on('alert', ({ key, kind, transition, sequence, title, columns }) => {
      counts.alerts++;
      step('alert', `${kind} ${transition}: ${title}`);
      log.warn(
        { event: 'alert', window, key, transition, sequence, title, columns: columns.map(({ column }) => column) },
        'alert',
      );
    })
    .on('delivered', ({ channel, key, sequence, delivery }) => {
      counts[delivery === 'sent' ? 'sent' : 'dryRun']++;
      step('delivery', delivery === 'sent' ? `${channel}: sent` : `${channel}: dry-run, nothing sent`);
      log.info(
        { event: 'delivered', channel, key, sequence, delivery },
        delivery === 'sent' ? 'alert sent' : 'alert not sent: dry run',
      );
    })
    .on('deliveryFailed', (failure) => {
      const later = failure.outcome === 'deferred';
      if (!later) counts.failed++;
      const how = later ? 'not yet, tried again later' : failure.outcome;
      step('delivery', `${failure.channel}: ${how} after ${failure.attempts} attempts (${failure.code})`);
      log.error({ event: 'deliveryFailed', ...failure }, 'alert not delivered');
    })
    .on('retrain', ({ phase, window: at, decision, rows, code, message }) => {
      if (phase === 'trained') counts.trained++;
      step('train', trainText(phase, decision.reason, decision.detail, rows, message));
      log.info({ event: 'retrain', phase, window: at, decision, rows, code, error: message }, `training ${phase}`);
    })
    .on('gate', ({ version, champion, verdict, record }) => {
      const { reason } = record as { reason: string };
      step('gate', `version ${version} against ${champion ?? 'none'}: ${verdict} (${reason})`);
      log.info({ event: 'gate', window, version, champion, verdict, reason }, 'gate decided');
    })
    .on('promoted', ({ version, previous, reason }) => {
      counts.promoted++;
      promotions.push({ window, version });
      step(
        'promote',
        `version ${version} serves from the next window on${previous === undefined ? '' : ` (was ${previous})`}`,
      );
      log.info({ event: 'promoted', window, version, previous, reason }, 'version promoted');
    })
    .on('warning', ({ code, message, window: at }) =>
      log.warn({ event: 'warning', code, window: at ?? window }, message),
    )
    .on('listenerError', ({ event, message }) => log.error({ event: 'listenerError', of: event }, message))
    .on('error', ({ where, code, message }) => {
      step('error', `${where}: ${message}`);
      log.error({ event: 'error', where, code, window }, message);
    });
  return { counts, promotions };
}

function trainText(
  phase: 'started' | 'trained' | 'refused' | 'failed',
  reason: keyof typeof decisionWords,
  detail: string | undefined,
  rows: number | undefined,
  message: string | undefined,
): string {
  if (phase === 'started') return `started: ${decisionWords[reason]}${detail === undefined ? '' : ` (${detail})`}`;
  if (phase === 'trained') return `a candidate from ${(rows ?? 0).toLocaleString('en')} rows`;
  return `${phase}: ${message ?? ''}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const paint = (io: Io, colour: 'red' | 'dim' | 'reset' | 'green' | 'yellow', text: string): string =>
  io.colour && colour !== 'reset' ? styleText(colour, text, { validateStream: false }) : text;
