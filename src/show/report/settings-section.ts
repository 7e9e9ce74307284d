import { markup, type Markup } from '../markup.js';
import { countText } from '../number-text.js';
import type { ReportView } from './report-view.js';

/** What the verdicts rest on: the guarantees in force, the settings, the reference, and remarks. */
export function settingsSection({ judged: { report }, settings, monitor }: ReportView): Markup {
  const facts: readonly (readonly [string, string])[] = [
    ['monitor', monitor],
    ['reference', `${countText(report.reference.rows)} rows, hash ${report.reference.hash}`],
    ...Object.entries(settings).map(([name, value]) => [name, String(value)] as const),
  ];
  return markup`<section><h2>Settings and guarantee in force</h2><div class="two"><div>${
    report.guarantee.length > 0
      ? markup`<ul>${report.guarantee.map((line) => markup`<li>${line.charAt(0).toUpperCase() + line.slice(1)}</li>`)}</ul>`
      : markup`<p class="muted">No guarantee is in force.</p>`
  }</div><div><table><tbody>${facts.map(([name, value]) => markup`<tr><td class="k">${name}<td>${value}`)}</table></div></div>${
    report.notes.length > 0 && markup`<h3>Remarks</h3><ul>${report.notes.map((note) => markup`<li>${note}</li>`)}</ul>`
  }</section>`;
}
