import { DriftSenseError } from '../../../errors.js';
import { addWeightedSquares } from '../gram.js';
import type { Design, FitOptions, LinearFit } from '../linear-fit.js';
import { rowsPerSlice, type Pace } from '../pace.js';
import { solvePositive } from '../solve-positive.js';
import { addLogisticLoss, addPenalty, startOf, toFit } from './logistic-loss.js';

/**
 * Fits a two-class logistic regression by Newton's method, which for this likelihood is iteratively reweighted least
 * squares. Minimises `Σ v_i [ln(1 + exp η_i) − y_i η_i] + ½ ridge ‖w‖²` with `η = Xw + b`; the intercept b is not
 * penalised. That is scikit-learn's objective at C = 1/ridge.
 *
 * The penalty keeps the minimum finite when the classes can be separated, and a step that does not lower the objective
 * enough is halved, so the iteration cannot run away from a far start.
 *
 * @param y - 0 or 1 per row of `x`; both must occur.
 * @see Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2nd ed., equations 4.26–4.28.
 */
export async function newtonLogistic(
  x: Design,
  y: ArrayLike<number>,
  options: FitOptions,
  pace: Pace,
): Promise<NewtonFit> {
  const p = x.columns;
  const theta = startOf(p, options.start);
  let here = await newtonTerms(x, y, theta, options, pace);
  if (!Number.isFinite(here.objective))
    throw new DriftSenseError('TRAINING_NOT_FINITE', `the likelihood is ${here.objective} before the first step`);
  let iterations = 0;
  let stuck = false;
  while (here.gradNorm > options.tolerance && iterations < options.maxIterations && !stuck) {
    iterations++;
    const step = (await solvePositive(here.hessian, p + 1))(here.gradient);
    const slope = -dot(here.gradient, step);
    // Close to the minimum the objective changes by less than its own rounding: allow for that, or no step passes.
    const noise = 16 * Number.EPSILON * Math.abs(here.objective);
    stuck = true;
    for (let t = 1; t > 1e-9; t /= 2) {
      const next = theta.map((v, j) => v - t * step[j]!);
      const there = await newtonTerms(x, y, next, options, pace);
      if (there.objective <= here.objective + 1e-4 * t * slope + noise) {
        theta.set(next);
        here = there;
        stuck = false;
        break;
      }
    }
  }
  const report = { converged: here.gradNorm <= options.tolerance, iterations, gradNorm: here.gradNorm };
  return { ...toFit(theta, report), hessian: here.hessian };
}

/** A fit, and the Hessian where it ended. */
export interface NewtonFit extends LinearFit {
  /** Lower triangle, row by row, (columns + 1)²; the intercept is last. */
  readonly hessian: Float64Array;
}

interface NewtonTerms {
  readonly objective: number;
  readonly gradient: Float64Array;
  /** Lower triangle, row by row, (p + 1) × (p + 1). */
  readonly hessian: Float64Array;
  readonly gradNorm: number;
}

/** One pass over the rows: objective, gradient `X'v(μ − y) + ridge·w` and Hessian `X'WX + ridge·I`, W = v μ(1 − μ). */
async function newtonTerms(
  x: Design,
  y: ArrayLike<number>,
  theta: Float64Array,
  { ridge, rowWeights }: FitOptions,
  pace: Pace,
): Promise<NewtonTerms> {
  const { values, rows, columns: p } = x;
  const size = p + 1;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const workPerRow = (p * (p + 5)) / 2 + 20;
  const block = rowsPerSlice(workPerRow);
  const curvature = new Float64Array(Math.min(rows, block));
  let objective = addPenalty(theta, ridge, gradient);
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(rows, from + block);
    objective += addLogisticLoss({ x, y, rowWeights }, from, to, theta, gradient, curvature);
    addWeightedSquares(hessian, values, p, from, to, curvature);
    await pace((to - from) * workPerRow);
  }
  let gradNorm = 0;
  for (let j = 0; j < p; j++) hessian[j * size + j]! += ridge;
  for (const g of gradient) gradNorm = Math.max(gradNorm, Math.abs(g) / rows);
  return { objective, gradient, hessian, gradNorm };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
