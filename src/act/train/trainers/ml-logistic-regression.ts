import * as z from 'zod/mini';
import type { ModelTrainer } from '../../../contracts/model-trainer.js';
import { parseOptions } from '../../../options.js';
import { sliceBatch } from '../../../table/batch.js';
import { gram } from '../gram.js';
import type { Design, LinearFit } from '../linear-fit.js';
import { predictLinear, sigmoid, type LinearModel } from '../linear-model.js';
import { sliceWork, type Pace } from '../pace.js';
import { trainClassifier } from '../train-classifier.js';
import { classCodes, withBatch } from '../training-labels.js';

export const mlLogisticRegressionOptions = z.strictObject({
  /** Gradient steps; 300 to 500 are enough on standardised columns, and time grows in proportion. Default 400. */
  steps: z._default(z.int().check(z.positive(), z.lte(50_000)), 400),
  /** The newest rows that are used; the rest would only block longer. Default 5,000. */
  maxRows: z._default(z.int().check(z.gte(10)), 5_000),
  /** Categories per feature that get a column of their own; the rest count as one. Default 50. */
  maxCategories: z._default(z.int().check(z.nonnegative()), 50),
  /** Training rows that a category, or "missing", must hold to get a column. Default 10. */
  minCategoryRows: z._default(z.int().check(z.positive()), 10),
  /** Parts for out-of-fold predictions. Default 5. */
  folds: z._default(z.int().check(z.gte(2), z.lte(50)), 5),
});
/** Options of `mlLogisticRegression`. */
export interface MlLogisticRegressionOptions extends z.input<typeof mlLogisticRegressionOptions> {}

/** A gradient, per row, that is small enough to call the fixed number of steps enough. */
const settled = 1e-3;

/**
 * The package ml-logistic-regression as a trainer, guarded: it standardises, adds the intercept column, remaps labels,
 * lets no NaN through, takes its step from the largest eigenvalue, and turns the weights into plain JSON that our code
 * predicts with, as probabilities. Three or more classes are one-against-the-rest, normalised.
 *
 * Prefer `logisticRegression()`: the package has no penalty and no stopping rule, and runs all its steps in one go, which
 * **blocks the event loop** about half a second per 2,000 rows × 10 columns and fit; between fits the loop turns and the
 * signal is looked at. More than `maxRows` rows would block longer, so only the newest are fitted (`fit.rows` says how
 * many); the older ones' `outOfFold` values are then the model's, which has not seen them.
 *
 * `train` throws as `logisticRegression` does.
 *
 * @throws DriftSenseError `OPTION_INVALID`
 * @example
 * const trainer = mlLogisticRegression({ steps: 500 });
 */
export function mlLogisticRegression(options?: MlLogisticRegressionOptions): ModelTrainer<LinearModel> {
  const checked = parseOptions(mlLogisticRegressionOptions, options, 'mlLogisticRegression');
  return {
    name: 'mlLogisticRegression',
    version: '1',
    async train(given, context) {
      const data = withBatch(given);
      const { classes, codes } = classCodes(data);
      const older = Math.max(0, data.size - checked.maxRows);
      const newest = {
        features: sliceBatch(data.features, older, data.size),
        labels: Float64Array.from(codes.subarray(older)),
        classes,
        size: data.size - older,
      };
      const trained = await trainClassifier(newest, context, checked, (x, y, count, _start, pace) =>
        fitByPackage(x, y, count, checked.steps, pace),
      );
      if (older === 0) return trained;
      const unseen = predictLinear(trained.model, sliceBatch(data.features, 0, older));
      return { ...trained, outOfFold: Float64Array.from([...unseen, ...(trained.outOfFold ?? [])]) };
    },
    predict: predictLinear,
  };
}

async function fitByPackage(x: Design, y: Int32Array, classes: number, steps: number, pace: Pace) {
  const p = x.columns;
  const { default: LogisticRegression } = await import('ml-logistic-regression');
  const { Matrix } = await import('ml-matrix');
  const learningRate = 4 / (await largestEigenvalue(x, pace));
  const features = Matrix.ones(x.rows, p + 1); // the last column is the intercept
  for (let i = 0; i < x.rows; i++) for (let j = 0; j < p; j++) features.set(i, j, x.values[i * p + j]!);
  await pace(sliceWork);
  const model = new LogisticRegression({ numSteps: steps, learningRate });
  model.train(features, Matrix.columnVector(Array.from(y)));
  await pace(sliceWork);
  // The package codes "this class" as 0 and the rest as 1, so its weights score the rest: of two classes the first
  // classifier scores the second class as it is, of more each has its sign turned.
  const scored = model.toJSON().classifiers.map(({ weights }) => weights.to1DArray());
  const rows = classes === 2 ? [scored[0]!] : scored.map((weights) => weights.map((w) => -w));
  const gradNorm = largestGradient(x, y, rows);
  const fit: LinearFit = {
    weights: rows.map((weights) => Float64Array.from(weights.slice(0, p))),
    intercepts: Float64Array.from(rows, (weights) => weights[p]!),
    report: { converged: gradNorm <= settled, iterations: steps, gradNorm },
  };
  return { link: classes === 2 ? ('sigmoid' as const) : ('oneVsRest' as const), fit };
}

/** Of X̃'X̃. The Hessian of the summed loss is at most a quarter of that matrix, so steps of 4 over it cannot overshoot. */
async function largestEigenvalue(x: Design, pace: Pace): Promise<number> {
  const size = x.columns + 1;
  const lower = await gram(x, undefined, pace);
  const { EigenvalueDecomposition, Matrix } = await import('ml-matrix');
  const matrix = Matrix.zeros(size, size);
  for (let j = 0; j < size; j++)
    for (let k = 0; k <= j; k++) {
      matrix.set(j, k, lower[j * size + k]!);
      matrix.set(k, j, lower[j * size + k]!);
    }
  return Math.max(...new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues);
}

/** Largest component of the gradient, per row, over all classifiers: class 1 against 0, or each class against the rest. */
function largestGradient(x: Design, y: Int32Array, rows: readonly (readonly number[])[]): number {
  const p = x.columns;
  let largest = 0;
  for (const [k, weights] of rows.entries()) {
    const own = rows.length === 1 ? 1 : k;
    const gradient = new Float64Array(p + 1);
    for (let i = 0; i < x.rows; i++) {
      let eta = weights[p]!;
      for (let j = 0; j < p; j++) eta += weights[j]! * x.values[i * p + j]!;
      const residual = sigmoid(eta) - (y[i] === own ? 1 : 0);
      for (let j = 0; j < p; j++) gradient[j]! += residual * x.values[i * p + j]!;
      gradient[p]! += residual;
    }
    for (const g of gradient) largest = Math.max(largest, Math.abs(g) / x.rows);
  }
  return largest;
}
