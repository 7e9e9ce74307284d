import * as z from 'zod/mini';
import { byName } from '../../options.js';
import { decisions, worsening } from './evaluate.js';
import type { Metric } from './gate-options.js';
import { rowContributions } from './row-contributions.js';

const sums = z.strictObject({ sum: z.number(), squares: z.number().check(z.nonnegative()) });
/** By metric that must improve: sum and sum of squares over the rows of what each adds to the improvement. */
export const gainSums = byName(sums);
type GainSums = z.output<typeof sums>;

export const gain = z.strictObject({ value: z.number(), lower: z.number() });
/** How much better the challenger is, with a one-sided 95 % lower bound of that. */
export type Gain = z.output<typeof gain>;

/** Rows with what both models say of them. */
interface Compared {
  readonly labels: Float64Array;
  readonly champion: Float64Array;
  readonly challenger: Float64Array;
}

/** What the rows add to the improvement of each metric, where both models have it; a metric a step. */
export function* lookAtGains(
  { labels, champion, challenger }: Compared,
  metrics: readonly string[],
  { classes, decisionThreshold }: { readonly classes: number; readonly decisionThreshold: number },
): Generator<number, Record<string, GainSums>> {
  const [old, fresh] = [champion, challenger].map((said) => {
    return { labels, said, classes, decided: classes === 0 ? [] : decisions(said, classes, decisionThreshold) };
  });
  const found: Record<string, GainSums> = {};
  for (const metric of metrics) {
    const of = rowContributions[metric as Metric];
    const first = of(old!);
    yield labels.length * 100;
    const second = of(fresh!);
    const sign = worsening(metric, 0, 1);
    let [sum, squares] = [0, 0];
    for (let row = 0; row < first.length; row++) {
      const better = sign * (first[row]! - second[row]!);
      sum += better;
      squares += better * better;
    }
    yield labels.length * 100;
    // No −0: JSON could not keep it.
    if (Number.isFinite(sum) && Number.isFinite(squares)) found[metric] = { sum: sum + 0, squares };
  }
  return found;
}

/** Standard normal quantile of .95. */
const z95 = 1.6448536269514722;

/** The mean gain per row, and its bound by the spread of the rows. Pure. */
export function gainOf({ sum, squares }: GainSums, rows: number): Gain {
  const value = sum / rows;
  const lower = value - z95 * Math.sqrt(Math.max(0, squares / rows - value * value) / rows);
  return { value: value + 0, lower: lower + 0 };
}
