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
  mean: number;
  /** Sum of the squared weights of its rows, as McDiarmid's bound needs it; 0 before the first. */
  weight: number;
}

/** The rows before and after the cut point of one direction. */
interface Cut {
  /** The least upper (or greatest lower) bound of the mean so far. */
  bound: number;
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
  const { lambda } = settings;
  const [drifted, warned] = [settings.driftConfidence, settings.warningConfidence].map((level) =>
    Math.log(1 / level),
  ) as [number, number];
  const seesRise = settings.direction !== 'decrease';
  const seesFall = settings.direction !== 'increase';
  return {
    name: 'hddmW',
    input: 'bounded',
    initialState: () => ({ total: fresh(), rise: freshCut(), fall: freshCut() }),
    estimate: ({ total }) => (total.weight === 0 ? undefined : total.mean),
    update(state, x) {
      const { total, rise, fall } = state;
      add(total, x, lambda);
      const { mean } = total;
      const width = boundOf(total.weight, drifted);
      if (rise.before.weight === 0 || mean + width < rise.bound) moveCut(rise, mean + width, total);
      else add(rise.after, x, lambda);
      if (fall.before.weight === 0 || mean - width > fall.bound) moveCut(fall, mean - width, total);
      else add(fall.after, x, lambda);
      const rose = seesRise && differs(rise, 1, drifted);
      const fell = seesFall && differs(fall, -1, drifted);
      const drift = rose || fell;
      const warning = !drift && ((seesRise && differs(rise, 1, warned)) || (seesFall && differs(fall, -1, warned)));
      return said(drift, warning, seesRise && fell && !rose);
    },
  };
}

// No member is ever null: an engine would put every number that follows it on the heap.
const fresh = (): Average => ({ mean: 0, weight: 0 });
const freshCut = (): Cut => ({ bound: 0, before: fresh(), after: fresh() });

function add(average: Average, x: number, lambda: number): void {
  if (average.weight === 0) {
    average.mean = x;
    average.weight = lambda ** 2 + (1 - lambda) ** 2;
  } else {
    average.mean = lambda * x + (1 - lambda) * average.mean;
    average.weight = lambda ** 2 + (1 - lambda) ** 2 * average.weight;
  }
}

function moveCut(cut: Cut, bound: number, total: Average): void {
  cut.bound = bound;
  cut.before.mean = total.mean;
  cut.before.weight = total.weight;
  cut.after.mean = 0;
  cut.after.weight = 0;
}

/** @param log - Of 1 over the confidence. */
const boundOf = (weight: number, log: number): number => Math.sqrt((weight * log) / 2);

function differs({ before, after }: Cut, sign: 1 | -1, log: number): boolean {
  if (before.weight === 0 || after.weight === 0) return false;
  return sign * (after.mean - before.mean) > boundOf(before.weight + after.weight, log);
}
