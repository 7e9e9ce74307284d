/**
 * The loss e/(e + s) of an absolute error e, in [0, 1]: half a loss is an error of the usual size s. Computed on quarters,
 * which changes no digit, so that labels and predictions of any size have a loss.
 *
 * @param scale - s, above 0 and finite.
 * @example boundedLoss(3, 1, 2); // 0.5
 */
export function boundedLoss(label: number, prediction: number, scale: number): number {
  const error = Math.abs(label / 4 - prediction / 4);
  return error === 0 ? 0 : error / (error + scale / 4);
}

/** A scale for {@link boundedLoss}: the size given where it is one, else one unit of the label. */
export const lossScaleOf = (size: number): number => (size > 0 ? Math.min(size, Number.MAX_VALUE) : 1);
