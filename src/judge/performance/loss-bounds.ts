/** Mean of losses in [0, 1] with their spread. */
export interface LossSummary {
  readonly rows: number;
  readonly meanLoss: number;
  readonly sd: number;
}

/** Standard normal quantile of .95. */
const z95 = 1.6448536269514722;

/**
 * One-sided bounds of a mean loss by its score interval, 95 % ones unless another normal quantile is given: like Wilson's
 * for 0/1 losses, and never tighter than the normal one for other losses in [0, 1].
 *
 * @see Wilson (1927), Probable inference, the law of succession, and statistical inference.
 */
export const meanUpperBound = (loss: LossSummary, z = z95): number => bound(loss, z, 1);
export const meanLowerBound = (loss: LossSummary, z = z95): number => bound(loss, z, -1);

function bound({ rows, meanLoss, sd }: LossSummary, z: number, side: 1 | -1): number {
  if (rows === 0) return side === 1 ? 1 : 0;
  const square = (z * z) / rows;
  const isBinary = Math.abs(sd * sd - meanLoss * (1 - meanLoss)) < 1e-9;
  const variance = isBinary ? meanLoss * (1 - meanLoss) : sd * sd;
  return (meanLoss + square / 2 + side * z * Math.sqrt(variance / rows + square / (4 * rows))) / (1 + square);
}
