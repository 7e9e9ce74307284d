import type { Design, FitOptions, LinearFit } from '../linear-fit.js';
import { rowsPerSlice, type Pace } from '../pace.js';
import { solvePositive } from '../solve-positive.js';
import { addLogisticLoss, addPenalty, startOf, toFit, type LabelledRows } from './logistic-loss.js';
import { minimise, type Objective } from './minimise.js';
import { newtonLogistic } from './newton-logistic.js';
import { sampleRows } from './sample-rows.js';

/** Columns from which on gradients alone are tried before a Hessian is made. */
const manyColumns = 64;

/** Rows in the sample per coefficient: a step by its Hessian then leaves about √(1/250), 6 %, of the error. */
const rowsPerCoefficient = 250;

/** Steps by gradients after which a start from a sample is given up; a good one needs three to eight. */
const mostSteps = 40;

/**
 * Fits a two-class logistic regression to what `newtonLogistic` describes, by the means that the size of the data asks for.
 *
 * Few rows: Newton's method. Many rows: Newton's method on a sample of them, then L-BFGS on all rows, preconditioned by the
 * Hessian of the sample: a pass for a gradient costs a tenth of one for a Hessian, and a few of them do. Many columns for
 * their rows: L-BFGS preconditioned by the diagonal for as long as one Hessian would take. What has not converged then is
 * finished by Newton's method, so that the same minimum is found in every case.
 *
 * @param y - 0 or 1 per row of `x`; both must occur.
 * @see Roosta-Khorasani and Mahoney, Sub-sampled Newton methods, Mathematical Programming 174 (2019), for Hessians of samples.
 */
export async function fitTwoClasses(
  x: Design,
  y: ArrayLike<number>,
  options: FitOptions,
  pace: Pace,
): Promise<LinearFit> {
  const rows = { x, y, rowWeights: options.rowWeights };
  const every = Math.floor(x.rows / (rowsPerCoefficient * (x.columns + 1)));
  const begin =
    every >= 4
      ? await fromSample(rows, every, options, pace)
      : x.columns >= manyColumns
        ? await fromDiagonal(rows, options, pace)
        : undefined;
  if (begin === undefined) return newtonLogistic(x, y, options, pace);
  const { maxIterations, tolerance } = options;
  const {
    x: theta,
    iterations,
    gradNorm,
  } = await minimise(objectiveOf(rows, options.ridge, pace), begin.theta, {
    tolerance: tolerance * x.rows,
    maxIterations: Math.min(begin.steps, Math.floor(maxIterations / 2)),
    precondition: begin.precondition,
  });
  const converged = gradNorm <= tolerance * x.rows;
  const fit = toFit(theta, { converged, iterations, gradNorm: gradNorm / x.rows });
  if (converged) return fit;
  const rest = { ...options, start: fit, maxIterations: maxIterations - iterations };
  const { report, ...finished } = await newtonLogistic(x, y, rest, pace);
  return { ...finished, report: { ...report, iterations: iterations + report.iterations } };
}

/** Where L-BFGS begins, how it is preconditioned, and when it is given up. */
interface Begin {
  readonly theta: Float64Array;
  readonly precondition: (v: Float64Array) => Float64Array;
  readonly steps: number;
}

/** From the minimum of a sample; none where the sample has too few rows of a class to say anything. */
async function fromSample(
  rows: LabelledRows,
  every: number,
  options: FitOptions,
  pace: Pace,
): Promise<Begin | undefined> {
  const { ridge, start } = options;
  const size = rows.x.columns + 1;
  const sample = await sampleRows(rows, every, pace);
  const ones = sample.y.reduce((sum, label) => sum + label, 0);
  if (Math.min(ones, sample.y.length - ones) < 2 * size) return undefined;
  const share = sample.x.rows / rows.x.rows;
  const { hessian, ...found } = await newtonLogistic(
    sample.x,
    sample.y,
    {
      ridge: ridge * share,
      tolerance: Math.max(options.tolerance, 1e-3), // far below what the sample says of all rows
      // A start is a fit of nearly the same rows, which knows more than a sample of them.
      maxIterations: start === undefined ? options.maxIterations : 0,
      ...(sample.rowWeights && { rowWeights: sample.rowWeights }),
      ...(start && { start }),
    },
    pace,
  );
  const precondition = await solvePositive(
    hessian.map((entry) => entry / share),
    size,
  );
  return { theta: startOf(rows.x.columns, found), precondition, steps: mostSteps };
}

/** From the start there is, or zeros, by the bound ¼ Σ v x² on the diagonal of the Hessian. */
async function fromDiagonal(rows: LabelledRows, { ridge, start }: FitOptions, pace: Pace): Promise<Begin> {
  const { columns: p } = rows.x;
  const diagonal = (await weightedSquares(rows, pace)).map((square, j) => square / 4 + (j < p ? ridge : 0));
  return {
    theta: startOf(p, start),
    precondition: (v) => v.map((entry, j) => entry / diagonal[j]!),
    steps: Math.ceil(p / 4), // as many as cost what a Hessian costs
  };
}

/** `Σ v x²` per column, the ones of the intercept last. */
async function weightedSquares({ x, rowWeights }: LabelledRows, pace: Pace): Promise<Float64Array> {
  const { values, rows, columns: p } = x;
  const squares = new Float64Array(p + 1);
  const block = rowsPerSlice(p + 1);
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(rows, from + block);
    for (let i = from; i < to; i++) {
      const v = rowWeights?.[i] ?? 1;
      for (let j = 0; j < p; j++) squares[j]! += v * values[i * p + j]! * values[i * p + j]!;
      squares[p]! += v;
    }
    await pace((to - from) * (p + 1));
  }
  return squares;
}

/** The objective over all rows, and its gradient. */
function objectiveOf(rows: LabelledRows, ridge: number, pace: Pace): Objective {
  const workPerRow = 2 * rows.x.columns + 20;
  const block = rowsPerSlice(workPerRow);
  return async (theta, gradient) => {
    let loss = addPenalty(theta, ridge, gradient);
    for (let from = 0; from < rows.x.rows; from += block) {
      const to = Math.min(rows.x.rows, from + block);
      loss += addLogisticLoss(rows, from, to, theta, gradient);
      await pace((to - from) * workPerRow);
    }
    return loss;
  };
}
