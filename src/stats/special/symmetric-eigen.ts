/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations.
 *
 * @param matrix - Rows of a symmetric matrix; not changed.
 * @returns Values, and vectors by row in the same order (not sorted).
 * @see G. Golub & C. Van Loan, "Matrix computations", section 8.5 (cyclic Jacobi).
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p]![q]!;
        if (Math.abs(off) <= 1e-18 * Math.sqrt(Math.abs(a[p]![p]! * a[q]![q]!)) || off === 0) continue;
        rotated = true;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * off);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        rotate(a, vectors, p, q, c, t * c);
      }
    }
    if (!rotated) break;
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

function rotate(a: number[][], vectors: number[][], p: number, q: number, c: number, s: number): void {
  for (const row of a) {
    const [left, right] = [row[p]!, row[q]!];
    row[p] = c * left - s * right;
    row[q] = s * left + c * right;
  }
  for (const rows of [a, vectors]) {
    const [upper, lower] = [rows[p]!, rows[q]!];
    rows[p] = upper.map((value, i) => c * value - s * lower[i]!);
    rows[q] = upper.map((value, i) => s * value + c * lower[i]!);
  }
}
