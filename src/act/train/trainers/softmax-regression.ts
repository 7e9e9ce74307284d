import { gram } from '../gram.js';
import type { Design, FitOptions, LinearFit } from '../linear-fit.js';
import { rowsPerSlice, type Pace } from '../pace.js';
import { solvePositive } from '../solve-positive.js';
import { addGradient, blockRows, setMargins } from './four-rows.js';
import { minimise } from './minimise.js';

/**
 * Fits a multinomial logistic regression with K sets of coefficients, all penalised alike. Minimises
 * `Σ v_i [ln Σ_k exp η_ik − η_i,y_i] + ½ ridge Σ‖w_k‖²`, `η_ik = x_i·w_k + b_k`; the intercepts are not penalised and sum
 * to zero (a common constant changes nothing).
 *
 * L-BFGS, preconditioned by Böhning's bound on the Hessian, `½ X'X + ridge·I` for each class: one factorisation per fit,
 * and no matrix of K times the columns.
 *
 * @param y - Class 0 … K − 1 per row of `x`; every class must occur.
 * @see Böhning (1992), Multinomial logistic regression algorithm, Ann. Inst. Statist. Math. 44, 197–200.
 */
export async function softmaxRegression(
  x: Design,
  y: ArrayLike<number>,
  classes: number,
  options: FitOptions,
  pace: Pace,
): Promise<LinearFit> {
  const { rows, columns: p } = x;
  const { ridge, rowWeights, start } = options;
  const size = p + 1;
  // Class by class: the margins of some rows, which become what remains of each class.
  const margins = Array.from({ length: classes }, () => new Float64Array(blockRows));
  const workPerRow = classes * (2 * p + 20);

  // Parameters lie class by class: p weights, then the intercept.
  const ofClass = (parameters: Float64Array, k: number) => parameters.subarray(k * size, (k + 1) * size);
  const objective = async (theta: Float64Array, gradient: Float64Array) => {
    let loss = 0;
    const block = rowsPerSlice(workPerRow);
    for (let from = 0; from < rows; from += block) {
      const to = Math.min(rows, from + block);
      for (let first = from; first < to; first += blockRows) {
        const count = Math.min(blockRows, to - first);
        for (const [k, own] of margins.entries()) setMargins(x, first, count, ofClass(theta, k), own);
        loss += toResiduals(margins, y, rowWeights, first, count);
        for (const [k, own] of margins.entries()) addGradient(x, first, count, own, ofClass(gradient, k));
      }
      await pace((to - from) * workPerRow);
    }
    for (let k = 0; k < classes; k++)
      for (let j = k * size; j < k * size + p; j++) {
        loss += 0.5 * ridge * theta[j]! * theta[j]!;
        gradient[j]! += ridge * theta[j]!;
      }
    return loss;
  };

  const bound = (await gram(x, rowWeights, pace)).map((entry) => entry / 2);
  for (let j = 0; j < p; j++) bound[j * size + j]! += ridge;
  const solve = await solvePositive(bound, size);
  const precondition = (v: Float64Array) => {
    const out = new Float64Array(v.length);
    for (let k = 0; k < classes; k++) out.set(solve(ofClass(v, k)), k * size);
    return out;
  };

  const theta = new Float64Array(classes * size);
  if (start !== undefined)
    for (let k = 0; k < classes; k++) {
      theta.set(start.weights[k] ?? [], k * size);
      theta[k * size + p] = start.intercepts[k] ?? 0;
    }
  const found = await minimise(objective, theta, {
    tolerance: options.tolerance * rows,
    maxIterations: options.maxIterations,
    precondition,
  });
  const intercepts = Float64Array.from({ length: classes }, (_, k) => found.x[k * size + p]!);
  const mean = intercepts.reduce((sum, b) => sum + b, 0) / classes;
  return {
    weights: Array.from({ length: classes }, (_, k) => found.x.slice(k * size, k * size + p)),
    intercepts: intercepts.map((b) => b - mean),
    report: { converged: found.converged, iterations: found.iterations, gradNorm: found.gradNorm / rows },
  };
}

/** The loss of some rows. Of their margins it makes `v(probability − 1 where it is the label's)`, and 0 beyond the last row. */
function toResiduals(
  margins: readonly Float64Array[],
  y: ArrayLike<number>,
  rowWeights: Float64Array | undefined,
  first: number,
  count: number,
): number {
  let loss = 0;
  for (let i = 0; i < count; i++) {
    let top = -Infinity;
    for (let k = 0; k < margins.length; k++) top = Math.max(top, margins[k]![i]!);
    const label = y[first + i]!;
    const own = margins[label]![i]! - top;
    let total = 0;
    for (let k = 0; k < margins.length; k++) total += margins[k]![i] = Math.exp(margins[k]![i]! - top);
    const v = rowWeights === undefined ? 1 : rowWeights[first + i]!;
    loss += v * (Math.log(total) - own);
    for (let k = 0; k < margins.length; k++) margins[k]![i] = v * (margins[k]![i]! / total - (label === k ? 1 : 0));
  }
  for (const own of margins) own.fill(0, count);
  return loss;
}
