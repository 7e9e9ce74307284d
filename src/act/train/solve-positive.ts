import { DriftSenseError } from '../../errors.js';

/**
 * Factorises a symmetric positive definite matrix by Cholesky and returns what solves `A x = b`. Where rounding has cost
 * A its definiteness, its diagonal is raised until the factorisation succeeds.
 *
 * @param lower - size × size row by row; only the lower triangle is read.
 * @throws DriftSenseError `TRAINING_NOT_FINITE` when an entry is not finite.
 */
export async function solvePositive(lower: Float64Array, size: number): Promise<(b: Float64Array) => Float64Array> {
  const { CholeskyDecomposition, Matrix } = await import('ml-matrix'); // loaded by those who train
  let largest = Number.MIN_VALUE;
  for (let j = 0; j < size; j++)
    for (let k = 0; k <= j; k++) {
      const entry = lower[j * size + k]!;
      if (!Number.isFinite(entry))
        throw new DriftSenseError('TRAINING_NOT_FINITE', `the normal equations hold ${entry}; expected finite numbers`);
      if (j === k) largest = Math.max(largest, entry);
    }
  for (let lift = 0; ; lift = lift === 0 ? 1e-12 * largest : lift * 100) {
    const matrix = Matrix.zeros(size, size);
    // Both halves are written from one value: the decomposition refuses what is not symmetric to the last bit.
    for (let j = 0; j < size; j++)
      for (let k = 0; k <= j; k++) {
        const entry = lower[j * size + k]! + (j === k ? lift : 0);
        matrix.set(j, k, entry);
        matrix.set(k, j, entry);
      }
    const cholesky = new CholeskyDecomposition(matrix);
    if (cholesky.isPositiveDefinite())
      return (b) => Float64Array.from(cholesky.solve(Matrix.columnVector(b)).to1DArray());
  }
}
