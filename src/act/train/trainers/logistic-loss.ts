import type { Design, FitReport, LinearFit } from '../linear-fit.js';

/** Rows of a design with their labels, 0 or 1, and weights. */
export interface LabelledRows {
  readonly x: Design;
  readonly y: ArrayLike<number>;
  readonly rowWeights?: Float64Array | undefined;
}

/** Rows that stay in a processor's nearer memory while they are read twice. */
const blockRows = 256;

/**
 * The loss `Σ v_i [ln(1 + exp η_i) − y_i η_i]` of rows `from` to `to`, `η = Xw + b`. Adds its gradient `X'v(μ − y)` to
 * `gradient`.
 *
 * Margins, residuals and gradient are loops of their own, over four rows at a time: their sums do not wait for each other, and
 * each coefficient is read and written a quarter as often.
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

/** `η` of some rows. Rows beyond the last are the last one again. */
function setMargins(x: Design, first: number, count: number, theta: Float64Array, margins: Float64Array): void {
  const { values, columns: p } = x;
  const last = (first + count - 1) * p;
  for (let i = 0; i < count; i += 4) {
    const a = (first + i) * p;
    const b = Math.min(a + p, last);
    const c = Math.min(b + p, last);
    const d = Math.min(c + p, last);
    let etaA = theta[p]!;
    let etaB = etaA;
    let etaC = etaA;
    let etaD = etaA;
    for (let j = 0; j < p; j++) {
      const weight = theta[j]!;
      etaA += weight * values[a + j]!;
      etaB += weight * values[b + j]!;
      etaC += weight * values[c + j]!;
      etaD += weight * values[d + j]!;
    }
    margins[i] = etaA;
    margins[i + 1] = etaB;
    margins[i + 2] = etaC;
    margins[i + 3] = etaD;
  }
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

/** Adds `Σ residual_i x_i` over some rows. Residuals beyond the last are 0. */
function addGradient(x: Design, first: number, count: number, residuals: Float64Array, gradient: Float64Array): void {
  const { values, columns: p } = x;
  const last = (first + count - 1) * p;
  for (let i = 0; i < count; i += 4) {
    const a = (first + i) * p;
    const b = Math.min(a + p, last);
    const c = Math.min(b + p, last);
    const d = Math.min(c + p, last);
    const ra = residuals[i]!;
    const rb = residuals[i + 1]!;
    const rc = residuals[i + 2]!;
    const rd = residuals[i + 3]!;
    for (let j = 0; j < p; j++)
      gradient[j]! += ra * values[a + j]! + rb * values[b + j]! + rc * values[c + j]! + rd * values[d + j]!;
    gradient[p]! += ra + rb + rc + rd;
  }
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
