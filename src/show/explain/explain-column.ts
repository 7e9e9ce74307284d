import type { Reason, Verdict } from '../../contracts/results.js';
import type { ColumnReport, QualityReport, WindowReport } from '../../contracts/window-report.js';
import { reasons } from '../../reasons.js';
import { DriftSenseError } from '../../errors.js';
import { didYouMean, nearestName } from '../../nearest-name.js';
import { decisionWords } from '../decision-words.js';
import { qualityWords } from '../headline.js';
import { verdictWords } from '../judged-window.js';
import { nameText, printable } from '../markup.js';
import { countOf, numberText, pValueText, shareText } from '../number-text.js';
import { deciderOf } from '../severity.js';
import { evidenceOf } from './evidence.js';
import type { Explanation } from './explanation.js';
import { sequentialSentences } from './sequential-sentences.js';
import { evidenceSentences, testSentences } from './test-sentences.js';

/**
 * Why one column of a window did, or did not, alarm, as far as the report of the window says it.
 *
 * @throws DriftSenseError `UNKNOWN_COLUMN`.
 */
export function explainColumn(report: WindowReport, name: string): Explanation {
  const column = report.columns.find((one) => one.column === name);
  const quality = report.quality.filter((question) => question.column === name);
  const violations = report.violations.filter((violation) => violation.column === name);
  if (column === undefined && quality.length + violations.length === 0) throw unknownColumn(report, name);
  const counts = report.verdict === 'drift' && report.window.inReference !== true;
  const byValues = counts && column?.verdict === 'drift';
  const alarming = counts ? quality.filter(({ flags, verdict }) => flags && verdict === 'drift') : [];
  const decider = column && deciderOf(column);
  const evidence = evidenceOf(report, decider);
  return {
    column: name,
    window: report.window.id,
    ...(column && { verdict: column.verdict, reason: column.reason }),
    alarmed: byValues || alarming.length > 0,
    ...(evidence && { evidence }),
    sentences: [
      answer(report, name, column, { byValues, alarming }),
      ...(report.window.inReference ? ['The rows are part of the reference: they are shown and never count.'] : []),
      ...(evidence && decider ? evidenceSentences(evidence, decider) : []),
      ...(column ? testSentences(column) : []),
      ...(column ? sequentialSentences(report, column) : []),
      ...(column ? movedSentences(column, report.window.id) : []),
      ...(column ? fromReferenceSentences(column) : []),
      ...qualitySentences(quality),
      ...violations.map(
        ({ kind, count, detail }) => `Schema: ${kind}, ${countOf(count, 'row')}: ${printable(detail)}.`,
      ),
      ...(byValues || alarming.length > 0 ? [decisionSentence(report)] : []),
    ],
  };
}

interface Alarm {
  readonly byValues: boolean;
  readonly alarming: readonly QualityReport[];
}

function answer(report: WindowReport, name: string, column: ColumnReport | undefined, alarm: Alarm): string {
  const [what, where] = [printable(nameText(name)), `in window ${printable(report.window.id)}`];
  if (alarm.byValues) return `Alarm: ${what} drifted ${where}: ${reasons[column!.reason]}.`;
  const values = column === undefined ? 'the reference has no such column' : reasons[column.reason];
  if (alarm.alarming.length > 0) {
    const kinds = alarm.alarming.map(({ kind }) => qualityWords[kind]).join(', ');
    return `Alarm: the data quality of ${what} changed ${where} (${kinds}). Its values: ${values}.`;
  }
  if (column?.verdict === 'drift')
    return `No alarm: ${what} drifted ${where} (${values}), but ${reasons[report.reason]}.`;
  return `${opening[column?.verdict ?? 'undecided']} ${what} ${where}: ${values}.`;
}

const opening: Readonly<Record<Exclude<Verdict, 'drift'>, string>> & { readonly drift: string } = {
  drift: 'No alarm for',
  warning: 'No alarm, but a warning for',
  immaterial: 'No alarm for',
  stable: 'No alarm for',
  undecided: 'No verdict on',
};

/** Reasons under which there is nothing to be said of what moved. */
const unmoved: ReadonlySet<Reason> = new Set(['no-change', 'below-threshold']);

function movedSentences({ verdict, reason, moved: { sentence, since } }: ColumnReport, window: string): string[] {
  if (verdict === 'undecided' || unmoved.has(reason)) return [];
  const lasts = verdict === 'drift' && since !== undefined && since !== window;
  return [
    `What moved: ${printable(sentence)}.`,
    ...(lasts ? [`It has drifted since window ${printable(since)}.`] : []),
  ];
}

/** What joined the reference slowly shows in the distance from the reference alone. */
function fromReferenceSentences({ moved: { fromReference } }: ColumnReport): string[] {
  if (fromReference === undefined) return [];
  const [low, high] = fromReference.interval;
  return [
    `From the reference alone it is away by a PSI of ${numberText(fromReference.value)} (${numberText(low)} to ${numberText(high)}), which never alarms.`,
  ];
}

/** A question without a single row to speak of is only named. */
function qualitySentences(quality: readonly QualityReport[]): string[] {
  const isQuiet = ({ verdict, count, reference }: QualityReport) =>
    verdict === 'stable' && count + reference.count === 0;
  const quiet = quality.filter(isQuiet).map(({ kind }) => qualityWords[kind]);
  return [
    ...quality.filter((question) => !isQuiet(question)).map(qualitySentence),
    ...(quiet.length > 0 ? [`None on either side: ${quiet.join(', ')}.`] : []),
  ];
}

function qualitySentence(question: QualityReport): string {
  const { kind, count, share, reference, tolerance, pValue, logPValue, flags, verdict, reason } = question;
  const words = qualityWords[kind];
  const p = pValueText(pValue, logPValue);
  const parts = [
    `${shareText(share)} (${countOf(count, 'row')}), reference ${shareText(reference.share)}`,
    ...(tolerance === undefined || tolerance === 0 ? [] : [`tolerance ${shareText(tolerance)}`]),
    ...(p === undefined ? [] : [`p ${p}`]),
  ];
  const informs = flags ? '' : '; this question informs and cannot flag a window';
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${parts.join(', ')}: ${verdictWords[verdict]}, ${reasons[reason]}${informs}.`;
}

function decisionSentence({ decision }: WindowReport): string {
  const detail = decision.detail === undefined ? '' : ` (${printable(decision.detail)})`;
  return `Retraining: ${decision.action}; ${decisionWords[decision.reason]}${detail}.`;
}

function unknownColumn(report: WindowReport, name: string): DriftSenseError {
  const known = report.columns.map(({ column }) => column);
  const nearest = nearestName(name, known);
  return new DriftSenseError(
    'UNKNOWN_COLUMN',
    `the report on window ${report.window.id} has no column '${name}'${didYouMean(nearest)}`,
    {
      details: { column: name, known: known.slice(0, 50), ...(nearest !== undefined && { nearest }) },
      remedy: 'name a column of the report; identifiers, timestamps, segments and ignored columns are never compared',
    },
  );
}
