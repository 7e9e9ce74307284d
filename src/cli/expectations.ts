import { stat } from 'node:fs/promises';
import { pathFrom, type ConfiguredParts } from '../config/load-parts.node.js';
import type { ConfigFile } from '../config/load-config.node.js';
import type { EffectiveConfig } from '../config/presets.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import {
  expectedFalseAlarms,
  type FalseAlarmRate,
  type JudgedBy,
  type TestedColumn,
} from '../judge/verdict/expected-false-alarms.js';
import { decidingCells } from '../judge/verdict/minimum-detectable-effect.js';
import { scoresRows } from '../monitor/champion.js';

/** The deciders' share of the alarm budget; data quality has the rest. */
const decidersShare = 0.9;
const defaultTolerance = 0.05;

/** The columns that are tested: those of the reference, and the score and prediction of the model that will serve. */
export function testedColumns(
  reference: ReferenceProfile,
  { columns }: EffectiveConfig,
  trainer: ConfiguredParts['options']['trainer'],
): TestedColumn[] {
  const tested = reference.columns
    .filter((column) => column.skipped === undefined && decidingCells(column) > 1)
    .filter(({ name }) => !Object.hasOwn(columns, name) || columns[name]!.enabled !== false)
    .map((column): TestedColumn => ({ kind: column.kind, cells: decidingCells(column), rows: column.count }));
  const label = reference.columns.find(({ role }) => role === 'label');
  if (label === undefined || !scoresRows(reference.schema, trainer)) return tested;
  const rows = label.count;
  const score: TestedColumn = { kind: 'numeric', cells: 10, rows };
  const prediction: TestedColumn = { kind: label.kind, cells: Math.max(2, decidingCells(label)), rows };
  return label.kind === 'categorical' && decidingCells(label) === 2
    ? [...tested, score, prediction]
    : [...tested, prediction];
}

/** What is to be expected of this configuration, in words: one line, or two. */
export function falseAlarmLines(
  columns: readonly TestedColumn[],
  windowRows: number,
  config: EffectiveConfig,
): string[] {
  const by = judgedBy(config);
  const { still, atTolerance } = expectedFalseAlarms(columns, windowRows, by);
  const frame = `${columns.length} tested columns, windows of about ${windowRows.toLocaleString('en')} rows`;
  if (atTolerance === undefined)
    return [`false alarms to expect (${frame}): ${ratesText(still)} of windows while nothing moves`];
  return [
    `false alarms to expect (${frame}): ${ratesText(still)} of windows while nothing moves, ${ratesText(atTolerance)} while every column moves by its tolerance`,
  ];
}

const ratesText = ({ mean, oneInTwenty }: FalseAlarmRate): string =>
  `${percent(mean)} on average, over ${percent(oneInTwenty)} for one monitor in twenty`;

const percent = (share: number): string =>
  share < 0.0005 ? 'under 0.1 %' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

function judgedBy({
  preset,
  drift: { thresholds, aggregate_rule: features },
  alarm_budget: budget,
}: EffectiveConfig): JudgedBy {
  if (preset === 'thresholds')
    return {
      preset,
      ks: thresholds.ks_pvalue_lt,
      jsDivergence: thresholds.js_divergence_gt,
      psi: thresholds.psi_gt,
      chiSquare: thresholds.chi2_pvalue_lt,
      features,
    };
  const windows = typeof budget.per === 'object' && 'windows' in budget.per ? budget.per.windows : 100;
  return { preset, level: (decidersShare * budget.false_alarms) / windows, tolerance: defaultTolerance };
}

/** Rows of a window: as configured, or as the first stream file seems to hold, by its size beside the reference's. */
export async function windowRowsOf(file: ConfigFile, { reference, streamFiles }: ConfiguredParts): Promise<number> {
  const { window, data } = file.config;
  if (typeof window === 'object' && 'rows' in window) return window.rows;
  const [first] = await streamFiles();
  if (first === undefined || reference.size === 0) return 2_000;
  const [one, all] = await Promise.all([stat(first), stat(pathFrom(file, data.reference))]);
  return Math.max(1, roundTo2((reference.size * one.size) / Math.max(1, all.size)));
}

/** Two significant digits: it is an estimate. */
const roundTo2 = (rows: number): number => Math.round(Number(rows.toPrecision(2)));
