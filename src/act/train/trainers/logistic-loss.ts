import type { Design, FitReport, LinearFit } from '../linear-fit.js';
import { addGradient, blockRows, setMargins } from './four-rows.js';

/** Rows of a design with their labels, 0 or 1, and weights. */
export interface LabelledRows {
  readonly x: Design;
  readonly y: ArrayLike<number>;
  readonly rowWeights?: Float64Array | undefined;
}

/**
 * The loss `Σ v_i [ln(1 + exp η_i) − y_i η_i]` of rows `from` to `to`, `η = Xw + b`. Adds its gradient `X'v(μ − y)` to
 * `gradient`.
 *
 * @param theta - Weights, then the intercept.
 * @param curvature - Where given, gets `v μ(1 − μ)` of each of these rows, from 0.
 */
export function addLogisticLoss(
  rows: LabelledRows,
  from: number,
  to: number,
  theta: Float64Array,
  gradient: Float64Array,
  curvature?: Float64Array,
): number {
  const margins = new Float64Array(blockRows);
  const residuals = new Float64Array(blockRows);
  let loss = 0;
  for (let first = from; first < to; first += blockRows) {
    const count = Math.min(blockRows, to - first);
    residuals.fill(0);
    setMargins(rows.x, first, count, theta, margins);
    loss += lossOf(rows, first, count, margins, residuals, curvature?.subarray(first - from));
    addGradient(rows.x, first, count, residuals, gradient);
  }
  return loss;
}

/** The loss of some rows, and `v(μ − y)` and `v μ(1 − μ)` of each. */
function lossOf(
  { y, rowWeights }: LabelledRows,
  first: number,
  count: number,
  margins: Float64Array,
  residuals: Float64Array,
  curvature: Float64Array | undefined,
): number {
  let loss = 0;
  // The logarithms of a few rows are taken of their product.
  let product = 1;
  for (let i = 0; i < count; i++) {
    const eta = margins[i]!;
    const label = y[first + i]!;
    const v = rowWeights === undefined ? 1 : rowWeights[first + i]!;
    const e = Math.exp(-eta);
    const mu = 1 / (1 + e); // 0 where e overflows
    residuals[i] = v * (mu - label);
    if (curvature !== undefined) curvature[i] = v * mu * (1 - mu);
    // ln(1 + exp η) − yη = ln(1 + exp −η) + (1 − y)η
    if (rowWeights === undefined && e < 1e30) {
      product *= 1 + e;
      loss += (1 - label) * eta;
    } else loss += v * (softplus(-eta) + (1 - label) * eta);
    if (product > 1e250) {
      loss += Math.log(product);
      product = 1;
    }
  }
  return loss + Math.log(product);
}

/** ln(1 + exp η), which never overflows. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The penalty `½ ridge ‖w‖²`; adds its gradient. */
export function addPenalty(theta: Float64Array, ridge: number, gradient: Float64Array): number {
  let penalty = 0;
  for (let j = 0; j < theta.length - 1; j++) {
    penalty += 0.5 * ridge * theta[j]! * theta[j]!;
    gradient[j]! += ridge * theta[j]!;
  }
  return penalty;
}

/** Weights, then the intercept, of a fit to start from; zeros without one. */
export function startOf(columns: number, start: LinearFit | undefined): Float64Array {
  const theta = new Float64Array(columns + 1);
  theta.set(start?.weights[0] ?? []);
  theta[columns] = start?.intercepts[0] ?? 0;
  return theta;
}

/** Weights, then the intercept, as a fit. */
export const toFit = (theta: Float64Array, report: FitReport): LinearFit => ({
  weights: [theta.slice(0, -1)],
  intercepts: theta.slice(-1),
  report,
});
