import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { direction } from './direction.js';
import { said } from './said.js';

/** Options of {@link hddmA}. */
export const hddmAOptions = z
  .strictObject({
    /** Level of the drift bound, in (0, 1). Default 0.001. Raising it alarms sooner and more often. */
    driftConfidence: z._default(z.number().check(z.gt(0), z.lt(1)), 0.001),
    /** Level of the warning bound, in (0, 1). Default 0.005, at least `driftConfidence`. */
    warningConfidence: z._default(z.number().check(z.gt(0), z.lt(1)), 0.005),
    /** Which change of the mean is drift: `increase`, `decrease` or `both`. Default `increase`, as published. */
    direction: z._default(direction, 'increase'),
  })
  .check(
    z.refine((options) => options.warningConfidence >= options.driftConfidence, {
      path: ['warningConfidence'],
      error: 'must be at least driftConfidence, or nothing would ever warn',
    }),
  );

/** Options of `hddmA`. */
export interface HddmAOptions extends z.input<typeof hddmAOptions> {}

/** Rows and their sum. */
interface Totals {
  n: number;
  sum: number;
}

/** What HDDM_A remembers. */
export interface HddmAState {
  /** All rows. */
  total: Totals;
  /** The first rows, up to where the upper bound of the mean was least; no rows before the first. */
  lowest: Totals;
  /** The first rows, up to where the lower bound of the mean was greatest. */
  highest: Totals;
}

/**
 * Hoeffding drift detection on averages: alarms when the mean since some cut point is significantly above (or below) the
 * mean before it.
 *
 * With `β(k) = √(ln(1/c)/(2k))` for k rows the cut point of a rise is the row at which mean + β was least. A rise is
 * significant at confidence a when `mean − mean_cut ≥ √((n − n_cut)/(2 n n_cut) · ln(2/a))`. Falls mirror it; with `both`
 * a fall is drift and an improvement. An error rate that goes from .1 to .4 at row 2,000 is
 * seen after 60 rows on average, one time in twenty after more than 130.
 *
 * @param options - See {@link HddmAOptions}.
 * @returns A detector of numbers in [0, 1] with six numbers of state and constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const losses = track(hddmA());
 * losses.observe({ value: 0.3 }).drift; // false
 *
 * @see Frías-Blanco et al., Online and non-parametric drift detection methods based on Hoeffding's bounds, IEEE TKDE 27
 * (2015), Algorithm 1 and Corollary 7.
 */
export function hddmA(options?: HddmAOptions): ConceptDetector<HddmAState, 'bounded'> {
  const settings = parseOptions(hddmAOptions, options, 'hddmA');
  const { driftConfidence, warningConfidence } = settings;
  const seesRise = settings.direction !== 'decrease';
  const seesFall = settings.direction !== 'increase';
  const bound = (n: number) => Math.sqrt(Math.log(1 / driftConfidence) / (2 * n));
  return {
    name: 'hddmA',
    input: 'bounded',
    initialState: () => ({ total: { n: 0, sum: 0 }, lowest: { n: 0, sum: 0 }, highest: { n: 0, sum: 0 } }),
    estimate: ({ total }) => total.sum / total.n,
    update(state, x) {
      const { total, lowest, highest } = state;
      total.n += 1;
      total.sum += x;
      const mean = total.sum / total.n;
      const width = bound(total.n);
      if (lowest.n === 0 || lowest.sum / lowest.n + bound(lowest.n) >= mean + width) move(lowest, total);
      if (highest.n === 0 || highest.sum / highest.n - bound(highest.n) <= mean - width) move(highest, total);
      const rise = seesRise ? mean - lowest.sum / lowest.n : 0;
      const fall = seesFall ? highest.sum / highest.n - mean : 0;
      const rose = rise > 0 && rise >= significant(lowest.n, total.n, driftConfidence);
      const fell = fall > 0 && fall >= significant(highest.n, total.n, driftConfidence);
      const drift = rose || fell;
      const warning =
        !drift &&
        ((rise > 0 && rise >= significant(lowest.n, total.n, warningConfidence)) ||
          (fall > 0 && fall >= significant(highest.n, total.n, warningConfidence)));
      return said(drift, warning, seesRise && fell && !rose);
    },
  };
}

function move(cut: Totals, { n, sum }: Totals): void {
  cut.n = n;
  cut.sum = sum;
}

/** The least significant difference between the mean of n rows and that of the first `cut` of them. */
const significant = (cut: number, n: number, confidence: number): number =>
  Math.sqrt(((n - cut) / (2 * n * cut)) * Math.log(2 / confidence));
