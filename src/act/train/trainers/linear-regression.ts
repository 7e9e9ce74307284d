import * as z from 'zod/mini';
import type { ModelTrainer, TrainedModel, TrainingContext, TrainingData } from '../../../contracts/model-trainer.js';
import { parseOptions } from '../../../options.js';
import { inTurns } from '../../../ports/next-turn.js';
import { crossFit, seededFolds } from '../cross-fit.js';
import { allRows, encodedNames, encodePaced, fitEncoding } from '../encode.js';
import { numbersInSteps } from '../evaluate.js';
import { gram } from '../gram.js';
import type { Design, LinearFit } from '../linear-fit.js';
import { predictLinear, predictPaced, toLinearModel, type LinearModel } from '../linear-model.js';
import { pacer, rowsPerSlice, type Pace } from '../pace.js';
import { solvePositive } from '../solve-positive.js';
import { readFeatures } from '../train-classifier.js';
import { checkTrainingData, withBatch } from '../training-labels.js';
import { addGradient } from './four-rows.js';

export const linearRegressionOptions = z.strictObject({
  /** Penalty on the squared weights, scikit-learn's alpha; > 0. Default 1. */
  ridge: z._default(z.number().check(z.positive()), 1),
  /** Categories per feature that get a column of their own; the rest count as one. Default 50. */
  maxCategories: z._default(z.int().check(z.nonnegative()), 50),
  /** Training rows that a category, or "missing", must hold to get a column. Default 10. */
  minCategoryRows: z._default(z.int().check(z.positive()), 10),
  /** Parts for out-of-fold predictions. Default 5. */
  folds: z._default(z.int().check(z.gte(2), z.lte(50)), 5),
});
/** Options of `linearRegression`. */
export interface LinearRegressionOptions extends z.input<typeof linearRegressionOptions> {}

/**
 * Least squares with a ridge penalty on the same columns as `logisticRegression`: minimises
 * `Σ (y_i − x_i·w − b)² + ridge ‖w‖²`, the intercept b unpenalised, by Cholesky on the normal equations.
 *
 * Metrics (`mae`, `rmse`, `rSquared`, `bias`) and `outOfFold` are those of 5-fold cross-fitting. `train` throws
 * `TRAINING_DATA`, `TRAINING_NOT_FINITE` or `ABORTED`. Time O(rows × columns²).
 *
 * @throws DriftSenseError `OPTION_INVALID`
 * @example
 * const trainer = linearRegression();
 * const { model } = await trainer.train({ features, labels, size }, { signal, seed: 0 });
 * const values = trainer.predict(model, rows);
 * @see Hoerl, Kennard (1970), Ridge regression, Technometrics 12, equation 2.1.
 */
export function linearRegression(options?: LinearRegressionOptions): ModelTrainer<LinearModel> {
  const checked = parseOptions(linearRegressionOptions, options, 'linearRegression');
  return {
    name: 'linearRegression',
    version: '1',
    train: (data, context) => train(data, context, checked),
    predict: predictLinear,
  };
}

async function train(
  given: TrainingData,
  { signal, seed }: TrainingContext,
  options: z.output<typeof linearRegressionOptions>,
): Promise<TrainedModel<LinearModel>> {
  const pace = pacer(signal);
  const data = withBatch(given);
  checkTrainingData(data);
  const { labels, size } = data;
  const features = await readFeatures(data, pace);

  const fitRows = async (rows: Int32Array): Promise<LinearModel> => {
    const encoding = await fitEncoding(features, rows, options, pace);
    const x = await encodePaced(encoding, features, rows, pace);
    const y = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) y[i] = labels[rows[i]!]!;
    const fit = await ridgeLeastSquares(x, y, options.ridge, pace);
    return toLinearModel({ link: 'identity', encoding, columns: encodedNames(encoding), rows: rows.length }, fit);
  };

  const model = await fitRows(allRows(size));
  if (size < 2) return { model };
  const fold = await seededFolds(new Int32Array(size), Math.min(options.folds, size), seed, pace);
  const outOfFold = await crossFit(
    fold,
    1,
    async (others, held) => predictPaced(await fitRows(others), features, held, pace),
    pace,
  );
  return { model, metrics: await inTurns(numbersInSteps(labels, outOfFold), pace), outOfFold };
}

/** Solves `(X̃'X̃ + ridge·I)(w, b) = X̃'(y − ȳ)`, with no penalty on the last entry, and adds ȳ back to b. */
async function ridgeLeastSquares(x: Design, y: Float64Array, ridge: number, pace: Pace): Promise<LinearFit> {
  const { rows, columns: p } = x;
  const lower = await gram(x, undefined, pace);
  for (let j = 0; j < p; j++) lower[j * (p + 1) + j]! += ridge;
  // Centred labels: otherwise a large mean would cost the weights its digits.
  const mean = y.reduce((sum, label) => sum + label / rows, 0);
  const centred = new Float64Array(rows + 3); // rows are taken by fours
  for (let i = 0; i < rows; i++) centred[i] = y[i]! - mean;
  await pace(rows * 8);
  const right = new Float64Array(p + 1);
  const block = 4 * Math.ceil(rowsPerSlice(p + 1) / 4);
  for (let from = 0; from < rows; from += block) {
    const count = Math.min(block, rows - from);
    addGradient(x, from, count, centred.subarray(from), right);
    await pace(count * (p + 1));
  }
  const solution = (await solvePositive(lower, p + 1))(right);
  return {
    weights: [solution.slice(0, p)],
    intercepts: Float64Array.of(solution[p]! + mean),
    report: { converged: true, iterations: 1, gradNorm: 0 },
  };
}
