/** How a published EDDM differs from river's current one; both take the population's standard deviation. */
export interface EddmForm {
  /** First row count, and first error count, with a verdict. */
  readonly rowsFrom: number;
  readonly errorsFrom: number;
}

export const eddmForms = {
  /** river-legacy too. Its row counter runs one ahead. */
  moa: { rowsFrom: 30, errorsFrom: 31 },
  frouros: { rowsFrom: 30, errorsFrom: 30 },
} as const satisfies Record<string, EddmForm>;

/** @returns Rows that alarm; the method starts anew after each. A value that is not 1 is no error. */
export function eddmOracle(stream: readonly number[], form: EddmForm, beta = 0.9): number[] {
  const alarms: number[] = [];
  let n = 0;
  let last = 0;
  let distances: number[] = [];
  let greatest = 0;
  for (const [row, x] of stream.entries()) {
    n += 1;
    if (x !== 1) continue;
    distances.push(n - last);
    last = n;
    const k = distances.length;
    const mean = distances.reduce((a, b) => a + b) / k;
    const sd = Math.sqrt(distances.reduce((sum, d) => sum + (d - mean) ** 2, 0) / k);
    const v = mean + 2 * sd;
    if (n < form.rowsFrom) continue;
    if (v > greatest) greatest = v;
    else if (k >= form.errorsFrom && v / greatest < beta) {
      alarms.push(row);
      n = 0;
      last = 0;
      distances = [];
      greatest = 0;
    }
  }
  return alarms;
}
