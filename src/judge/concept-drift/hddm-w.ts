import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { direction } from './direction.js';
import { said } from './said.js';

/** Options of {@link hddmW}. */
export const hddmWOptions = z
  .strictObject({
    /** Level of the drift bound, in (0, 1). Default 0.001. Raising it alarms sooner and more often. */
    driftConfidence: z._default(z.number().check(z.gt(0), z.lt(1)), 0.001),
    /** Level of the warning bound, in (0, 1). Default 0.005, at least `driftConfidence`. */
    warningConfidence: z._default(z.number().check(z.gt(0), z.lt(1)), 0.005),
    /** Weight of the newest row in the moving average, in (0, 1]. Default 0.05. Raising it forgets faster. */
    lambda: z._default(z.number().check(z.gt(0), z.lte(1)), 0.05),
    /** Which change of the mean is drift: `increase`, `decrease` or `both`. Default `increase`, as published. */
    direction: z._default(direction, 'increase'),
  })
  .check(
    z.refine((options) => options.warningConfidence >= options.driftConfidence, {
      path: ['warningConfidence'],
      error: 'must be at least driftConfidence, or nothing would ever warn',
    }),
  );

/** Options of `hddmW`. */
export interface HddmWOptions extends z.input<typeof hddmWOptions> {}

/** An exponentially weighted moving average. */
interface Average {
  /** The average; null before its first row. */
  mean: number | null;
  /** Sum of the squared weights of its rows, as McDiarmid's bound needs it; 1 at birth. */
  weight: number;
}

/** The rows before and after the cut point of one direction. */
interface Cut {
  /** The least upper (or greatest lower) bound of the mean so far; null before the first row. */
  bound: number | null;
  before: Average;
  after: Average;
}

/** What HDDM_W remembers. */
export interface HddmWState {
  total: Average;
  rise: Cut;
  fall: Cut;
}

/**
 * Hoeffding drift detection on weighted averages: alarms when the moving average since some cut point is significantly
 * above (or below) the one before it.
 *
 * For an average with sum of squared weights b the bound at confidence c is `√(b ln(1/c)/2)`. The cut point of a rise is
 * the row at which average + bound was least; rows after it go to a new average, and the two differ significantly when
 * `after − before` exceeds the bound of the sum of both b. Falls mirror it; with `both` a fall is drift and an
 * improvement. An error rate that goes from .1 to .4 at row 2,000 is seen after 53 rows on average, one time in twenty
 * after more than 114, but at rates above .2 it often alarms falsely (at .3 about 40 times in 100,000 rows), and at low
 * rates it misses small changes.
 *
 * @param options - See {@link HddmWOptions}.
 * @returns A detector of numbers in [0, 1] with twelve numbers of state and constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const losses = track(hddmW({ direction: 'both' }));
 * losses.observe({ value: 0.3 }).drift; // false
 *
 * @see Frías-Blanco et al., Online and non-parametric drift detection methods based on Hoeffding's bounds, IEEE TKDE 27
 * (2015), Algorithm 2 and Corollary 8.
 */
export function hddmW(options?: HddmWOptions): ConceptDetector<HddmWState, 'bounded'> {
  const settings = parseOptions(hddmWOptions, options, 'hddmW');
  const { driftConfidence, warningConfidence, lambda } = settings;
  const seesRise = settings.direction !== 'decrease';
  const seesFall = settings.direction !== 'increase';
  return {
    name: 'hddmW',
    input: 'bounded',
    initialState: () => ({ total: fresh(), rise: freshCut(), fall: freshCut() }),
    estimate: ({ total }) => total.mean ?? undefined,
    update(state, x) {
      const { total, rise, fall } = state;
      add(total, x, lambda);
      const mean = total.mean!;
      const width = boundOf(total.weight, driftConfidence);
      if (rise.bound === null || mean + width < rise.bound) moveCut(rise, mean + width, total);
      else add(rise.after, x, lambda);
      if (fall.bound === null || mean - width > fall.bound) moveCut(fall, mean - width, total);
      else add(fall.after, x, lambda);
      const rose = seesRise && differs(rise, 1, driftConfidence);
      const fell = seesFall && differs(fall, -1, driftConfidence);
      const drift = rose || fell;
      const warning =
        !drift &&
        ((seesRise && differs(rise, 1, warningConfidence)) || (seesFall && differs(fall, -1, warningConfidence)));
      return said(drift, warning, seesRise && fell && !rose);
    },
  };
}

const fresh = (): Average => ({ mean: null, weight: 1 });
const freshCut = (): Cut => ({ bound: null, before: fresh(), after: fresh() });

function add(average: Average, x: number, lambda: number): void {
  average.mean = average.mean === null ? x : lambda * x + (1 - lambda) * average.mean;
  average.weight = lambda ** 2 + (1 - lambda) ** 2 * average.weight;
}

function moveCut(cut: Cut, bound: number, total: Average): void {
  cut.bound = bound;
  cut.before.mean = total.mean;
  cut.before.weight = total.weight;
  cut.after.mean = null;
  cut.after.weight = 1;
}

const boundOf = (weight: number, confidence: number): number => Math.sqrt((weight * Math.log(1 / confidence)) / 2);

function differs({ before, after }: Cut, sign: 1 | -1, confidence: number): boolean {
  if (before.mean === null || after.mean === null) return false;
  return sign * (after.mean - before.mean) > boundOf(before.weight + after.weight, confidence);
}
