/** How a published one-sided Page–Hinkley test differs. */
export interface PageHinkleyForm {
  /** The sum is held against its least value so far; else against 0. */
  readonly runningMinimum: boolean;
  /** The sum never falls below 0. */
  readonly floored: boolean;
  /** Alarms when the sum reaches the threshold, not only beyond it. */
  readonly reached: boolean;
  /** First row count at which it may alarm. */
  readonly from: number;
}

/** The published forms. */
export const pageHinkleyForms = {
  river: { runningMinimum: true, floored: false, reached: false, from: 30 },
  'river-legacy': { runningMinimum: false, floored: true, reached: true, from: 29 },
  skmultiflow: { runningMinimum: false, floored: true, reached: false, from: 29 },
  moa: { runningMinimum: false, floored: false, reached: false, from: 29 },
  frouros: { runningMinimum: false, floored: false, reached: false, from: 30 },
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
  let least = Infinity;
  for (const [row, x] of stream.entries()) {
    n += 1;
    mean += (x - mean) / n;
    sum = alpha * sum + (x - mean - delta);
    if (form.floored) sum = Math.max(0, sum);
    least = Math.min(least, sum);
    const above = form.runningMinimum ? sum - least : sum;
    if (n < form.from || !(form.reached ? above >= threshold : above > threshold)) continue;
    alarms.push(row);
    n = 0;
    mean = 0;
    sum = 0;
    least = Infinity;
  }
  return alarms;
}
