import type { AlertColumn, AlertKind } from '../../contracts/alerter.js';
import { reasons } from '../../reasons.js';
import type { TestResult } from '../../contracts/results.js';
import type { ColumnReport, ConceptReport, QualityReport, WindowReport } from '../../contracts/window-report.js';
import type { Firing } from './advance-alerts.js';
import { clip, countOf, figure, percent } from './plain-text.js';
import { grouped } from '../../grouped.js';

/** What a window says about one kind of alert, with the columns it speaks of, the worst first. */
export interface AlertSignal {
  readonly kind: AlertKind;
  readonly firing: Firing;
  /** What fired, in one sentence without full stop; absent unless firing. */
  readonly summary?: string;
  readonly columns: readonly AlertColumn[];
}

/**
 * Which kinds of alert fire in a window. A window without verdict, or whose rows are part of the reference, counts for
 * nothing; only the schema speaks also without verdict, because a window that lacks its columns has none for that very
 * reason, and late labels in any window, because they are of earlier ones.
 */
export function signalsOf(report: WindowReport): readonly AlertSignal[] {
  const { concept } = report;
  return [
    dataDrift(report),
    dataQuality(report),
    schema(report),
    ...(concept === undefined ? [] : [conceptDrift(concept, report)]),
  ];
}

const signal = (kind: AlertKind, report: WindowReport, fires: boolean, decided: boolean, more: Fired): AlertSignal => {
  if (report.window.inReference === true) return { kind, firing: 'undecided', columns: [] };
  if (fires) return { kind, firing: 'firing', ...more() };
  return { kind, firing: decided ? 'clean' : 'undecided', columns: [] };
};
type Fired = () => { readonly summary: string; readonly columns: readonly AlertColumn[] };

function dataDrift(report: WindowReport): AlertSignal {
  const drifted = report.columns.filter((column) => column.verdict === 'drift');
  // A window may be flagged by its data quality alone; then no column drifted, or too few of them.
  const fires = report.verdict === 'drift' && report.reason !== 'quality-changed' && drifted.length > 0;
  return signal('data-drift', report, fires, report.verdict !== 'undecided', () => ({
    summary: `${drifted.length} of ${countOf(report.columns.length, 'column')} drifted`,
    columns: drifted.map((column) => driftColumn(column, rowByRow(report, column.column))),
  }));
}

/** What watching rows one by one says of a column that leads an alarm. */
function rowByRow({ sequential }: WindowReport, column: string): string {
  const entry = sequential?.alarms.map(({ ledger }) => ledger[0]!).find((first) => first.column === column);
  if (entry === undefined) return '';
  const what = entry.part === 'missing' ? 'missing values' : (entry.category ?? 'values');
  return `row by row: ${what} ${entry.direction} since row ${grouped(entry.since)}`;
}

/** Of a sentence on what moved, so that the measure behind it is never what is cut. */
const sentenceCharacters = 160;

function driftColumn(
  { column, role, reason, decider, tests, moved }: ColumnReport,
  evidence: string = '',
): AlertColumn {
  const test = tests.find(({ test: name }) => name === decider) ?? tests[0];
  // A fixed threshold is one of the statistic, or of its p-value: neither a tolerance nor the effect had a part in it.
  const fixed = test?.reason === 'beyond-threshold';
  const effect = (fixed ? undefined : test?.effect?.value) ?? test?.statistic;
  const tolerance = fixed ? (test.thresholdOf === 'statistic' ? test.threshold : undefined) : test?.tolerance;
  // What the test of the window compared did not alarm where the evidence did row by row.
  const measure = test === undefined || reason === 'evidence-row-by-row' ? '' : measureOf(test);
  return {
    column,
    role,
    reason,
    ...(effect === undefined ? {} : { effect }),
    ...(tolerance === undefined ? {} : { tolerance }),
    moved: [evidence, clip(moved.sentence, sentenceCharacters), measure].filter((part) => part !== '').join('; '),
  };
}

/** How much against what: `psi 0.312, tolerance 0.05`, `js 0.2 > 0.1`, `ks p-value 0.001 < 0.05`. */
function measureOf({
  test,
  effect,
  statistic,
  pValue,
  tolerance,
  threshold,
  thresholdOf,
  alarmsWhen,
  reason,
}: TestResult): string {
  // Of the PSI alone, on whose scale columns are compared.
  if (tolerance !== undefined && effect?.interval !== undefined && reason !== 'beyond-threshold')
    return `${effect.name} ${figure(effect.value)} (${effect.interval.map(figure).join(' to ')}), tolerance ${figure(tolerance)}`;
  const value = thresholdOf === 'pValue' ? pValue : statistic;
  if (value === undefined) return test;
  const name = thresholdOf === 'pValue' ? `${test} p-value` : test;
  const sign = alarmsWhen === 'above' ? '>' : '<';
  return `${name} ${figure(value)}${threshold === undefined ? '' : ` ${sign} ${figure(threshold)}`}`;
}

function dataQuality(report: WindowReport): AlertSignal {
  const bad = report.quality.filter(({ flags, verdict, kind }) => flags && verdict === 'drift' && kind !== 'schema');
  const role = rolesOf(report);
  return signal('data-quality', report, bad.length > 0, report.verdict !== 'undecided', () => ({
    summary: `the data quality changed in ${countOf(new Set(bad.map(({ column }) => column)).size, 'column')}`,
    columns: bad
      .map((question) => qualityColumn(question, role(question.column)))
      .toSorted((a, b) => (b.effect ?? 0) - (a.effect ?? 0)),
  }));
}

function qualityColumn(question: QualityReport, role: string): AlertColumn {
  const { column, kind, share, count, reference, tolerance, reason, detail } = question;
  const sizes = `${kind} ${percent(share)} (${countOf(count, 'row')}), reference ${percent(reference.share)}`;
  return {
    column,
    role,
    reason,
    effect: Math.abs(share - reference.share),
    ...(tolerance === undefined ? {} : { tolerance }),
    moved: detail === undefined ? sizes : `${sizes}; ${detail}`,
  };
}

function schema(report: WindowReport): AlertSignal {
  const { violations } = report;
  const role = rolesOf(report);
  return signal('schema', report, violations.length > 0, report.verdict !== 'undecided', () => ({
    summary: `the window breaks the schema in ${countOf(violations.length, 'way')}`,
    columns: violations
      .toSorted((a, b) => b.count - a.count)
      .map(({ column, kind, count, detail }) => ({
        column,
        role: role(column),
        reason: 'schema-violation',
        moved: `${kind}, ${countOf(count, 'row')}: ${detail}`,
      })),
  }));
}

/** Of labels; in a window whose rows are part of the reference, or in none, of those of earlier windows. */
export function conceptDrift(concept: ConceptReport, report?: WindowReport): AlertSignal {
  const { detector, drift, rows, mean, index, since } = concept;
  const level = mean === undefined ? '' : `, mean error ${figure(mean)} over ${countOf(rows, 'row')}`;
  const rowText = (row: number): string => `row ${grouped(row)}`;
  const began = since === undefined ? '' : `, begun at about ${rowText(since)}`;
  const where = index === undefined ? '' : ` at ${rowText(index)} of its stream${began}`;
  const undecided = rows > 0 ? 'clean' : 'undecided';
  if (!drift) return { kind: 'concept-drift', firing: undecided, columns: [] };
  return {
    kind: 'concept-drift',
    firing: 'firing',
    summary: `the concept moved: ${detector} detected a change${where}${level}`,
    columns:
      report === undefined || report.window.inReference
        ? []
        : report.columns.filter(({ verdict }) => verdict === 'drift').map((column) => driftColumn(column)),
  };
}

/** Role by column name, looked up in a table that is made at the first question. */
function rolesOf({ columns }: WindowReport): (column: string) => string {
  let roles: ReadonlyMap<string, string> | undefined;
  return (column) => {
    roles ??= new Map(columns.map((known) => [known.column, known.role]));
    return roles.get(column) ?? 'none';
  };
}

/** A reason from the closed list in words; another's reason as it is. */
export const reasonText = (reason: string): string =>
  Object.hasOwn(reasons, reason) ? reasons[reason as keyof typeof reasons] : reason;
