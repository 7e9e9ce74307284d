import type { ColumnReport, QualityReport, WindowReport } from '../contracts/window-report.js';
import { csvText, type CsvCell } from '../store/csv-text.js';
import { deciderOf } from './severity.js';
import { requireGiven } from '../require-given.js';

const header = [
  'window',
  'kind',
  'column',
  'verdict',
  'reason',
  'test',
  'statistic',
  'effect',
  'effect_low',
  'effect_high',
  'tolerance',
  'p_value',
  'log_p_value',
  'threshold',
  'rows',
  'in_reference',
  'window_verdict',
  'model_version',
  'since',
] as const;

type FlagRow = Partial<Record<(typeof header)[number], CsvCell>>;

/**
 * The flags of all windows as a table for spreadsheets: one line per window and column (kind `column`), one per
 * data-quality question that found something (`quality`: the statistic is its share), one per concept detector
 * (`concept`: the statistic is the mean of its input). No cell is evaluated as a formula; numbers read back exactly.
 *
 * @param options - `header: false` leaves out the first line, for appending.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what are no window reports.
 * @example await writeFile('flags.csv', flagsCsv(reports));
 */
export function flagsCsv(reports: Iterable<WindowReport>, options?: { readonly header?: boolean }): string {
  requireGiven(reports, 'flagsCsv', 'window reports', Symbol.iterator);
  const text = csvText(header, rows(reports));
  return options?.header === false ? text.slice(text.indexOf('\n') + 1) : text;
}

function* rows(reports: Iterable<WindowReport>): Iterable<readonly CsvCell[]> {
  for (const report of reports) {
    requireGiven(report, 'flagsCsv', 'a window report', 'window', 'columns', 'quality', 'decision');
    const shared: FlagRow = {
      window: report.window.id,
      rows: report.window.rows,
      in_reference: report.window.inReference === true,
      window_verdict: report.verdict,
      model_version: report.modelVersion,
    };
    for (const column of report.columns) yield cells({ ...shared, ...columnRow(column) });
    for (const question of report.quality)
      if (question.verdict !== 'stable' || question.count > 0) yield cells({ ...shared, ...qualityRow(question) });
    if (report.concept) yield cells({ ...shared, ...conceptRow(report.concept) });
  }
}

const cells = (row: FlagRow): readonly CsvCell[] => header.map((name) => row[name]);

function columnRow(column: ColumnReport): FlagRow {
  const decider = deciderOf(column);
  const { effect } = decider ?? {};
  return {
    kind: 'column',
    column: column.column,
    verdict: column.verdict,
    reason: column.reason,
    test: decider?.test,
    statistic: decider?.statistic,
    effect: effect?.value,
    effect_low: effect?.interval?.[0],
    effect_high: effect?.interval?.[1],
    tolerance: decider?.tolerance,
    p_value: decider?.pValue,
    log_p_value: decider?.logPValue,
    threshold: decider?.threshold,
    since: column.moved.since,
  };
}

const qualityRow = (question: QualityReport): FlagRow => ({
  kind: 'quality',
  column: question.column,
  verdict: question.verdict,
  reason: question.reason,
  test: question.kind,
  statistic: question.share,
  effect: question.share - question.reference.share,
  tolerance: question.tolerance,
  p_value: question.pValue,
  log_p_value: question.logPValue,
});

const conceptRow = ({ detector, drift, warning, mean }: NonNullable<WindowReport['concept']>): FlagRow => ({
  kind: 'concept',
  verdict: drift ? 'drift' : warning ? 'warning' : 'stable',
  test: detector,
  statistic: mean,
});
