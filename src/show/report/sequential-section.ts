import type { LedgerEntry, SequentialAlarm } from '../../contracts/sequential.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { markup, nameText, type Markup } from '../markup.js';
import { moveText } from '../move-text.js';
import { countOf, countText, numberText, shareText } from '../number-text.js';
import { windowName } from '../span-text.js';
import type { ReportView } from './report-view.js';

/** Alarms at most, and how many of them the newest that do not fold away. */
const [mostRows, mostOpen] = [60, 12];
/** Columns with a smaller part in an alarm are left to the report's data. */
const leastShare = 0.1;

/** What watching rows one by one came to: every alarm, what it is about, and where the evidence stands. */
export function sequentialSection({ reports }: ReportView): Markup | undefined {
  const watched = reports.filter(({ sequential }) => sequential !== undefined);
  const last = watched.at(-1)?.sequential;
  if (last === undefined) return undefined;
  const alarms = watched.flatMap(({ window, sequential }) => sequential!.alarms.map((alarm) => ({ window, alarm })));
  const notes = watched.flatMap(({ window, sequential }) =>
    sequential!.note === undefined ? [] : [`${windowName(window.id)}: ${sequential!.note}`],
  );
  const hidden = alarms.length - mostRows;
  const earlier = alarms.slice(-mostRows, -mostOpen);
  return markup`<section><h2>Row by row</h2><p>${summary(last)}</p>${
    earlier.length > 0 &&
    markup`<details class="more"><summary>${countOf(earlier.length, 'earlier alarm')}${hidden > 0 && ` of ${countText(earlier.length + hidden)}`}</summary>${table(earlier)}</details>`
  }${alarms.length > 0 && table(alarms.slice(-mostOpen))}${notes.length > 0 && markup`<ul>${notes.slice(-mostRows).map((note) => markup`<li>${note}</li>`)}</ul>`}</section>`;
}

function summary({ first, rows, total, expected, level }: NonNullable<WindowReport['sequential']>): string {
  const seen = `${countOf(first + rows, 'row')} watched as they came, beside the windows: ${total === 0 ? 'no alarm' : countOf(total, 'alarm')}`;
  return `${seen}, where without any drift ${numberText(expected)} are to be expected at most. The evidence of a change now stands at ${shareText(level)} of what an alarm takes; each alarm starts it from zero${total > 1 ? ', so that a change that stays alarms again until it is acknowledged as drift' : ''}.`;
}

function table(
  alarms: readonly { readonly window: WindowReport['window']; readonly alarm: SequentialAlarm }[],
): Markup {
  const rows = alarms.flatMap(({ window, alarm: { row, ledger } }) =>
    ledger
      .filter(({ share }, rank) => rank === 0 || share >= leastShare)
      .map((entry, rank) => line(rank === 0 ? { window: windowName(window.id), row: countText(row) } : {}, entry)),
  );
  return markup`<div class="wide"><table><thead><tr><th>alarm in<th class="num">at row<th>column<th>what moved<th class="num">of the evidence<th class="num">since about row<tbody>${rows}</table></div>`;
}

const line = (at: { readonly window?: string; readonly row?: string }, entry: LedgerEntry): Markup =>
  markup`<tr><td>${at.window}<td class="num">${at.row}<td class="named"><b>${nameText(entry.column)}</b><td>${moveText(entry)}<td class="num">${shareText(entry.share)}<td class="num">${countText(entry.since)}`;
