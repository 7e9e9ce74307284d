/** Share of the error on rows a model was not fitted on, below which its error on its own is another one. */
const leastShare = 0.9;
/** Standard errors of the difference by which it must be less. */
const errors = 3;

/**
 * Whether a model scores the rows it was fitted on unlike others: their squared error is less than nine tenths of the error out of
 * fold, and by more than three standard errors of the paired difference. A linear model of p weights on n rows errs about
 * 2 p/n less on its own rows (S. Geisser, "The predictive sample reuse method with applications" (1975)); a forest by half and more.
 *
 * @param own - Predictions of the model for its own rows, `size × outputs`.
 * @param outOfFold - Predictions of models not fitted on the row, alike.
 * @param labels - Values, or classes from 0.
 */
export function learntByHeart(own: Float64Array, outOfFold: Float64Array, labels: Float64Array): boolean {
  const outputs = own.length / labels.length;
  const errorOf = (predictions: Float64Array, row: number): number =>
    outputs === 1 ? (labels[row]! - predictions[row]!) ** 2 : (1 - predictions[row * outputs + labels[row]!]!) ** 2;
  let [ofOwn, ofOthers, squares] = [0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    const [mine, other] = [errorOf(own, row), errorOf(outOfFold, row)];
    ofOwn += mine;
    ofOthers += other;
    squares += (other - mine) ** 2;
  }
  return ofOwn < leastShare * ofOthers && ofOthers - ofOwn > errors * Math.sqrt(squares);
}
