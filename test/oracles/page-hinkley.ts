/** How a published one-sided Page–Hinkley test differs: none of them keeps the running minimum of its sum. */
export interface PageHinkleyForm {
  /** The sum never falls below 0. */
  readonly floored: boolean;
  /** Alarms when the sum reaches the threshold, not only beyond it. */
  readonly reached: boolean;
  /** First row count at which it may alarm. */
  readonly from: number;
}

/** The published forms that are no longer river's. */
export const pageHinkleyForms = {
  'river-legacy': { floored: true, reached: true, from: 29 },
  skmultiflow: { floored: true, reached: false, from: 29 },
  moa: { floored: false, reached: false, from: 29 },
  frouros: { floored: false, reached: false, from: 30 },
} as const satisfies Record<string, PageHinkleyForm>;

/** @returns Rows that alarm; the test starts anew after each. */
export function pageHinkleyOracle(
  stream: readonly number[],
  form: PageHinkleyForm,
  { delta = 0.005, threshold = 50, alpha = 0.9999 } = {},
): number[] {
  const alarms: number[] = [];
  let n = 0;
  let mean = 0;
  let sum = 0;
  for (const [row, x] of stream.entries()) {
    n += 1;
    mean += (x - mean) / n;
    sum = alpha * sum + (x - mean - delta);
    if (form.floored) sum = Math.max(0, sum);
    if (n < form.from || !(form.reached ? sum >= threshold : sum > threshold)) continue;
    alarms.push(row);
    n = 0;
    mean = 0;
    sum = 0;
  }
  return alarms;
}
