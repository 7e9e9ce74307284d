import type { WindowReport } from '../../contracts/window-report.js';
import { usedLanes } from '../charts/timeline.js';
import { verdictWords } from '../judged-window.js';
import { markup, nameText, type Markup } from '../markup.js';
import { countText } from '../number-text.js';

/** Names of drifted columns in a row of the table. */
const mostNames = 5;

/** The timeline as text: per window the verdict of each lane, the columns that drifted, and what was decided. */
export function windowsTable(reports: readonly WindowReport[]): Markup {
  const lanes = usedLanes(reports);
  const rows = reports.map((report) => {
    const { window, modelVersion, decision } = report;
    const verdicts = lanes.map(({ mark }) => {
      const verdict = mark(report);
      return markup`<td>${verdict && verdictWords[verdict]}`;
    });
    return markup`<tr><td>${window.id}${window.inReference && ' (reference)'}<td class="num">${countText(window.rows)}${verdicts}<td>${drifted(report)}<td class="num">${modelVersion !== undefined && `v${modelVersion}`}<td>${decision.action}`;
  });
  return markup`<details class="values"><summary>The windows as a table</summary><div><table><thead><tr><th>window<th class="num">rows${lanes.map(({ name }) => markup`<th>${name}`)}<th>drifted<th class="num">model<th>decision<tbody>${rows}</table></div></details>`;
}

function drifted({ columns }: WindowReport): string {
  const names = columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => nameText(column));
  const hidden = names.length - mostNames;
  return names.slice(0, mostNames).join(', ') + (hidden > 0 ? ` and ${countText(hidden)} more` : '');
}
