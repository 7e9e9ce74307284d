/** How a published RDDM differs in what it does after an alarm, or when a concept is cut down. */
export interface RddmForm {
  /** What is replayed after a drift that was warned of. */
  readonly replays: 'since the warning' | 'all that is kept';
  /** The row after a replay counts in n. */
  readonly countsNextRow: boolean;
  /** First n of a replay at which the minimum is kept. */
  readonly minimumFrom: number;
}

export const rddmForms = {
  moa: { replays: 'since the warning', countsNextRow: true, minimumFrom: 130 },
  frouros: { replays: 'all that is kept', countsNextRow: false, minimumFrom: 129 },
} as const satisfies Record<string, RddmForm>;

/** @returns Rows that alarm, for streams shorter than the longest concept (40,000 rows). */
export function rddmOracle(errors: readonly number[], form: RddmForm): number[] {
  const alarms: number[] = [];
  let kept: number[] = [];
  let warned = 0; // rows that warned without a break
  let [n, rows, p] = [0, 0, 0];
  let least: { p: number; s: number } | undefined;
  const count = (x: number): number => {
    n += 1;
    rows += 1;
    p += (x - p) / rows;
    return Math.sqrt((p * (1 - p)) / n);
  };
  const keep = (s: number): void => {
    if (least === undefined || p + s < least.p + least.s) least = { p, s };
  };
  for (const [row, x] of errors.entries()) {
    kept.push(x);
    if (kept.length > 7_000) kept.shift();
    const s = count(x);
    if (n < 129) continue;
    keep(s);
    const above = (level: number) => p + s > least!.p + level * least!.s;
    const drift = above(2.258);
    const warning = !drift && above(1.773);
    const tooLong = warning && warned >= 1_400;
    if (!drift && !tooLong) {
      warned = warning ? warned + 1 : 0;
      continue;
    }
    alarms.push(row);
    if (tooLong || warned === 0) kept = [x];
    // The row of the drift is one more than those that warned.
    else if (form.replays === 'since the warning') kept = kept.slice(-(warned + 1));
    [n, rows, p, warned] = [0, 0, 0, 0];
    least = undefined;
    for (const old of kept) {
      const again = count(old);
      if (n >= form.minimumFrom) keep(again);
    }
    if (!form.countsNextRow) n -= 1;
  }
  return alarms;
}
