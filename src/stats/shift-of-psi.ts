/** ψ ≈ I·δ² for a normal feature moved by δ standard deviations, by number of equally likely cells. */
const informations = [
  [5, 0.897],
  [10, 0.959],
  [20, 0.983],
  [60, 0.996],
] as const;

/**
 * The shift of the mean, in standard deviations, that gives a normal feature this divergence on the PSI scale.
 *
 * @param psi - At least 0.
 * @param cells - Cells with about equal shares of the reference, from 2.
 * @example shiftOfPsi(0.05, 10); // 0.228
 */
export function shiftOfPsi(psi: number, cells: number): number {
  return Math.sqrt(psi / information(cells));
}

/** Between the known numbers of cells the lost part of the information falls about as a power of their number. */
function information(cells: number): number {
  if (cells < 3) return 2 / Math.PI; // two cells know only on which side of the median a value lies
  const upper = informations.findIndex(([b]) => b >= cells);
  if (upper < 0) return informations.at(-1)![1];
  const [b1, i1] = informations[upper]!;
  const [b0, i0] = upper === 0 ? ([2, 2 / Math.PI] as const) : informations[upper - 1]!;
  const at = Math.log(cells / b0) / Math.log(b1 / b0);
  return 1 - (1 - i0) ** (1 - at) * (1 - i1) ** at;
}
