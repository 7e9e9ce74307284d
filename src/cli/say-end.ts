import { countOf, countText } from '../show/number-text.js';
import type { Io } from './io.js';
import { labelText } from './label-counts.js';
import type { Written } from './outputs.js';
import type { RunSummary } from './run-status.js';
import { shownPath } from './shown-path.js';

/** After the last window: how many drifted, what was done, who was told, and where to look. */
export function sayEnd(summary: RunSummary, { report, flags, charts }: Written, io: Io): void {
  const { windows, inReference, drift, conceptDrift, trained, promoted, alerts, sent, dryRun, failed, errors } =
    summary;
  const without = summary.undecided === 0 ? '' : `, ${countText(summary.undecided)} without a verdict`;
  io.out('');
  io.out(
    `${countOf(windows, 'window')} judged${inReference === 0 ? '' : `, ${countText(inReference)} of them rows of the reference`}${without}: ` +
      `${countText(drift)} with drift, ${countText(conceptDrift)} with concept drift`,
  );
  io.out(
    `${countOf(trained, 'candidate')} trained, ${countText(promoted)} promoted${summary.rolledBack === 0 ? '' : `, ${countText(summary.rolledBack)} rolled back`}`,
  );
  if (summary.labels) io.out(labelText(summary.labels));
  const dry = summary.dryRunChannels.length === 0 ? '' : ` (${summary.dryRunChannels.join(', ')})`;
  const deliveries =
    sent + dryRun + failed === 0
      ? 'no channel is enabled'
      : `deliveries: ${countText(sent)} sent, ${countText(dryRun)} dry-run${dry}, ${countText(failed)} failed${summary.ofChannels === 0 ? '' : `; ${countText(summary.ofChannels)} of them told of a channel, the others of these alerts`}`;
  io.out(alerts === 0 ? 'no alerts' : `${countOf(alerts, 'alert')}; ${deliveries}`);
  if (summary.last?.reason === 'partial-window' && summary.undecided === windows - inReference)
    io.err(
      'warning: no window has a verdict, because the rows ended before one was full; make windows smaller, or have the last judged as it is: window: { …, trailing: judge }',
    );
  if (errors > 0) io.err(`warning: ${countOf(errors, 'error')} on the way; see the lines marked 'error' and the log`);
  if (summary.lostLogLines > 0)
    io.err(`warning: ${countOf(summary.lostLogLines, 'line')} of the log could not be written`);
  for (const path of [report, flags]) if (path !== undefined) io.out(`wrote ${shownPath(path)}`);
  if (charts) io.out(`wrote ${shownPath(charts.folder)}/: ${countOf(charts.files.length, 'chart')}`);
}
