import { lnGamma } from './ln-gamma.js';

/**
 * ln P(D_N < D), the two-sided one-sample Kolmogorov–Smirnov law, as the central entry of the N-th power of a
 * (2k − 1) × (2k − 1) matrix, k = ⌈ND⌉. All entries are positive, so nothing cancels; the effort is k³ ln N.
 *
 * @see J. Durbin (1973); G. Marsaglia, W. Tsang & J. Wang, "Evaluating Kolmogorov's distribution" (2003).
 */
export function lnDurbinCdf(d: number, n: number): number {
  const k = Math.ceil(n * d);
  const eta = k - n * d;
  const size = 2 * k - 1;
  const matrix = durbinMatrix(size, eta);
  const power = matrixPower(matrix, size, n);
  const centre = power.entries[(k - 1) * size + k - 1] ?? 0;
  return lnGamma(n + 1) - n * Math.log(n) + Math.log(centre) + power.exponent * Math.LN2;
}

function durbinMatrix(size: number, eta: number): Float64Array {
  const entries = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (i - j + 1 < 0) continue;
      let entry = 1;
      if (j === 0) entry -= eta ** (i + 1);
      if (i === size - 1) entry -= eta ** (size - j);
      if (j === 0 && i === size - 1) entry += Math.max(0, 2 * eta - 1) ** size;
      for (let f = 2; f <= i - j + 1; f++) entry /= f;
      entries[i * size + j] = entry;
    }
  }
  return entries;
}

/** A matrix times 2^exponent. */
interface Scaled {
  readonly entries: Float64Array;
  readonly exponent: number;
}

function matrixPower(base: Float64Array, size: number, power: number): Scaled {
  let square: Scaled = { entries: base, exponent: 0 };
  let result: Scaled | undefined;
  for (let left = power; ; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result ? multiply(result, square, size) : square;
    if (left <= 1) return result ?? square;
    square = multiply(square, square, size);
  }
}

function multiply(a: Scaled, b: Scaled, size: number): Scaled {
  const entries = new Float64Array(size * size);
  let largest = 0;
  for (let i = 0; i < size; i++) {
    for (let l = 0; l < size; l++) {
      const factor = a.entries[i * size + l]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) entries[i * size + j]! += factor * b.entries[l * size + j]!;
    }
    for (let j = 0; j < size; j++) largest = Math.max(largest, entries[i * size + j]!);
  }
  // Powers of two keep every entry's digits while the matrix stays near 1.
  const shift = Math.floor(Math.log2(largest));
  const scale = 2 ** -shift;
  for (let i = 0; i < entries.length; i++) entries[i]! *= scale;
  return { entries, exponent: a.exponent + b.exponent + shift };
}
