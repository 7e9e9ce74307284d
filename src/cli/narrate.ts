import { gateReasons } from '../act/train/gate-reasons.js';
import type { GateRecord } from '../act/train/gate-record.js';
import type { WindowReport } from '../contracts/window-report.js';
import type { Monitor } from '../monitor/monitor.js';
import type { MonitorEvents } from '../monitor/events.js';
import { confusedText } from '../show/confused-text.js';
import { decisionWords } from '../show/decision-words.js';
import { discordantRows } from '../show/discordant-rows.js';
import { segmentWords } from '../show/segment-words.js';
import { printable } from '../show/markup.js';
import { countOf, countText, shareText } from '../show/number-text.js';
import { summaryLine } from '../show/terminal.js';
import type { Io } from './io.js';
import { paint } from './paint.js';
import { noCounts, type PromotionMark, type RunCounts } from './run-counts.js';

/** A run as it is told: what happened so far. */
export interface Narration {
  readonly counts: RunCounts;
  readonly promotions: PromotionMark[];
}

/** Tells warnings on standard error, from the making of the monitor on. */
export const tellWarnings = (monitor: Monitor, io: Io): void =>
  void monitor.on('warning', ({ code, message }) => io.err(`warning: ${code}: ${printable(message)}`));

/**
 * Tells people what a monitor does: a line per window, and under it a line for each step that followed from it.
 *
 * @param given.serving - Version that serves before the first window.
 * @param given.promoteBy - The command that promotes a version, where the gate does not do it itself.
 */
export function narrate(
  monitor: Monitor,
  io: Io,
  given: { readonly serving?: number | undefined; readonly promoteBy?: ((version: number) => string) | undefined },
): Narration {
  const counts = noCounts();
  const promotions: PromotionMark[] = [];
  let window = '';
  let served = given.serving;
  let performance: WindowReport['performance'];
  let reason: WindowReport['decision']['reason'] | undefined;
  const step = (name: string, text: string): void =>
    io.out(`    ${paint(io, 'dim', name.padEnd(9))} ${printable(text)}`);

  function tellWindow(report: WindowReport): void {
    const { decision, modelVersion } = report;
    window = report.window.id;
    ({ performance } = report);
    count(counts, report);
    // Somebody else, a rollback by hand perhaps.
    if (modelVersion !== served) step('serving', servingText(modelVersion, served));
    served = modelVersion;
    io.out(paint(io, colourOf(report), lineOf(report)));
    for (const note of leftOut(report)) step('note', note);
    // Why drift leads to nothing is said when it begins, not again with every window.
    const idle = isFlagged(report) && decision.action === 'none';
    if (idle && decision.reason !== reason)
      step('decision', `no retraining: ${decisionWords[decision.reason]}${inBrackets(decision.detail)}`);
    ({ reason } = decision);
  }

  monitor
    .on('window', tellWindow)
    .on('concept', (concept) => {
      const confused = confusedText(performance);
      step('concept', `${conceptText(concept)}${confused === undefined ? '' : `; ${confused}`}`);
    })
    .on('improvement', (concept) => {
      // Where a fall counts as drift it has been told already.
      if (!concept.drift) step('concept', conceptText(concept));
    })
    .on('alert', ({ monitor: name, kind, transition, title }) => {
      counts.alerts++;
      step('alert', `${kind} ${transition}: ${title.startsWith(`${name}: `) ? title.slice(name.length + 2) : title}`);
    })
    .on('delivered', ({ channel, kind, transition, delivery }) => {
      counts[delivery === 'sent' ? 'sent' : 'dryRun']++;
      if (kind === 'delivery') counts.ofChannels++;
      // What one channel is told of another has no line of its own above.
      const what = kind === 'delivery' ? `${kind} ${transition}: ` : '';
      step('delivery', `${channel}: ${what}${delivery === 'sent' ? 'sent' : 'dry-run, nothing sent'}`);
    })
    .on('deliveryFailed', ({ channel, kind, transition, outcome, attempts, code, message }) => {
      const later = outcome === 'deferred';
      if (!later) counts.failed++;
      if (!later && kind === 'delivery') counts.ofChannels++;
      const how = later ? 'not yet, tried again later' : outcome;
      const after = `after ${countOf(attempts, 'attempt')} (${code}: ${message})`;
      step('delivery', `${channel}: ${kind} ${transition}: ${how} ${after}`);
    })
    .on('dropped', ({ what, count: many }) => step('dropped', `${countText(many)} ${what}`))
    .on('retrain', (event) => {
      if (event.phase === 'trained') counts.trained++;
      step('train', trainText(event));
    })
    .on('gate', ({ version, champion, verdict, record }) => {
      const why = gateText(record as GateRecord, version, champion);
      step('gate', `version ${version} against ${champion ?? 'none'}: ${verdict}: ${why}`);
      if (verdict === 'promote' && given.promoteBy)
        step('waiting', `for you, to let version ${version} serve: ${given.promoteBy(version)}`);
    })
    .on('promoted', ({ version, previous }) => {
      counts.promoted++;
      promotions.push({ window, version });
      served = version;
      step('promote', `version ${version} serves from the next window on${was(previous)}`);
    })
    .on('rolledBack', ({ version, previous, reason: why }) => {
      counts.rolledBack++;
      served = version;
      step('rollback', `version ${version} serves again from the next window on${was(previous)}: ${why}`);
    })
    .on('listenerError', ({ event, message }) => {
      counts.errors++;
      step('error', `a listener of '${event}': ${message}`);
    })
    .on('error', ({ where, code, message }) => {
      counts.errors++;
      step('error', `${where}: ${code}: ${message}`);
    });
  return { counts, promotions };
}

function count(counts: RunCounts, report: WindowReport): void {
  counts.windows++;
  if (report.window.inReference) counts.inReference++;
  else if (report.verdict === 'undecided') counts.undecided++;
  if (isFlagged(report)) counts.drift++;
  if (report.concept?.drift) counts.conceptDrift++;
}

const isFlagged = ({ verdict, window }: WindowReport): boolean => verdict === 'drift' && !window.inReference;

function colourOf({ verdict, concept, window }: WindowReport): 'dim' | 'red' | 'yellow' | 'reset' {
  if (window.inReference) return 'dim';
  if (verdict === 'drift' || concept?.drift) return 'red';
  return verdict === 'warning' ? 'yellow' : 'reset';
}

const lineOf = (report: WindowReport): string =>
  report.window.inReference ? `${summaryLine(report)} Rows of the reference: not counted.` : summaryLine(report);

/** What a window that is too small for any verdict says of its rows; the notes of every window begin with a code. */
const leftOut = ({ verdict, notes }: WindowReport): readonly string[] =>
  verdict === 'undecided' ? notes.filter((note) => !/^[A-Z_]+: /.test(note)) : [];

const servingText = (version: number | undefined, before: number | undefined): string =>
  `${version === undefined ? 'no version' : `version ${version}`}${was(before)}`;

const conceptText = ({ detector, improvement, mean }: MonitorEvents['concept']): string =>
  `${detector}: the error has ${improvement ? 'fallen' : 'risen'}${mean === undefined ? '' : ` to ${shareText(mean)}`}`;
const was = (version: number | undefined): string => (version === undefined ? '' : ` (was ${version})`);
const inBrackets = (detail: string | undefined): string => (detail === undefined ? '' : ` (${detail})`);

function trainText({ phase, decision, rows, code, message }: MonitorEvents['retrain']): string {
  if (phase === 'waiting') return `waits for the labels of its windows${inBrackets(decision.detail)}`;
  if (phase === 'started') return `started: ${decisionWords[decision.reason]}${inBrackets(decision.detail)}`;
  if (phase === 'trained') return `a candidate from ${countOf(rows ?? 0, 'row')}`;
  return `${phase}: ${code === undefined ? '' : `${code}: `}${message ?? ''}`;
}

/** Why the gate decided: the rows on which the two models differ, and in words what they do not say. */
function gateText(record: GateRecord, version: number, champion: number | undefined): string {
  const { reason } = record;
  const on = discordantRows(record, version, champion);
  const why = on !== undefined && reason === 'evidence-for' ? undefined : gateReasons[reason];
  return [on, why, segmentWords(record)].filter((part) => part !== undefined).join('; ');
}
