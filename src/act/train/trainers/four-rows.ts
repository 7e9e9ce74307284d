import type { Design } from '../linear-fit.js';

// The loops of a linear model over four rows at a time: their sums do not wait for each other, and each coefficient is read
// and written a quarter as often.

/** Rows that stay in a processor's nearer memory while they are read twice. */
export const blockRows = 256;

/** `η = Xw + b` of some rows; `theta` holds the weights, then the intercept. Rows beyond the last are the last one again. */
export function setMargins(x: Design, first: number, count: number, theta: Float64Array, margins: Float64Array): void {
  const { values, columns: p } = x;
  const last = (first + count - 1) * p;
  for (let i = 0; i < count; i += 4) {
    const a = (first + i) * p;
    const b = Math.min(a + p, last);
    const c = Math.min(b + p, last);
    const d = Math.min(c + p, last);
    let etaA = theta[p]!;
    let etaB = etaA;
    let etaC = etaA;
    let etaD = etaA;
    for (let j = 0; j < p; j++) {
      const weight = theta[j]!;
      etaA += weight * values[a + j]!;
      etaB += weight * values[b + j]!;
      etaC += weight * values[c + j]!;
      etaD += weight * values[d + j]!;
    }
    margins[i] = etaA;
    margins[i + 1] = etaB;
    margins[i + 2] = etaC;
    margins[i + 3] = etaD;
  }
}

/** Adds `Σ residual_i x_i` over some rows. Residuals beyond the last are 0. */
export function addGradient(
  x: Design,
  first: number,
  count: number,
  residuals: Float64Array,
  gradient: Float64Array,
): void {
  const { values, columns: p } = x;
  const last = (first + count - 1) * p;
  for (let i = 0; i < count; i += 4) {
    const a = (first + i) * p;
    const b = Math.min(a + p, last);
    const c = Math.min(b + p, last);
    const d = Math.min(c + p, last);
    const ra = residuals[i]!;
    const rb = residuals[i + 1]!;
    const rc = residuals[i + 2]!;
    const rd = residuals[i + 3]!;
    for (let j = 0; j < p; j++)
      gradient[j]! += ra * values[a + j]! + rb * values[b + j]! + rc * values[c + j]! + rd * values[d + j]!;
    gradient[p]! += ra + rb + rc + rd;
  }
}
