import { nonCentralChiSquared } from '../../stats/distributions/non-central-chi-squared.js';
import { seededRandom, type SeededRandom } from '../../stats/random.js';
import { allSteps } from '../../all-steps.js';
import { requireEach, requireGiven } from '../../require-given.js';

/** What of a tested column its false alarms depend on. */
export interface TestedColumn {
  readonly kind: 'numeric' | 'categorical';
  /** Cells it is decided on. */
  readonly cells: number;
  /** Reference rows with a value. */
  readonly rows: number;
  /** Tolerance of this column, where it is not that of all. */
  readonly tolerance?: number;
  /** Its share of a budget beside the other columns. Default 1. */
  readonly weight?: number;
  /** Rows count so many times less, because they depend on one another. Default 1. */
  readonly dispersion?: number;
  /** Σ(q − p)²/p̄ from which it is flagged, where that is known. */
  readonly limit?: number;
}

/** How windows are judged: within a budget, or by fixed thresholds (null = the test is off). */
export type JudgedBy =
  | { readonly preset: 'budget'; readonly level: number; readonly tolerance: number }
  | {
      readonly preset: 'thresholds';
      readonly ks: number | null;
      readonly jsDivergence: number | null;
      readonly psi: number | null;
      readonly chiSquare: number | null;
      readonly features: 'any' | 'majority';
    };

/** Share of flagged windows, on average over references, and the share that one monitor in twenty exceeds. */
export interface FalseAlarmRate {
  readonly mean: number;
  readonly oneInTwenty: number;
}

/** False alarms to expect, as shares of windows. */
export interface ExpectedFalseAlarms {
  /** While nothing moves. */
  readonly still: FalseAlarmRate;
  /** Budget only: while every column has moved by exactly its tolerance. */
  readonly atTolerance?: FalseAlarmRate;
}

/** Simulated monitors, that is references, and columns of one that are drawn; more columns share the drawn ones' mean. */
const monitors = 1_000;
const draws = 200;

/**
 * The false alarms to expect for a number of columns and rows, from the limit laws of the tests, for independent columns and
 * independent rows. Every reference deviates from the truth by chance, and that deviation is in all its windows: given it, a
 * column's statistic is noncentral χ², so some monitors flag more often than others. Approximate: the laws are those of
 * many rows, and tests on one column that flag together are counted as their most frequent one.
 *
 * @param windowRows - Rows per window.
 * @returns Rates in [0, 1]; the same for the same arguments.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what are no tested columns, or no way of judging them.
 * @example
 * const columns = Array.from({ length: 10 }, () => ({ kind: 'numeric', cells: 10, rows: 14_000 }) as const);
 * expectedFalseAlarms(columns, 2_000, { preset: 'thresholds', ks: .05, jsDivergence: .1, psi: .25, chiSquare: .05, features: 'any' });
 */
export function expectedFalseAlarms(
  columns: readonly TestedColumn[],
  windowRows: number,
  by: JudgedBy,
): ExpectedFalseAlarms {
  requireEach(columns, 'expectedFalseAlarms', 'a tested column', 'cells', 'rows');
  requireGiven(by, 'expectedFalseAlarms', 'how columns are judged', 'preset');
  return allSteps(expectedFalseAlarmsInSteps(columns, windowRows, by));
}

/** Cells of a window that are counted in the time that one draw takes, and one column of a simulated monitor. */
const [drawCells, monitorCells] = [5_000, 20];

/** Rates of one column over references. Each step tells its work, in cells that are counted in the time. */
type Rates = Generator<number, Float64Array>;

/** The same in steps, each of which tells its work in cells that are counted in the time it takes: they are many where columns differ. */
export function* expectedFalseAlarmsInSteps(
  columns: readonly TestedColumn[],
  windowRows: number,
  by: JudgedBy,
): Generator<number, ExpectedFalseAlarms> {
  if (columns.length === 0 || windowRows < 1) return { still: { mean: 0, oneInTwenty: 0 } };
  const random = seededRandom('expected false alarms');
  const rateOf = (perColumn: (column: TestedColumn) => Rates): Generator<number, FalseAlarmRate> =>
    overMonitors(columns, perColumn, by.preset === 'thresholds' && by.features === 'majority', random);
  if (by.preset === 'thresholds')
    return { still: yield* rateOf((column) => thresholdRates(column, windowRows, by, random)) };
  const levelOf = levelsOf(columns, by.level);
  const budget = (moved: 0 | 1) => (column: TestedColumn) => {
    const { cells, dispersion = 1, tolerance = by.tolerance } = column;
    const [n, m] = [column.rows / dispersion, windowRows / dispersion];
    const limit = column.limit ?? budgetLimit(cells, n, m, levelOf(column), tolerance);
    return conditionalRates(cells - 1, n, m, random, { moved: moved * tolerance, limit });
  };
  return { still: yield* rateOf(budget(0)), atTolerance: yield* rateOf(budget(1)) };
}

/** The level of each column of a budget: its share of the whole by its weight. */
export function levelsOf(columns: readonly TestedColumn[], level: number): (column: TestedColumn) => number {
  const total = columns.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return ({ weight = 1 }) => (level * weight) / total;
}

/** Σ(q − p)²/p̄ from which a column is flagged: the quantile of "at most the tolerance" at the column's level. */
function budgetLimit(cells: number, rows: number, windowRows: number, alpha: number, tolerance: number): number {
  const h = 1 / rows + 1 / windowRows;
  return h * nonCentralChiSquared(cells - 1, tolerance / h).isf(alpha);
}

/**
 * Rates of one column over references, for a statistic S = Σ(q − p)²/p̄ and a limit. With the reference's deviation ε given,
 * m·S is noncentral χ² with noncentrality m·‖δ − ε‖², where n‖ε‖² is χ² itself and ‖δ‖² what has really moved.
 */
function* conditionalRates(
  df: number,
  n: number,
  m: number,
  random: SeededRandom,
  { moved, limit }: { readonly moved: number; readonly limit: number },
): Rates {
  const rates = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    const along = random.normal() / Math.sqrt(n);
    let across = 0;
    for (let k = 1; k < df; k++) across += random.normal() ** 2 / n;
    const distance = (Math.sqrt(moved) - along) ** 2 + across;
    rates[draw] = nonCentralChiSquared(df, m * distance).sf(m * limit);
    yield drawCells;
  }
  return rates;
}

/** Equal-width cells of the Jensen–Shannon divergence under fixed thresholds. */
const jsCells = 20;

function* thresholdRates(
  { kind, cells, rows }: TestedColumn,
  m: number,
  by: Extract<JudgedBy, { preset: 'thresholds' }>,
  random: SeededRandom,
): Rates {
  const still = (df: number, limit: number) => conditionalRates(df, rows, m, random, { moved: 0, limit });
  if (kind === 'categorical') {
    if (by.chiSquare === null) return new Float64Array(draws);
    const h = 1 / rows + 1 / m;
    return yield* still(cells - 1, h * nonCentralChiSquared(cells - 1, 0).isf(Math.max(1e-12, by.chiSquare)));
  }
  const parts: Float64Array[] = [];
  if (by.ks !== null) parts.push(ksRates(rows / m, by.ks));
  if (by.psi !== null) parts.push(yield* still(cells - 1, by.psi));
  if (by.jsDivergence !== null) parts.push(yield* still(jsCells - 1, 8 * by.jsDivergence));
  return Float64Array.from({ length: draws }, (_, i) => Math.max(0, ...parts.map((part) => part[i]!)));
}

/**
 * Rates of KS at p < .05 over references, by rows of the reference per row of the window: quantiles .05, .15, … .95 from 600
 * simulated references and 3,000 windows each (`test/calibration/ks-conditional.ts`, seed `ks-conditional`).
 */
const ksQuantiles = [
  [0.5, [0.0003, 0.001, 0.0027, 0.0043, 0.0073, 0.0133, 0.024, 0.048, 0.0983, 0.2617]],
  [1, [0.005, 0.008, 0.011, 0.0137, 0.0187, 0.026, 0.0377, 0.059, 0.0973, 0.1903]],
  [2, [0.015, 0.019, 0.0223, 0.0253, 0.0303, 0.0367, 0.046, 0.0587, 0.0843, 0.141]],
  [5, [0.0303, 0.033, 0.0353, 0.038, 0.041, 0.0447, 0.05, 0.0563, 0.0683, 0.093]],
  [10, [0.0383, 0.0403, 0.0413, 0.043, 0.045, 0.0477, 0.0503, 0.0543, 0.0607, 0.0733]],
  [20, [0.0437, 0.0447, 0.0453, 0.0463, 0.0477, 0.0487, 0.0503, 0.0523, 0.0557, 0.0633]],
  [50, [0.0467, 0.0473, 0.048, 0.0483, 0.049, 0.0497, 0.0503, 0.0513, 0.0527, 0.056]],
] as const;

/** The table between its ratios, and in proportion for another level than .05. */
function ksRates(ratio: number, level: number): Float64Array {
  const clamped = Math.min(50, Math.max(0.5, ratio));
  const upper = Math.max(
    1,
    ksQuantiles.findIndex(([at]) => at >= clamped),
  );
  const [[r0, low], [r1, high]] = [ksQuantiles[upper - 1]!, ksQuantiles[upper]!];
  const at = Math.log(clamped / r0) / Math.log(r1 / r0);
  return Float64Array.from({ length: draws }, (_, i) => {
    const q = i % low.length;
    return Math.min(1, (level / 0.05) * (low[q]! ** (1 - at) * high[q]! ** at));
  });
}

/** The most columns whose chance is drawn one by one. */
const mostDrawn = 200;

/** Puts columns together to monitors: each column's reference is as lucky as chance has it. */
function* overMonitors(
  columns: readonly TestedColumn[],
  perColumn: (column: TestedColumn) => Rates,
  majority: boolean,
  random: SeededRandom,
): Generator<number, FalseAlarmRate> {
  const byLayout = new Map<string, Float64Array>();
  const shown = columns.slice(0, mostDrawn);
  const rates: Float64Array[] = [];
  for (const column of shown) {
    const layout = `${column.kind} ${column.cells} ${column.rows} ${column.tolerance} ${column.weight} ${column.dispersion} ${column.limit}`;
    if (!byLayout.has(layout)) byLayout.set(layout, yield* perColumn(column));
    rates.push(byLayout.get(layout)!);
  }
  const times = columns.length / shown.length;
  const flagged = new Float64Array(monitors);
  for (let monitor = 0; monitor < monitors; monitor++) {
    const drawn = rates.map((of) => of[random.integer(draws)]!);
    flagged[monitor] = majority
      ? atLeastHalf(drawn)
      : 1 - Math.exp(times * drawn.reduce((sum, rate) => sum + Math.log1p(-Math.min(rate, 1 - 1e-12)), 0));
    yield drawn.length * (majority ? drawn.length + monitorCells : monitorCells);
  }
  flagged.sort();
  return {
    mean: flagged.reduce((sum, rate) => sum + rate, 0) / monitors,
    oneInTwenty: flagged[Math.floor(0.95 * monitors)]!,
  };
}

/** Probability that at least half of independent columns breach. */
function atLeastHalf(rates: readonly number[]): number {
  let counts = [1];
  for (const rate of rates)
    counts = Array.from(
      { length: counts.length + 1 },
      (_, k) => (counts[k] ?? 0) * (1 - rate) + (counts[k - 1] ?? 0) * rate,
    );
  return counts.reduce((sum, chance, k) => sum + (k > 0 && 2 * k >= rates.length ? chance : 0), 0);
}
