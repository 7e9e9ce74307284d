import type { QualityReport, WindowReport } from '../../contracts/window-report.js';
import { reasons } from '../../reasons.js';
import { qualityWords } from '../headline.js';
import { verdictOrder } from '../judged-window.js';
import { breakableName, markup, type Markup } from '../markup.js';
import { countOf, countText, pValueText, shareText } from '../number-text.js';
import type { ReportView } from './report-view.js';
import { verdictMark } from './verdict-mark.js';

/** Rows at most, and how many without a change may stand before the others fold away. */
const [mostRows, mostQuiet] = [60, 8];

/** Missing shares, unseen categories and the other data-quality questions of the window, and how it breaks the schema. */
export function qualitySection({ judged: { report }, reports }: ReportView): Markup {
  const found = report.quality
    .filter(({ count, reference, verdict }) => count > 0 || reference.count > 0 || verdict === 'drift')
    .toSorted(
      (a, b) =>
        verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict) ||
        Math.abs(b.share - b.reference.share) - Math.abs(a.share - a.reference.share) ||
        (a.column < b.column ? -1 : Number(a.column > b.column)),
    );
  const clean = report.quality.length - found.length;
  const moved = found.filter(({ verdict }) => verdict !== 'stable').length;
  const open = Math.min(mostRows, Math.max(mostQuiet, moved));
  const folded = found.slice(open, mostRows);
  return markup`<section><h2>Data quality</h2>${found.length > 0 && table(found.slice(0, open))}${
    folded.length > 0 &&
    markup`<details class="more"><summary>${countOf(folded.length, 'more question')} without a change beyond chance</summary>${table(folded)}</details>`
  }<p class="muted"><small>${notes(found.length, clean)}</small></p>${violations(report)}${history(reports)}</section>`;
}

function notes(found: number, clean: number): string {
  const more = found > mostRows ? [`${countText(found - mostRows)} more with smaller changes.`] : [];
  if (found + clean === 0) return 'No data-quality question was asked.';
  if (found === 0) return `${countOf(clean, 'question')} asked, nothing found.`;
  return [...more, ...(clean > 0 ? [`${countOf(clean, 'more question')} asked, nothing found.`] : [])].join(' ');
}

function table(questions: readonly QualityReport[]): Markup {
  const rows = questions.map(
    (question) =>
      markup`<tr><td>${verdictOf(question)}<td class="named"><b>${breakableName(question.column)}</b><td>${qualityWords[question.kind]}<td>${bars(question)}<td class="num">${shareText(question.reference.share)}<td class="num">${shareText(question.share)}<td class="num">${countText(question.count)}<td class="num">${pValueText(question.pValue, question.logPValue)}<td class="text">${reasons[question.reason]}${question.detail !== undefined && `: ${question.detail}`}`,
  );
  return markup`<div class="wide"><table><thead><tr><th>verdict<th>column<th>question<th>reference, window<th class="num">reference<th class="num">window<th class="num">rows<th class="num">p<th>reason<tbody>${rows}</table></div>`;
}

/** The verdict, without the look of an alarm where the question decides nothing. */
const verdictOf = ({ flags, verdict }: QualityReport): Markup =>
  flags
    ? verdictMark(verdict, verdict === 'drift' ? 'changed' : undefined)
    : verdictMark(verdict === 'drift' ? 'immaterial' : verdict, verdict === 'drift' ? 'informs' : undefined);

const width = (part: number): number => Math.round(Math.sqrt(Math.min(1, Math.max(0, part))) * 1_200) / 10;

/** Shares as two bars under a root, so that one in a thousand is still visible. */
function bars({ share, reference }: QualityReport): Markup {
  return markup`<svg class="ds" aria-hidden="true" viewBox="0 0 120 14" width="120" height="14"><rect class="ref" y="1" width="${width(reference.share)}" height="5"/><rect class="win" y="8" width="${width(share)}" height="5"/></svg>`;
}

function violations({ violations: some }: WindowReport): Markup | undefined {
  if (some.length === 0) return undefined;
  return markup`<h3>Differences from the schema</h3><ul>${some.slice(0, mostRows).map(({ column, kind, count, detail }) => markup`<li><b>${column}</b>: ${kind} in ${countOf(count, 'row')}; ${detail}</li>`)}</ul>`;
}

/** Which windows had an alarm of this sort. */
function history(reports: readonly WindowReport[]): Markup | undefined {
  const windows = reports.flatMap(({ window, quality }) => {
    const columns = quality.filter(({ flags, verdict }) => flags && verdict === 'drift');
    return columns.length > 0 ? [{ window: window.id, columns }] : [];
  });
  if (windows.length === 0) return undefined;
  return markup`<h3>Windows with a data-quality alarm</h3><ul>${windows.slice(0, mostRows).map(
    ({ window, columns }) =>
      markup`<li>${window}: ${columns
        .slice(0, 6)
        .map(
          ({ column, kind, share, reference }) =>
            `${column} (${qualityWords[kind]} ${shareText(reference.share)} → ${shareText(share)})`,
        )
        .join(', ')}${columns.length > 6 && ` and ${columns.length - 6} more`}</li>`,
  )}</ul>`;
}
