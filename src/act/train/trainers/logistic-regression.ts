import * as z from 'zod/mini';
import type { ModelTrainer } from '../../../contracts/model-trainer.js';
import { parseOptions } from '../../../options.js';
import { predictLinear, type LinearModel } from '../linear-model.js';
import { trainClassifier } from '../train-classifier.js';
import { fitTwoClasses } from './fit-two-classes.js';
import { softmaxRegression } from './softmax-regression.js';

export const logisticRegressionOptions = z.strictObject({
  /** Penalty on the squared weights, scikit-learn's 1/C; > 0. More shrinks the weights towards "no effect". Default 1. */
  ridge: z._default(z.number().check(z.positive()), 1),
  /** Stops when no component of the gradient, per row, exceeds this. Default 1e-9. */
  tolerance: z._default(z.number().check(z.positive()), 1e-9),
  /** Steps of Newton's method or L-BFGS over all rows, at most. Default 200. */
  maxIterations: z._default(z.int().check(z.positive()), 200),
  /** `balanced` weighs rows so that every class counts the same; probabilities then no longer follow the base rate. Default `none`. */
  classWeight: z._default(z.enum(['none', 'balanced']), 'none'),
  /** Categories per feature that get a column of their own; the rest count as one. Default 50. */
  maxCategories: z._default(z.int().check(z.nonnegative()), 50),
  /** Training rows that a category, or "missing", must hold to get a column. Default 10. */
  minCategoryRows: z._default(z.int().check(z.positive()), 10),
  /** Parts for out-of-fold predictions. Default 5. */
  folds: z._default(z.int().check(z.gte(2), z.lte(50)), 5),
});
/** Options of `logisticRegression`. */
export interface LogisticRegressionOptions extends z.input<typeof logisticRegressionOptions> {}

/**
 * Logistic regression with a ridge penalty: standardised numbers, 0/1 columns for categories and for missing values, an
 * intercept. Two classes by Newton's method (IRLS), begun on a sample where rows are many and by gradients where columns are;
 * more by a softmax. Predicts probabilities.
 *
 * Missing and infinite numbers count as the mean, and get an indicator column when `minCategoryRows` rows miss them. The
 * model is plain JSON and says whether the fit converged (`fit`). Metrics and `outOfFold` are those of 5-fold
 * cross-fitting, so that they hold for rows the model has not seen. The same rows and seed give the same model. Training
 * lets the event loop turn every few milliseconds and stops at its signal; time O(rows × columns) to O(rows × columns²) per step.
 *
 * `train` throws `TRAINING_ONE_CLASS`, `TRAINING_DATA`, `TRAINING_NOT_FINITE` or `ABORTED`.
 *
 * @throws DriftSenseError `OPTION_INVALID`
 * @example
 * const trainer = logisticRegression({ ridge: 0.1 });
 * const { model, metrics } = await trainer.train({ features, labels, size }, { signal, seed: 0 });
 * const scores = trainer.predict(model, rows); // P(second class) per row
 * @see scikit-learn's LogisticRegression(C = 1/ridge) on the same columns: the same coefficients.
 */
export function logisticRegression(options?: LogisticRegressionOptions): ModelTrainer<LinearModel> {
  const checked = parseOptions(logisticRegressionOptions, options, 'logisticRegression');
  return {
    name: 'logisticRegression',
    version: '1',
    train: (data, context) =>
      trainClassifier(data, context, checked, async (x, y, classes, start, pace) => {
        const fitOptions = {
          ridge: checked.ridge,
          tolerance: checked.tolerance,
          maxIterations: checked.maxIterations,
          ...(checked.classWeight === 'balanced' && { rowWeights: balancedWeights(y, classes) }),
          ...(start !== undefined && { start }),
        };
        return classes === 2
          ? { link: 'sigmoid', fit: await fitTwoClasses(x, y, fitOptions, pace) }
          : { link: 'softmax', fit: await softmaxRegression(x, y, classes, fitOptions, pace) };
      }),
    predict: predictLinear,
  };
}

/** Weight n/(K n_k) for each row of class k: every class gets the same sum, all rows together weigh n. */
function balancedWeights(y: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const k of y) counts[k]!++;
  return Float64Array.from(y, (k) => y.length / (classes * counts[k]!));
}
