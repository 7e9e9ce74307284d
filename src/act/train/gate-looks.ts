import { DriftSenseError } from '../../errors.js';
import { deepFreeze } from '../../freeze.js';
import { parseOptions } from '../../options.js';
import { boundedLossEvidence, pairedErrorEvidence, stakes } from '../../stats/gate-e-process.js';
import { boundedLoss, lossScaleOf } from '../../stats/metrics/bounded-loss.js';
import { decisions, evaluateClasses, evaluateNumbers, worsening } from './evaluate.js';
import { judgeSegments, lookAtSegments, type SegmentValues } from './gate-segments.js';
import {
  gateFacts,
  gateRecord,
  gateSettings,
  type CheckedGateSettings,
  type GateFacts,
  type GateReason,
  type GateRecord,
  type GateSettings,
  type Look,
} from './gate-record.js';

/** What both models say of the same labelled rows, which neither was trained on, oldest first. */
export interface GateRows {
  /** Class index, or number, per row. */
  readonly labels: Float64Array;
  /** As `predict` returns: P(class 1), rows × K probabilities, or numbers. */
  readonly champion: Float64Array;
  readonly challenger: Float64Array;
  /** By column: the segment of each row, where segments have limits. */
  readonly segments?: SegmentValues;
  /** The window of these rows, when it is a later one. */
  readonly window?: string;
}

/** The first decision, as `gate` says. */
export function firstLook(rows: GateRows, settings: GateSettings, facts: GateFacts): GateRecord {
  const given = parseOptions(gateSettings, settings, 'gate');
  checkMetrics(given);
  checkRows(rows, given.classes);
  const frozen = given.classes === 0 && given.lossScale === undefined;
  const { checked, counted } = frozen ? freezeScale(rows, given) : { checked: given, counted: rows };
  return settle(checked, parseOptions(gateFacts, facts, 'gate.facts'), [lookAt(counted, checked)]);
}

/** A decision with later rows, as `continueGate` says. */
export function nextLook(record: unknown, rows: GateRows): GateRecord {
  const before = parseRecord(record);
  if (before.verdict !== 'continue') return before;
  checkRows(rows, before.settings.classes);
  return settle(before.settings, before.facts, [...before.looks, lookAt(rows, before.settings)]);
}

/** The decision once more, as `replayGate` says. */
export function decideAgain(record: unknown): GateRecord {
  const { settings, facts, looks } = parseRecord(record);
  return settle(settings, facts, looks);
}

function parseRecord(record: unknown): GateRecord {
  const parsed = gateRecord.safeParse(record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw noRecord(`${issue.path.join('.')}: ${issue.message}`);
  }
  const { settings, looks } = parsed.data;
  const at = looks.findIndex(
    (look) =>
      !isComplete(look, settings.classes) || (settings.segments !== undefined) !== (look.segments !== undefined),
  );
  if (at >= 0) throw noRecord(`looks.${at}: not what a decision between models of ${settings.classes} classes adds up`);
  return parsed.data;
}

const noRecord = (what: string) => new DriftSenseError('MODEL_INVALID', `expected a gate record: ${what}`);

/** Whether a look holds what decides between classifiers, or for 0 classes between regressions. */
const isComplete = ({ b, c, sum, squares, bets }: Look, classes: number): boolean =>
  classes > 0
    ? b !== undefined && c !== undefined
    : sum !== undefined &&
      squares !== undefined &&
      bets?.better.length === stakes.length &&
      bets.worse.length === stakes.length;

const metricsOfNumbers = ['mae', 'rmse', 'bias', 'rSquared'];
const metricsOfClasses = ['accuracy', 'logLoss', 'macroF1'];

/** A limit for a metric that there is not would never be looked at. */
function checkMetrics({ classes, once, segments }: CheckedGateSettings): void {
  const known = classes === 0 ? metricsOfNumbers : [...metricsOfClasses, ...(classes === 2 ? ['auc', 'brier'] : [])];
  for (const [where, limits] of Object.entries({ once, segments }))
    for (const name of Object.keys(limits?.maxRegression ?? {}))
      if (!known.includes(name))
        throw new DriftSenseError(
          'OPTION_INVALID',
          `gate.${where}.maxRegression.${name}: expected one of ${known.join(', ')}`,
        );
}

function checkRows({ labels, champion, challenger }: GateRows, classes: number): void {
  const width = classes > 2 ? classes : 1;
  if (labels.length === 0) throw new DriftSenseError('TRAINING_DATA', 'gate: expected labelled rows, got none');
  for (const [name, predictions] of Object.entries({ champion, challenger }))
    if (predictions.length !== labels.length * width)
      throw new DriftSenseError(
        'TRAINING_DATA',
        `gate: expected ${labels.length * width} predictions of the ${name}, got ${predictions.length}`,
      );
}

/** Takes the scale from the champion on the first fifth of the rows, and the other rows to count. */
function freezeScale(
  rows: GateRows,
  settings: CheckedGateSettings,
): { checked: CheckedGateSettings; counted: GateRows } {
  const first = Math.ceil(rows.labels.length / 5);
  const errors = rows.labels.subarray(0, first).map((label, i) => Math.abs(label - rows.champion[i]!));
  const median = errors.toSorted()[first >> 1]!;
  return {
    // A champion without errors leaves no scale: then one unit of the label. Parsed again, so that a replay, which parses
    // the record, finds the settings in the same order.
    checked: parseOptions(gateSettings, { ...settings, lossScale: lossScaleOf(median) }, 'gate'),
    counted: {
      ...rows,
      labels: rows.labels.subarray(first),
      champion: rows.champion.subarray(first),
      challenger: rows.challenger.subarray(first),
      ...(rows.segments && { segments: segmentsFrom(rows.segments, first) }),
    },
  };
}

const segmentsFrom = (segments: SegmentValues, first: number): SegmentValues =>
  Object.fromEntries(Object.entries(segments).map(([column, values]) => [column, values.slice(first)]));

function lookAt(rows: GateRows, settings: CheckedGateSettings): Look {
  const look = lookAtAll(rows, settings);
  return settings.segments ? { ...look, segments: lookAtSegments(rows, settings.segments, settings) } : look;
}

function lookAtAll({ labels, champion, challenger, window }: GateRows, settings: CheckedGateSettings): Look {
  const { classes, decisionThreshold, lossScale = 1 } = settings;
  const head = { ...(window !== undefined && { window }), rows: labels.length };
  if (classes === 0) {
    const d = labels.map(
      (label, i) => boundedLoss(label, champion[i]!, lossScale) - boundedLoss(label, challenger[i]!, lossScale),
    );
    return {
      ...head,
      sum: d.reduce((sum, x) => sum + x, 0),
      squares: d.reduce((sum, x) => sum + x * x, 0),
      bets: copyBets(boundedLossEvidence(d).bets),
      champion: evaluateNumbers(labels, champion),
      challenger: evaluateNumbers(labels, challenger),
    };
  }
  const old = decisions(champion, classes, decisionThreshold);
  const fresh = decisions(challenger, classes, decisionThreshold);
  let b = 0;
  let c = 0;
  for (let i = 0; i < labels.length; i++) {
    if (old[i] !== labels[i] && fresh[i] === labels[i]) b++;
    else if (old[i] === labels[i] && fresh[i] !== labels[i]) c++;
  }
  return {
    ...head,
    b,
    c,
    champion: evaluateClasses(labels, champion, classes, decisionThreshold),
    challenger: evaluateClasses(labels, challenger, classes, decisionThreshold),
  };
}

const copyBets = ({ better, worse }: { readonly better: readonly number[]; readonly worse: readonly number[] }) => ({
  better: better.map((x) => x + 0), // no −0: JSON could not keep it
  worse: worse.map((x) => x + 0),
});

/** The decision from its inputs. Pure, and always in the same order of sums. */
function settle(...made: Parameters<typeof settled>): GateRecord {
  return deepFreeze(settled(...made));
}

function settled(settings: CheckedGateSettings, facts: GateFacts, looks: readonly Look[]): GateRecord {
  const total = (part: (look: Look) => number | undefined) => looks.reduce((sum, look) => sum + (part(look) ?? 0), 0);
  const rows = total((look) => look.rows);
  const counts: { b?: number; c?: number } =
    settings.classes === 0 ? {} : { b: total((look) => look.b), c: total((look) => look.c) };
  const head = { kind: 'gate' as const, schemaVersion: 1 as const, facts, settings, looks: [...looks] };
  const limits = settings.segments;
  const segments =
    limits &&
    judgeSegments(
      looks.map((look) => look.segments ?? []),
      limits,
    );
  const isWorse = segments?.some((segment) => segment.verdict === 'worse') ?? false;
  const found = { rows, ...counts, ...(segments && { segments }) };
  if (settings.once !== undefined)
    return { ...head, method: 'paired-interval', ...found, ...settleOnce(settings, looks[0]!, isWorse) };

  const { lnBetter, lnWorse } =
    settings.classes === 0
      ? boundedLossEvidence([], { after: { lnBetter: 0, lnWorse: 0, bets: addBets(looks) } })
      : pairedErrorEvidence(counts.b!, counts.c!);
  const needed = -Math.log(settings.alpha);
  let verdict: GateRecord['verdict'] = 'continue';
  let reason: GateReason = 'evidence-open';
  // Later rows may say that it was chance; without any to come it is refused.
  if (lnBetter >= needed && isWorse)
    [verdict, reason] = [looks.length >= settings.maxLooks ? 'reject' : 'continue', 'segment-regressed'];
  else if (lnBetter >= needed) [verdict, reason] = ['promote', 'evidence-for'];
  else if (lnWorse >= needed) [verdict, reason] = ['reject', 'evidence-against'];
  else if (looks.length >= settings.maxLooks) [verdict, reason] = ['reject', 'evidence-too-slow'];
  const method = settings.classes === 0 ? 'bounded-losses' : 'paired-errors';
  return { ...head, method, ...found, logE: lnBetter + 0, harmLogE: lnWorse + 0, verdict, reason };
}

function addBets(looks: readonly Look[]): { better: number[]; worse: number[] } {
  const add = (side: 'better' | 'worse') =>
    looks.map((look) => look.bets?.[side] ?? []).reduce((sum, bets) => bets.map((x, k) => x + (sum[k] ?? 0)), []);
  return { better: add('better'), worse: add('worse') };
}

/** Standard normal quantile of .95. */
const z95 = 1.6448536269514722;

function settleOnce(
  settings: CheckedGateSettings,
  look: Look,
  isWorse: boolean,
): Pick<GateRecord, 'gain' | 'verdict' | 'reason'> {
  const { minImprovement, maxRegression } = settings.once!;
  const { rows } = look;
  const sum = look.sum ?? look.b! - look.c!;
  const squares = look.squares ?? look.b! + look.c!;
  const value = sum / rows;
  const lower = value - z95 * Math.sqrt(Math.max(0, squares / rows - value * value) / rows);
  const gain = { value: value + 0, lower: lower + 0 };
  for (const [metric, allowed] of Object.entries(maxRegression)) {
    const [first, second] = [look.champion[metric], look.challenger[metric]];
    if (first !== undefined && second !== undefined && worsening(metric, first, second) > allowed)
      return { gain, verdict: 'reject', reason: 'metric-regressed' };
  }
  if (isWorse) return { gain, verdict: 'reject', reason: 'segment-regressed' };
  // Without a discordant row the bound is 0 exactly, which is no gain.
  const certain = lower >= minImprovement && value > 0;
  return { gain, verdict: certain ? 'promote' : 'reject', reason: certain ? 'gain-certain' : 'gain-uncertain' };
}
