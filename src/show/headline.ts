import type { ConceptReport, QualityReport } from '../contracts/window-report.js';
import { reasons } from '../reasons.js';
import type { JudgedWindow } from './judged-window.js';
import { clip, nameText, printable } from './markup.js';
import { countOf, countText } from './number-text.js';

const namedAtMost = 4;

const list = (names: readonly string[]): string => {
  // One name takes no more room than saying that there is one more.
  const shown = names
    .slice(0, names.length === namedAtMost + 1 ? names.length : namedAtMost)
    .map((name) => clip(nameText(name), 60));
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${countText(more)} more` : '');
};

const ofColumns = (count: number, tested: number): string => `${countText(count)} of ${countOf(tested, 'column')}`;

/** The kinds of data-quality questions, as they are called in texts. */
export const qualityWords: Readonly<Record<QualityReport['kind'], string>> = {
  missing: 'missing values',
  'non-finite': 'infinite values',
  unparsable: 'values of another type',
  unseen: 'unseen categories',
  range: 'values out of range',
  schema: 'schema',
};

function columnsSentence({ report, byVerdict, tested, rows }: JudgedWindow): string {
  const drifted = byVerdict.drift.map(({ column }) => column);
  if (drifted.length > 0) {
    const found = `rift in ${ofColumns(drifted.length, tested)}: ${list(drifted)}`;
    return report.verdict === 'drift' ? `D${found}` : `No alarm (${reasons[report.reason]}), but d${found}`;
  }
  if (rows.length === 0) return 'No column was compared';
  if (tested === 0 && report.window.rows === 0) return 'The window has no rows';
  if (tested === 0) return `No verdict on ${countOf(rows.length, 'column')}: ${reasons[report.reason]}`;
  const warned = byVerdict.warning.map(({ column }) => column);
  if (warned.length > 0) return `No alarm; a warning in ${ofColumns(warned.length, tested)}: ${list(warned)}`;
  const moved = byVerdict.immaterial.map(({ column }) => column);
  if (moved.length > 0)
    return `No drift beyond tolerance; small changes in ${ofColumns(moved.length, tested)}: ${list(moved)}`;
  return `No evidence of drift in ${countOf(tested, 'column')}`;
}

function qualitySentence({ quality }: JudgedWindow): string | undefined {
  if (quality.length === 0) return undefined;
  const columns = new Map<string, string[]>();
  for (const { column, kind } of quality) columns.set(column, [...(columns.get(column) ?? []), qualityWords[kind]]);
  const named = Array.from(columns, ([column, kinds]) => `${clip(nameText(column), 60)} (${kinds.join(', ')})`);
  return `Data quality changed in ${countOf(columns.size, 'column')}: ${list(named)}`;
}

function conceptSentence(concept: ConceptReport | undefined): string | undefined {
  if (concept?.drift) return `Concept drift by ${printable(concept.detector)}`;
  return concept?.warning ? `The concept detector ${printable(concept.detector)} warns` : undefined;
}

/**
 * The verdict on one window in a sentence or three: columns, data quality, concept. Written from the same value as the
 * table under it.
 *
 * @example headline(judgedWindow(report)) // 'Drift in 1 of 6 columns: AIRLINE.'
 */
export function headline(judged: JudgedWindow): string {
  const { report, quality, byVerdict } = judged;
  const columns = columnsSentence(judged);
  const data = qualitySentence(judged);
  const sentences = byVerdict.drift.length > 0 ? [columns, data] : [data, columns];
  if (report.verdict === 'drift' && quality.length === 0 && byVerdict.drift.length === 0)
    sentences.unshift(`The window is flagged: ${reasons[report.reason]}`);
  sentences.push(conceptSentence(report.concept));
  if (report.reason === 'in-reference') sentences.push('These rows are part of the reference and never count');
  return `${sentences.filter((sentence) => sentence !== undefined).join('. ')}.`;
}
