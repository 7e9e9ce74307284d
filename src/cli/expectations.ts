import { stat } from 'node:fs/promises';
import { pathFrom, type ConfiguredParts } from '../config/load-parts.node.js';
import type { ConfigFile } from '../config/load-config.node.js';
import type { EffectiveConfig } from '../config/presets.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import {
  expectedFalseAlarms,
  levelsOf,
  type ExpectedFalseAlarms,
  type FalseAlarmRate,
  type JudgedBy,
  type TestedColumn,
} from '../judge/verdict/expected-false-alarms.js';
import { decidingCells } from '../judge/verdict/minimum-detectable-effect.js';
import { unluckyShare } from '../monitor/plan.js';
import { presets } from '../monitor/defaults/presets.js';
import { predictionColumn, scoreColumn, scoresRows } from '../monitor/score-columns.js';
import { countOf, countText } from '../show/number-text.js';
import { nonCentralChiSquared } from '../stats/distributions/non-central-chi-squared.js';
import { noncentralityOf, scaleOf } from '../stats/given-reference.js';
import { parseDuration } from '../source/duration.js';

/** The deciders' share of the alarm budget; data quality has the rest. */
const decidersShare = 0.9;
/** What windows have of a budget in rows; watching rows one by one has the rest. */
const windowsShare = 0.5;
const { tolerance: defaultTolerance } = presets.budget;

/**
 * The columns that are tested: those of the reference, and the score and prediction of the model that will serve. Columns
 * with a threshold of their own are no part of the budget and left out.
 */
export function testedColumns(
  reference: ReferenceProfile,
  { columns }: EffectiveConfig,
  trainer: ConfiguredParts['options']['trainer'],
): TestedColumn[] {
  const own = (name: string) => (Object.hasOwn(columns, name) ? columns[name]! : {});
  const inBudget = (name: string, counted: TestedColumn): TestedColumn[] => {
    const { enabled, threshold, tolerance, weight } = own(name);
    if (enabled === false || threshold !== undefined) return [];
    return [{ ...counted, ...(tolerance !== undefined && { tolerance }), ...(weight !== undefined && { weight }) }];
  };
  const tested = reference.columns
    .filter((column) => column.skipped === undefined && column.count > 0 && decidingCells(column) > 1)
    .flatMap((column) =>
      inBudget(column.name, { kind: column.kind, cells: decidingCells(column), rows: column.count }),
    );
  const label = reference.columns.find(({ role }) => role === 'label');
  if (label === undefined || label.count === 0 || !scoresRows(reference.schema, trainer)) return tested;
  const rows = label.count;
  const cells = Math.max(2, decidingCells(label));
  const hasScore = label.kind === 'categorical' && decidingCells(label) === 2;
  return [
    ...tested,
    ...(hasScore ? inBudget(scoreColumn, { kind: 'numeric', cells: 10, rows }) : []),
    ...inBudget(predictionColumn, { kind: label.kind, cells, rows }),
  ];
}

/** What is to be expected of a configuration on its data. */
export interface Expectations extends ExpectedFalseAlarms {
  readonly columns: number;
  /** Rows of a window, about. */
  readonly windowRows: number;
  /** Where rows are watched one by one too: the share of windows in which that alarms, at most. */
  readonly rowByRow?: number;
  /** Windows that have joined the reference by then. */
  readonly joined?: number;
}

/** Windows that join the reference are told of once so many have. */
const joinedWindows = 10;

/** The false alarms to expect for the columns and rows at hand. */
export function expectationsOf(
  columns: readonly TestedColumn[],
  windowRows: number,
  config: EffectiveConfig,
): Expectations {
  const { preset, alarm_budget: budget } = config;
  const inRows = preset === 'budget' && isInRows(budget.per) ? budget.per.rows : undefined;
  const joined = preset === 'budget' && config.reference_mode === 'pooled' ? joinedWindows : 0;
  const isConditional = preset === 'budget' && config.reference_mode === 'fixed-conditional';
  const levelOf = levelsOf(columns, decidersLevel(config));
  const unlucky = unluckyShare / columns.length;
  const known = columns.map((column) => ({
    ...column,
    rows: column.rows + joined * windowRows,
    ...(isConditional && { limit: conditionalLimit(column, windowRows, levelOf(column), unlucky) }),
  }));
  return {
    ...expectedFalseAlarms(known, windowRows, judgedBy(config)),
    ...(joined > 0 && { joined }),
    columns: columns.length,
    windowRows,
    ...(inRows !== undefined && { rowByRow: ((1 - windowsShare) * budget.false_alarms * windowRows) / inRows }),
  };
}

/** Σ(q − p)²/p̄ from which a column is flagged at its level where the budget is kept for nearly every reference. */
function conditionalLimit(
  { cells, rows, tolerance = defaultTolerance }: TestedColumn,
  windowRows: number,
  level: number,
  referenceError: number,
): number {
  const sides = { n: rows, m: windowRows, referenceError };
  const law = nonCentralChiSquared(cells - 1, noncentralityOf(sides, cells - 1, tolerance));
  return ((1 / rows + 1 / windowRows) * law.isf(level)) / scaleOf(sides);
}

/** The same in words: a line, and for a budget another. */
export function expectationLines({
  columns,
  windowRows,
  still,
  atTolerance,
  rowByRow,
  joined,
}: Expectations): string[] {
  const once = joined === undefined ? '' : `, once ${countOf(joined, 'window')} have joined the reference`;
  const frame = `${countOf(columns, 'tested column')}, about ${countText(windowRows)} rows a window${once}`;
  return [
    `false alarms to expect: ${rateText(still)} (${frame})`,
    ...(atTolerance === undefined ? [] : [`false alarms with every column at its tolerance: ${rateText(atTolerance)}`]),
    ...(rowByRow === undefined
      ? []
      : [`false alarms row by row: in at most ${percent(rowByRow)} of windows on average`]),
  ];
}

const least = 0.0005;

const rateText = ({ mean, oneInTwenty }: FalseAlarmRate): string =>
  oneInTwenty < least && mean < least
    ? 'under 0.1 % of windows'
    : `${percent(mean)} of windows on average, over ${percent(oneInTwenty)} for one monitor in twenty`;

const percent = (share: number): string =>
  share < least ? '0.1 %' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

/** Chance of a false alarm per window that the deciders of a budget may use up together. */
export function decidersLevel({ alarm_budget: budget, window }: EffectiveConfig): number {
  const level = (decidersShare * budget.false_alarms) / windowsPer(budget.per, window);
  return isInRows(budget.per) ? windowsShare * level : level;
}

const isInRows = (per: EffectiveConfig['alarm_budget']['per']): per is { rows: number } =>
  typeof per === 'object' && 'rows' in per;

const dayMs = 86_400_000;
const monthMs = 30.4375 * dayMs;
const spanMs = { day: dayMs, week: 7 * dayMs, month: monthMs } as const;

/** Windows in the span of a budget. That the two fit together, the Monitor has checked. */
export function windowsPer(per: EffectiveConfig['alarm_budget']['per'], window: EffectiveConfig['window']): number {
  if (typeof per === 'object' && 'windows' in per) return per.windows;
  if (typeof per === 'object') return typeof window === 'object' && window.rows ? per.rows / window.rows : 1;
  if (typeof window !== 'object' || !('every' in window)) return 1;
  const { ms, count } = parseDuration(window.every);
  return spanMs[per] / (ms ?? count * monthMs);
}

function judgedBy(config: EffectiveConfig): JudgedBy {
  const {
    preset,
    drift: { thresholds, aggregate_rule: features },
  } = config;
  if (preset === 'budget') return { preset, level: decidersLevel(config), tolerance: defaultTolerance };
  return {
    preset,
    ks: thresholds.ks_pvalue_lt,
    jsDivergence: thresholds.js_divergence_gt,
    psi: thresholds.psi_gt,
    chiSquare: thresholds.chi2_pvalue_lt,
    features,
  };
}

/** Rows of a window: as configured, or as the first stream file seems to hold, by its size beside the reference's. */
export async function windowRowsOf(file: ConfigFile, { reference, streamFiles }: ConfiguredParts): Promise<number> {
  const { window, data } = file.config;
  if (typeof window === 'object' && window.rows) return window.rows;
  const [first] = await streamFiles();
  if (first === undefined || reference.size === 0) return 2_000;
  const [one, all] = await Promise.all([stat(first), stat(pathFrom(file, data.reference))]);
  return Math.max(1, roundTo2((reference.size * one.size) / Math.max(1, all.size)));
}

/** Two significant digits: it is an estimate. */
const roundTo2 = (rows: number): number => Math.round(Number(rows.toPrecision(2)));
