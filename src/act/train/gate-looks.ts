import { DriftSenseError } from '../../errors.js';
import { deepFreeze } from '../../freeze.js';
import { parseOptions } from '../../options.js';
import { boundedLossEvidence, pairedErrorEvidence, stakes, type LossEvidence } from '../../stats/gate-e-process.js';
import { boundedLoss, lossScaleOf } from '../../stats/metrics/bounded-loss.js';
import { classesInSteps, decisions, numbersInSteps, worsening } from './evaluate.js';
import { gainOf, lookAtGains, type Gain } from './gate-gains.js';
import { checkMetrics } from './gate-options.js';
import { heldBy, judgeSegments, lookAtSegments, type SegmentValues } from './gate-segments.js';
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

/** The first decision, as `gate` says, in steps that tell their work in multiply-adds. */
export function* firstLook(rows: GateRows, settings: GateSettings, facts: GateFacts): Generator<number, GateRecord> {
  const given = parseOptions(gateSettings, settings, 'gate');
  checkMetrics(given, taskOf(given.classes), 'gate');
  checkRows(rows, given.classes);
  const frozen = given.classes === 0 && given.lossScale === undefined;
  const { checked, counted } = frozen ? freezeScale(rows, given) : { checked: given, counted: rows };
  return settle(checked, parseOptions(gateFacts, facts, 'gate.facts'), [yield* lookAt(counted, checked)]);
}

/** A decision with later rows, as `continueGate` says, in steps as well. */
export function* nextLook(record: unknown, rows: GateRows): Generator<number, GateRecord> {
  const before = parseRecord(record);
  if (before.verdict !== 'continue') return before;
  checkRows(rows, before.settings.classes);
  return settle(before.settings, before.facts, [...before.looks, yield* lookAt(rows, before.settings)]);
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
  const at = looks.findIndex((look) => !isComplete(look, settings));
  if (at >= 0) throw noRecord(`looks.${at}: not what a decision between models of ${settings.classes} classes adds up`);
  return parsed.data;
}

const noRecord = (what: string) => new DriftSenseError('MODEL_INVALID', `expected a gate record: ${what}`);

/** Whether a look holds what decides between classifiers, or for 0 classes between regressions, and what the settings ask of it. */
const isComplete = (
  { b, c, sum, squares, bets, gains, segments }: Look,
  { classes, once, segments: limits }: CheckedGateSettings,
): boolean =>
  (limits !== undefined) === (segments !== undefined) &&
  (askedOf(once) !== undefined) === (gains !== undefined) &&
  (classes > 0
    ? b !== undefined && c !== undefined
    : sum !== undefined &&
      squares !== undefined &&
      bets?.better.length === stakes.length &&
      bets.worse.length === stakes.length);

/** The metrics that must improve by figures of their own. */
const askedOf = (once: CheckedGateSettings['once']) =>
  typeof once?.minImprovement === 'object' ? once.minImprovement : undefined;

const taskOf = (classes: number) => (classes === 0 ? 'regression' : classes === 2 ? 'binary' : 'multiclass');

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

function* lookAt(rows: GateRows, settings: CheckedGateSettings): Generator<number, Look> {
  const asked = askedOf(settings.once);
  return {
    ...(yield* lookAtAll(rows, settings)),
    ...(asked && { gains: yield* lookAtGains(rows, Object.keys(asked), settings) }),
    ...(settings.segments && { segments: yield* lookAtSegments(rows, settings.segments, settings) }),
  };
}

/** Losses that are bet on in one step: a few milliseconds. */
const betsOfStep = 10_000;

function* lookAtAll(
  { labels, champion, challenger, window }: GateRows,
  settings: CheckedGateSettings,
): Generator<number, Look> {
  const { classes, decisionThreshold, lossScale = 1 } = settings;
  const head = { ...(window !== undefined && { window }), rows: labels.length };
  if (classes === 0) {
    const d = labels.map(
      (label, i) => boundedLoss(label, champion[i]!, lossScale) - boundedLoss(label, challenger[i]!, lossScale),
    );
    yield d.length * 20;
    let evidence: LossEvidence | undefined;
    for (let from = 0; from === 0 || from < d.length; from += betsOfStep) {
      const some = d.subarray(from, from + betsOfStep);
      evidence = boundedLossEvidence(some, evidence && { after: evidence });
      yield some.length * 300;
    }
    return {
      ...head,
      sum: d.reduce((sum, x) => sum + x, 0),
      squares: d.reduce((sum, x) => sum + x * x, 0),
      bets: copyBets(evidence!.bets),
      champion: yield* numbersInSteps(labels, champion),
      challenger: yield* numbersInSteps(labels, challenger),
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
  yield labels.length * 20;
  return {
    ...head,
    b,
    c,
    champion: yield* classesInSteps(labels, champion, classes, decisionThreshold),
    challenger: yield* classesInSteps(labels, challenger, classes, decisionThreshold),
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
  const held = segments && heldBy(segments);
  const found = { rows, ...counts, ...(segments && { segments }) };
  if (settings.once !== undefined)
    return { ...head, method: 'paired-interval', ...found, ...settleOnce(settings, looks[0]!, held) };

  const { lnBetter, lnWorse } =
    settings.classes === 0
      ? boundedLossEvidence([], { after: { lnBetter: 0, lnWorse: 0, bets: addBets(looks) } })
      : pairedErrorEvidence(counts.b!, counts.c!);
  const needed = -Math.log(settings.alpha);
  let verdict: GateRecord['verdict'] = 'continue';
  let reason: GateReason = 'evidence-open';
  // Later rows may say that it was chance; without any to come it is refused.
  if (lnBetter >= needed && held) [verdict, reason] = [looks.length >= settings.maxLooks ? 'reject' : 'continue', held];
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

function settleOnce(
  settings: CheckedGateSettings,
  look: Look,
  held: GateReason | undefined,
): Pick<GateRecord, 'gain' | 'gains' | 'verdict' | 'reason'> {
  const { minImprovement, maxRegression } = settings.once!;
  const { rows, sum = look.b! - look.c!, squares = look.b! + look.c! } = look;
  const asked = askedOf(settings.once);
  const gain = asked ? undefined : gainOf({ sum, squares }, rows);
  const gains =
    asked && Object.fromEntries(Object.entries(look.gains!).map(([metric, one]) => [metric, gainOf(one, rows)]));
  const found = gains ? { gains } : { gain };
  for (const [metric, allowed] of Object.entries(maxRegression)) {
    const [first, second] = [look.champion[metric], look.challenger[metric]];
    if (first !== undefined && second !== undefined && worsening(metric, first, second) > allowed)
      return { ...found, verdict: 'reject', reason: 'metric-regressed' };
  }
  if (held) return { ...found, verdict: 'reject', reason: held };
  // Without a discordant row the bound is 0 exactly, which is no gain.
  const isCertain = (one: Gain | undefined, figure: number) =>
    one !== undefined && one.lower >= figure && one.value > 0;
  const certain = gains
    ? Object.entries(asked).every(([metric, figure]) => isCertain(gains[metric], figure))
    : isCertain(gain, Number(minImprovement));
  return { ...found, verdict: certain ? 'promote' : 'reject', reason: certain ? 'gain-certain' : 'gain-uncertain' };
}
