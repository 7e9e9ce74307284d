import * as z from 'zod/mini';
import { DriftSenseError } from '../../errors.js';
import { byName } from '../../options.js';
import { classesInSteps, numbersInSteps, worsening, type Metrics } from './evaluate.js';
import type { SegmentLimits } from './gate-options.js';

/** Values of columns that tell segments apart, one per row; rows without a value are a segment as well. */
export type SegmentValues = Readonly<Record<string, readonly (string | number | boolean | undefined)[]>>;

const metrics = byName(z.number());
const count = z.int().check(z.nonnegative());
const segment = {
  column: z.string(),
  /** Absent for the rows without a value, and for `others`. */
  value: z.optional(z.string()),
  /** How many segments these are: all but the 50 largest of the column, of which no metrics are kept. */
  others: z.optional(count),
  rows: count,
};

/** What one look says of a segment: the metrics that have a limit. */
export const segmentLook = z.strictObject({ ...segment, champion: metrics, challenger: metrics });
type SegmentLook = z.output<typeof segmentLook>;

/** How a segment came out over all looks, by its rows in them. */
export const segmentOutcome = z.strictObject({
  ...segment,
  /** Judged: `kept`, `worse` and `not-better`. `no-metric`: one cannot be told of these rows, such as the AUC of one class. */
  verdict: z.enum(['kept', 'worse', 'not-better', 'too-few-rows', 'too-many', 'no-metric']),
  /** The metric that is worse by more than `allowed`, not better by `asked`, or that cannot be told. */
  metric: z.optional(z.string()),
  champion: z.optional(z.number()),
  challenger: z.optional(z.number()),
  allowed: z.optional(z.number()),
  asked: z.optional(z.number()),
});
/** How a segment came out: judged (`kept`, `worse`, `not-better`) or why not, with the metric and what both models have of it. */
export type SegmentOutcome = z.output<typeof segmentOutcome>;

/** The largest segments of a column of which a look keeps metrics: a record has a bound. */
const mostSegments = 50;

/** Rows with what both models say of them. */
interface Compared {
  readonly labels: Float64Array;
  readonly champion: Float64Array;
  readonly challenger: Float64Array;
  readonly segments?: SegmentValues | undefined;
}

/** What both models are like in each segment, the largest first, a segment and model a step. @throws DriftSenseError `TRAINING_DATA` without values per row. */
export function* lookAtSegments(
  { labels, champion, challenger, segments = {} }: Compared,
  { columns = Object.keys(segments), minImprovement, maxRegression }: SegmentLimits,
  { classes, decisionThreshold }: { readonly classes: number; readonly decisionThreshold: number },
): Generator<number, SegmentLook[]> {
  const width = classes > 2 ? classes : 1;
  const named = { ...minImprovement, ...maxRegression };
  function* measured(predictions: Float64Array, rows: readonly number[]): Generator<number, Metrics> {
    const own = new Float64Array(rows.length);
    const said = new Float64Array(rows.length * width);
    for (const [i, row] of rows.entries()) {
      own[i] = labels[row]!;
      for (let k = 0; k < width; k++) said[i * width + k] = predictions[row * width + k]!;
    }
    yield said.length * 20;
    const all = yield* classes === 0
      ? numbersInSteps(own, said)
      : classesInSteps(own, said, classes, decisionThreshold);
    return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(named, name)));
  }
  if (columns.length === 0) throw noSegments('the rows name no segments');
  const found: SegmentLook[] = [];
  for (const column of columns) {
    const values = Object.hasOwn(segments, column) ? segments[column]! : [];
    if (values.length !== labels.length)
      throw noSegments(`expected ${labels.length} values of '${column}', got ${values.length}`);
    const bySize = rowsByValue(values).toSorted(([, a], [, b]) => b.length - a.length);
    yield values.length * 40;
    const others = bySize.slice(mostSegments);
    for (const [value, rows] of bySize.slice(0, mostSegments))
      found.push({
        column,
        ...(value !== undefined && { value }),
        rows: rows.length,
        champion: yield* measured(champion, rows),
        challenger: yield* measured(challenger, rows),
      });
    if (others.length > 0) found.push({ ...rest(column, others), champion: {}, challenger: {} });
  }
  return found;
}

const noSegments = (what: string) => new DriftSenseError('TRAINING_DATA', `gate.segments: ${what}`);

type Rows = readonly [value: string | undefined, rows: readonly number[]];

const rest = (column: string, others: readonly Rows[]) => ({
  column,
  others: others.length,
  rows: others.reduce((sum, [, rows]) => sum + rows.length, 0),
});

function rowsByValue(values: SegmentValues[string]): Rows[] {
  const found = new Map<string | undefined, number[]>();
  for (const [row, value] of values.entries()) {
    const text = value === undefined ? undefined : String(value);
    const rows = found.get(text);
    if (rows) rows.push(row);
    else found.set(text, [row]);
  }
  return [...found];
}

/**
 * Judges each segment over all looks: a metric is its mean over the looks that can tell it, by their rows. Pure.
 *
 * @param looks - What each look said of the segments.
 */
export function judgeSegments(looks: readonly (readonly SegmentLook[])[], limits: SegmentLimits): SegmentOutcome[] {
  const bySegment = new Map<string, SegmentLook[]>();
  for (const look of looks.flat()) {
    const key = JSON.stringify([look.column, look.value, look.others !== undefined]);
    bySegment.set(key, [...(bySegment.get(key) ?? []), look]);
  }
  return [...bySegment.values()].map((parts) => judgeSegment(parts, limits));
}

/** Why segments hold a candidate back; undefined where none does. */
export function heldBy(outcomes: readonly SegmentOutcome[]): 'segment-regressed' | 'segment-not-better' | undefined {
  const has = (verdict: SegmentOutcome['verdict']) => outcomes.some((outcome) => outcome.verdict === verdict);
  return has('worse') ? 'segment-regressed' : has('not-better') ? 'segment-not-better' : undefined;
}

function judgeSegment(
  parts: readonly SegmentLook[],
  { minImprovement = {}, maxRegression, minRows }: SegmentLimits,
): SegmentOutcome {
  const { column, value } = parts[0]!;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const head = { column, ...(value !== undefined && { value }), rows };
  const others = parts.reduce((most, part) => Math.max(most, part.others ?? 0), 0);
  if (others > 0) return { column, others, rows, verdict: 'too-many' };
  if (rows < minRows) return { ...head, verdict: 'too-few-rows' };
  const limits = [
    ...Object.entries(maxRegression).map(([metric, allowed]) => [metric, 'worse', allowed, { allowed }] as const),
    ...Object.entries(minImprovement).map(([metric, asked]) => [metric, 'not-better', -asked, { asked }] as const),
  ];
  let untold: string | undefined;
  for (const [metric, verdict, most, figure] of limits) {
    const told = parts.filter((part) => part.champion[metric] !== undefined && part.challenger[metric] !== undefined);
    const weight = told.reduce((sum, part) => sum + part.rows, 0);
    const mean = (side: 'champion' | 'challenger') =>
      told.reduce((sum, part) => sum + part.rows * part[side][metric]!, 0) / weight;
    const [champion, challenger] = [mean('champion'), mean('challenger')];
    if (told.length === 0) untold ??= metric;
    else if (worsening(metric, champion, challenger) > most)
      return { ...head, verdict, metric, champion: champion + 0, challenger: challenger + 0, ...figure };
  }
  return untold === undefined ? { ...head, verdict: 'kept' } : { ...head, verdict: 'no-metric', metric: untold };
}
