import type { Estimate } from '../contracts/results.js';
import { activeCells, type ActiveCells } from './active-cells.js';
import { checkOptions, nonNegativeRule, positiveRule } from './check-options.js';
import { cellDeviance } from './cell-deviance.js';
import { cellScores } from './cell-scores.js';
import { nonCentralChiSquared } from './distributions/non-central-chi-squared.js';
import { noncentralityOf, scaleOf } from './given-reference.js';
import { pValueOfLog } from './p-value.js';
import { leastExpected } from './pool-categories.js';
import { psiEstimate, psiOf } from './psi.js';
import type { Writable } from '../writable.js';
import { lnTemperedTail } from './tempered-tail.js';
import { lnTwoCells } from './two-cells.js';

/** What of a column moved most, and so decided. */
export type DeciderPart = 'location' | 'spread' | 'shape' | 'psi';

/** Options of `deciderTest`. */
export interface DeciderOptions {
  /** ψ₀, the divergence (on the PSI scale) that does not matter, at least 0. Default .05. */
  readonly tolerance?: number;
  /** Whether the order of the cells means something: true for numbers, false for categories. Default true. */
  readonly ordered?: boolean;
  /** Variance inflation of dependent rows, φ ≥ 1: counts are divided by it. Default 1. */
  readonly dispersion?: number;
  /** Degrees of freedom with which φ was estimated; null or absent = it is exact. */
  readonly dispersionDf?: number | null;
  /**
   * Makes p-values right given the reference, for all but this share of references, in (0, 1); absent: on average over references.
   */
  readonly referenceError?: number;
}

/** Result of `deciderTest`. */
export interface DeciderResult {
  /** The population stability index, nats, of the counts as they are. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
  /** p-value of "no change at all"; the same as the main one when the tolerance is 0. */
  readonly noChange: { readonly pValue: number; readonly logPValue: number };
  /** Estimated true divergence with its 90 % interval, from the effective counts. */
  readonly effect: Estimate;
  readonly part: DeciderPart;
  /** Active cells. */
  readonly cells: number;
  /** Expectation of the statistic without drift. */
  readonly expectedUnderNull: number;
}

/** The statistics behind a decision, on counts divided by the dispersion. */
export interface DeciderStatistics {
  readonly cells: number;
  readonly n: number;
  readonly m: number;
  readonly h: number;
  /** Sum of squared residuals g_k: any change of shape. */
  readonly deviance: number;
  /** Williams' correction, by which squares are divided. */
  readonly q: number;
  /** For cells without an order: what takes its place where no change at all is asked about. */
  readonly finerQ?: number;
  /** Of two such cells, of whole rows: the exact ln p of no change at all. */
  readonly lnExact?: number;
  /** For ordered cells: projections of the residuals on the two scores, each about standard normal without drift. */
  readonly projections?: { readonly location: number; readonly spread: number };
  readonly psi: number;
}

/** Natural logs of the three p-values and of the one they combine to. */
export interface DeciderTails {
  readonly lambda: number;
  readonly lnShape: number;
  readonly lnOrdered?: number;
  /** Only beyond λ = 50. */
  readonly lnPsi?: number;
  readonly lnP: number;
  readonly part: DeciderPart;
}

const optionRules = {
  tolerance: nonNegativeRule,
  ordered: [true, false],
  dispersion: positiveRule,
  dispersionDf: {
    expected: 'a number above 0, or null',
    holds: (df: unknown) => df === null || (typeof df === 'number' && df > 0),
  },
  referenceError: positiveRule,
};

/** Beyond this noncentrality the ordered statistics no longer see the whole tolerance, and the PSI's own law guards. */
export const guardAbove = 50;

/**
 * The test behind verdicts: "the divergence is at most the tolerance ψ₀", by the smaller p-value, doubled, of two statistics
 * on the same cells. G asks about any change of shape (deviance with Williams' correction, cells − 1 degrees of freedom); D
 * about location and spread (its projections on two rank scores, 2 degrees of freedom), which is where most real changes
 * lie. Both have noncentrality λ = ψ₀·nm/(n + m). Categories have no order, hence no D, and nothing is doubled.
 *
 * Without a tolerance the law of G over categories is a finer one: exact for two, else with the next term after Williams' (fitted
 * to simulations: χ² rejects up to 1.4 times too often at .01 where all cells are of five rows, and more in deeper tails).
 *
 * Rows that depend on one another count for less: counts are divided by `dispersion`, and the χ² laws become F-like laws when
 * it was estimated from few blocks.
 *
 * With a `referenceError` of γ the statistics are those of the window against a reference that may itself be as far from the truth as
 * all but γ of references are: by the triangle inequality √λ = √(m/n · χ²₍₁₋γ₎) + √(mψ₀), γ halved where both statistics decide.
 *
 * @param a - Counts of the reference over the cells: ten for numbers.
 * @param b - Counts of the window over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, negative counts or an empty side;
 * `OPTION_INVALID` for a bad option.
 * @example deciderTest([100, 100, 100, 100, 100], [10, 15, 20, 25, 30]).part; // 'location'
 * @see D. A. Williams, "Improved likelihood ratio tests for complete contingency tables", Biometrika 63 (1976);
 * J. C. W. Rayner & D. J. Best, "Smooth tests of goodness of fit" (1989)
 */
export function deciderTest(a: ArrayLike<number>, b: ArrayLike<number>, options: DeciderOptions = {}): DeciderResult {
  checkOptions('deciderTest', options, optionRules);
  return decide(a, b, options);
}

/** `deciderTest` with options that were checked. */
export function decide(a: ArrayLike<number>, b: ArrayLike<number>, options: DeciderOptions): DeciderResult {
  const { tolerance = 0.05, ordered = true, dispersion = 1, dispersionDf = null, referenceError } = options;
  const active = activeCells(a, b, 'deciderTest');
  const statistics = deciderStatistics(dilute(active, dispersion), ordered);
  const decided = deciderTails(statistics, tolerance, dispersionDf, referenceError);
  const { cells, h, psi } = statistics;
  const { pValue, logPValue } = pValueOfLog(decided.lnP);
  return {
    statistic: dispersion === 1 ? psi : psiOf(active, 0.5),
    pValue,
    logPValue,
    noChange:
      tolerance === 0
        ? { pValue, logPValue }
        : pValueOfLog(deciderTails(statistics, 0, dispersionDf, referenceError).lnP),
    effect: psiEstimate(psi, h, cells),
    part: decided.part,
    cells,
    expectedUnderNull: (cells - 1) * h,
  };
}

function dilute(active: ActiveCells, dispersion: number): ActiveCells {
  if (dispersion === 1) return active;
  const { a, b, n, m } = active;
  return {
    ...active,
    a: a.map((x) => x / dispersion),
    b: b.map((x) => x / dispersion),
    n: n / dispersion,
    m: m / dispersion,
  };
}

/** G, D and PSI of active cells. */
export function deciderStatistics(active: ActiveCells, ordered: boolean): DeciderStatistics {
  const { a, b, n, m } = active;
  const cells = a.length;
  const h = 1 / n + 1 / m;
  if (cells < 2) return { cells, n, m, h, deviance: 0, q: 1, psi: 0 };
  const total = n + m;
  const pooled = a.map((count, k) => count + b[k]!);
  const scores = ordered ? cellScores(pooled) : undefined;
  let deviance = 0;
  let reciprocals = 0;
  let squares = 0;
  let location = 0;
  let spread = 0;
  for (let k = 0; k < cells; k++) {
    const t = pooled[k]!;
    const g = cellDeviance(a[k]!, b[k]!, n, m);
    deviance += g;
    reciprocals += 1 / t;
    // Of rarer cells than those that are pooled the next term says nothing.
    squares += Math.max(leastExpected, (t * Math.min(n, m)) / total) ** -2;
    if (scores === undefined) continue;
    const weighted = Math.sign(b[k]! * total - t * m) * Math.sqrt(g) * Math.sqrt(t / total);
    location += weighted * scores.location[k]!;
    spread += weighted * scores.spread[k]!;
  }
  const q = 1 + ((total * reciprocals - 1) * (total / n + total / m - 1)) / (6 * total * (cells - 1));
  const psi = psiOf(active, 0.5);
  const statistics = { cells, n, m, h, deviance, q, psi };
  if (scores !== undefined) return { ...statistics, projections: { location, spread } };
  const finerQ = q * (1 + squares / (2 * cells));
  return { ...statistics, finerQ, ...(cells === 2 && areWhole(active) && { lnExact: lnTwoCells(active) }) };
}

/** Whether there are rows to count; divided by a dispersion they are not whole. */
const areWhole = ({ a, b, n, m }: ActiveCells): boolean => [...a, ...b, n + m].every(Number.isSafeInteger);

/** The p-values of the statistics when the true divergence is the tolerance, and what they say together. */
export function deciderTails(
  statistics: DeciderStatistics,
  tolerance: number,
  scaleDf: number | null,
  share?: number,
): DeciderTails {
  const { cells, n, m, h, deviance, q, finerQ = q, lnExact, projections, psi } = statistics;
  const sides = { n, m, referenceError: share && projections ? share / 2 : share };
  const scale = scaleOf(sides);
  const lambdaOf = (df: number): number => noncentralityOf(sides, df, tolerance);
  const lambda = lambdaOf(Math.max(1, cells - 1));
  if (cells < 2) return { lambda, lnShape: 0, lnP: 0, part: 'shape' };
  const isKnown = scaleDf === null || scaleDf === Infinity;
  const lnTail = (x: number, df: number): number =>
    isKnown
      ? nonCentralChiSquared(df, lambdaOf(df)).logSf(scale * x)
      : lnTemperedTail(scale * x, df, lambdaOf(df), scaleDf);
  // On average over references a change within a tolerance is never less probable than none at all.
  const lnLeast = projections || share || lambda === 0 ? -Infinity : deciderTails(statistics, 0, scaleDf).lnP;
  const lnShape =
    lambda > 0
      ? Math.max(lnTail(deviance / q, cells - 1), lnLeast)
      : ((isKnown ? lnExact : undefined) ?? lnTail(deviance / finerQ, cells - 1));
  const tails: Writable<DeciderTails> = { lambda, lnShape, lnP: lnShape, part: 'shape' };
  if (projections !== undefined) {
    const { location, spread } = projections;
    const lnOrdered = lnTail((location ** 2 + spread ** 2) / q, Math.min(2, cells - 1));
    tails.lnOrdered = lnOrdered;
    tails.lnP = Math.min(0, Math.LN2 + Math.min(lnShape, lnOrdered));
    if (lnOrdered < lnShape) tails.part = Math.abs(location) >= Math.abs(spread) ? 'location' : 'spread';
  }
  if (!(lambda > guardAbove)) return tails;
  // The guard keeps its own χ² law under an estimated dispersion as well, as in the reference values.
  const lnPsi = nonCentralChiSquared(cells - 1, lambda).logSf((scale * psi) / h);
  tails.lnPsi = lnPsi;
  if (lnPsi > tails.lnP) {
    tails.lnP = lnPsi;
    tails.part = 'psi';
  }
  return tails;
}
