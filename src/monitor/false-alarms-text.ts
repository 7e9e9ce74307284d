import {
  expectedFalseAlarmsInSteps,
  type FalseAlarmRate,
  type JudgedBy,
  type TestedColumn,
} from '../judge/verdict/expected-false-alarms.js';
import { decidingCells } from '../judge/verdict/minimum-detectable-effect.js';
import { inTurns, nextTurn } from '../ports/next-turn.js';
import { untilAborted } from '../ports/until-aborted.js';
import { countText, shareText } from '../show/number-text.js';
import { pacer } from './pacer.js';
import type { ColumnPlan } from './plan.js';
import type { Prepared } from './prepare.js';
import type { SmallReferenceHost } from './small-reference.js';
import { smallReferenceNotes } from './small-reference-notes.js';

/** What people are told of a reference that is small beside its windows. */
export interface SmallReferenceTexts {
  /** Once. */
  readonly warning: string;
  /** In the report of each window of so many rows. */
  readonly notes: (windowRows: number) => string[];
}

/** The reference that was warned of last. */
const warned = new WeakMap<SmallReferenceHost, string>();

/** Warns of the reference once, with windows of so many rows. */
export async function warnOnce(windowRows: number, host: SmallReferenceHost): Promise<void> {
  const { hash } = host.prepared.reference;
  if (warned.get(host) === hash) return;
  const texts = await smallReferenceTexts(windowRows, host);
  if (!texts || warned.get(host) === hash) return;
  warned.set(host, hash);
  host.events.emit('warning', { code: 'REFERENCE_SMALL', message: texts.warning });
}

/**
 * What people are told of windows of so many rows, computed with turns of the event loop in between. Nothing, and the host is
 * told, where that fails.
 *
 * @throws DriftSenseError `ABORTED` as soon as the signal fires.
 */
export async function smallReferenceTexts(
  windowRows: number,
  host: SmallReferenceHost,
  signal?: AbortSignal,
): Promise<SmallReferenceTexts | undefined> {
  const { prepared } = host;
  try {
    return textsOf(windowRows, prepared, await untilAborted(() => ratesOf(windowRows, prepared), signal, 'the window'));
  } catch (error) {
    if (signal?.aborted) throw error;
    host.failed('expected false alarms', error);
    return undefined;
  }
}

function textsOf(windowRows: number, { reference, settings }: Prepared, rates: string): SmallReferenceTexts {
  const modes = settings.preset.hasBudget ? ", or set referenceMode: 'pooled' or 'fixed-conditional'" : '';
  const warning = `windows of ${countText(windowRows)} rows, more than a fifth of the reference's ${countText(reference.size)}: its own error shows in all of them alike, and an unlucky reference may alarm in several windows in a row. ${rates}. Give a reference of ${countText(5 * windowRows)} rows or more, or smaller windows${modes}`;
  return { warning, notes: (of) => smallReferenceNotes(reference, of, rates) };
}

/** The false alarms that are or have been computed, by rows: each report says them again. */
const known = new WeakMap<Prepared, Map<number, Promise<string>>>();

/** Of rows to two digits, so that alike windows are one. */
function ratesOf(windowRows: number, prepared: Prepared): Promise<string> {
  const ofPrepared = known.get(prepared) ?? new Map<number, Promise<string>>();
  const rows = Number(windowRows.toPrecision(2));
  const rates = ofPrepared.get(rows) ?? falseAlarmsText(rows, prepared);
  known.set(prepared, ofPrepared.set(rows, rates));
  return rates;
}

/** The false alarms to expect of a monitor over its reference, in a sentence. */
async function falseAlarmsText(windowRows: number, prepared: Prepared): Promise<string> {
  const steps = expectedFalseAlarmsInSteps(testedColumns(prepared), windowRows, judgedBy(prepared));
  const { still, atTolerance } = await inTurns(steps, pacer(undefined));
  await nextTurn(); // judging is a slice of its own
  const moved =
    atTolerance === undefined ? '' : `; with every column moved up to its tolerance ${rateText(atTolerance)}`;
  return `False alarms to expect without drift: ${rateText(still)}${moved}`;
}

const rateText = ({ mean, oneInTwenty }: FalseAlarmRate): string =>
  mean < least && oneInTwenty < least
    ? 'under 0.1 % of windows'
    : `${percent(mean)} of windows on average, over ${percent(oneInTwenty)} for one monitor in twenty`;

const least = 0.0005;

/** Two digits: the laws are those of many rows. */
const percent = (share: number): string => (share < least ? '0 %' : shareText(Number(share.toPrecision(2))));

/** The columns that share the budget, or the fixed thresholds; counts of rows to two digits, so that alike ones are one. */
function testedColumns({ reference, plans }: Prepared): TestedColumn[] {
  const planOf = new Map(plans.map((plan) => [plan.column, plan]));
  return reference.columns.flatMap((column): TestedColumn[] => {
    const plan = planOf.get(column.name);
    const cells = decidingCells(column);
    if (plan === undefined || !shares(plan) || column.skipped !== undefined || column.count === 0 || cells < 2)
      return [];
    const { tolerance, weight } = plan;
    return [{ kind: column.kind, cells, rows: Number(column.count.toPrecision(2)), tolerance, weight }];
  });
}

const shares = ({ enabled, threshold }: ColumnPlan): boolean => enabled && threshold === undefined;

function judgedBy({ settings }: Prepared): JudgedBy {
  const { preset, deciderLevel: level, thresholds, aggregate } = settings;
  return preset.hasBudget
    ? { preset: 'budget', level, tolerance: preset.tolerance }
    : { preset: 'thresholds', ...thresholds, features: aggregate.features };
}
