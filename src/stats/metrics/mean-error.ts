// By index: an iterator makes an object for each value until an engine has optimised the loop.

/** Arithmetic mean of at least one value. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += values[row]!;
  return sum / values.length;
}

/** Standard error of a mean: sample standard deviation over √m. */
export function standardError(values: Float64Array, mean: number): number {
  let squares = 0;
  for (let row = 0; row < values.length; row++) squares += (values[row]! - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
