/** How the published forms of EDDM differ. */
export interface EddmForm {
  /** The standard deviation divides by k − 1, not by k. */
  readonly sampleDeviation: boolean;
  /** First row count, and first error count, with a verdict. */
  readonly rowsFrom: number;
  readonly errorsFrom: number;
}

export const eddmForms = {
  /** river-legacy too. Its row counter runs one ahead. */
  moa: { sampleDeviation: false, rowsFrom: 30, errorsFrom: 31 },
  frouros: { sampleDeviation: false, rowsFrom: 30, errorsFrom: 30 },
  river: { sampleDeviation: true, rowsFrom: 31, errorsFrom: 31 },
} as const satisfies Record<string, EddmForm>;

/** @returns Rows that alarm; the method starts anew after each. A value that is not 1 is no error. */
export function eddmOracle(stream: readonly number[], form: EddmForm, beta = 0.9): number[] {
  const alarms: number[] = [];
  let n = 0;
  let last = 0;
  let [k, mean, squares, greatest] = [0, 0, 0, 0];
  for (const [row, x] of stream.entries()) {
    n += 1;
    if (x !== 1) continue;
    const distance = n - last;
    last = n;
    k += 1;
    // Running sums, as all of them have: a tie of v with the greatest may hang on the last bit.
    const before = mean;
    mean += (distance - mean) / k;
    squares += (distance - mean) * (distance - before);
    const v = mean + 2 * Math.sqrt(squares / Math.max(1, form.sampleDeviation ? k - 1 : k));
    if (n < form.rowsFrom) continue;
    if (v > greatest) greatest = v;
    else if (k >= form.errorsFrom && v / greatest < beta) {
      alarms.push(row);
      [n, last] = [0, 0];
      [k, mean, squares, greatest] = [0, 0, 0, 0];
    }
  }
  return alarms;
}
