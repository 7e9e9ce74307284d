/** How a published DDM counts its warm-up. */
export interface DdmForm {
  /** First row count at which the minimum is kept. */
  readonly minimumFrom: number;
  /** First row count at which it may alarm. */
  readonly alarmFrom: number;
  /** Keeps the first of equal minima instead of the last. */
  readonly firstMinimum: boolean;
}

/** The published forms of DDM. */
export const ddmForms = {
  river: { minimumFrom: 31, alarmFrom: 31, firstMinimum: false },
  moa: { minimumFrom: 29, alarmFrom: 30, firstMinimum: false },
  skmultiflow: { minimumFrom: 29, alarmFrom: 29, firstMinimum: false },
  frouros: { minimumFrom: 30, alarmFrom: 30, firstMinimum: true },
} as const satisfies Record<string, DdmForm>;

/** @returns Rows that alarm; the method starts anew after each. Values above 1 are fed as they are, as by frouros. */
export function ddmOracle(stream: readonly number[], form: DdmForm, drift = 3): number[] {
  const alarms: number[] = [];
  let n = 0;
  let sum = 0;
  let best = { p: Infinity, s: Infinity };
  for (const [row, x] of stream.entries()) {
    n += 1;
    sum += x;
    const p = sum / n;
    const s = Math.sqrt((p * (1 - p)) / n); // NaN above 1, where nothing compares
    if (n >= form.minimumFrom && (form.firstMinimum ? p + s < best.p + best.s : p + s <= best.p + best.s))
      best = { p, s };
    if (n < form.alarmFrom || !(p + s > best.p + drift * best.s)) continue;
    alarms.push(row);
    n = 0;
    sum = 0;
    best = { p: Infinity, s: Infinity };
  }
  return alarms;
}
