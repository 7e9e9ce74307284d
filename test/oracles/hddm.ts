/** How a published HDDM_A differs. */
export interface HddmAForm {
  /** A rise is held against ln(tails/a). */
  readonly tails: 1 | 2;
  /** Rows before the first verdict. */
  readonly warmUp: number;
  /** What a fall does; some forms start anew and say nothing. */
  readonly decrease: 'nothing' | 'alarms' | 'resets';
}

export const hddmAForms = {
  river: { tails: 2, warmUp: 0, decrease: 'nothing' },
  riverTwoSided: { tails: 2, warmUp: 0, decrease: 'alarms' },
  /** As scikit-multiflow's. */
  moa: { tails: 2, warmUp: 0, decrease: 'resets' },
  frouros: { tails: 1, warmUp: 30, decrease: 'nothing' },
} as const satisfies Record<string, HddmAForm>;

/** @returns Rows that alarm; the method starts anew after each. */
export function hddmAOracle(stream: readonly number[], form: HddmAForm, confidence = 0.001): number[] {
  const alarms: number[] = [];
  const start = { n: 0, sum: 0 };
  const slack = (n: number) => Math.sqrt(Math.log(1 / confidence) / (2 * n));
  const mean = ({ n, sum }: typeof start) => sum / n;
  let [total, lowest, highest] = [start, start, start];
  /** Whether the mean of all rows lies away from that of the first ones, on the side of `sign`. */
  const moved = (since: typeof start, sign: 1 | -1) =>
    since.n !== total.n &&
    sign * (mean(total) - mean(since)) >=
      Math.sqrt(((total.n - since.n) / (2 * total.n * since.n)) * Math.log(form.tails / confidence));
  for (const [row, x] of stream.entries()) {
    total = { n: total.n + 1, sum: total.sum + x };
    if (lowest.n === 0 || mean(total) + slack(total.n) <= mean(lowest) + slack(lowest.n)) lowest = total;
    if (highest.n === 0 || mean(total) - slack(total.n) >= mean(highest) - slack(highest.n)) highest = total;
    if (total.n < form.warmUp) continue;
    const rose = moved(lowest, 1);
    const fell = form.decrease !== 'nothing' && moved(highest, -1);
    if (!rose && !fell) continue;
    if (rose || form.decrease === 'alarms') alarms.push(row);
    [total, lowest, highest] = [start, start, start];
  }
  return alarms;
}

interface Average {
  readonly mean: number;
  readonly weight: number;
}

/** How a published HDDM_W treats decreases and the first row. */
export interface HddmWForm {
  /** Where the cut of a decrease starts: from +∞ it is never met, from the smallest double hardly ever. */
  readonly decreaseStartsAt: number;
  /** What a decrease does. */
  readonly decrease: 'alarms' | 'resets' | 'nothing';
  /** An average starts from its first row, or from 0 as if there had been rows of 0 before. */
  readonly startsFrom: 'first row' | 0;
  /** The first row enters the sum of squared weights. */
  readonly countsFirstWeight: boolean;
  /** Rows before the first verdict. */
  readonly warmUp: number;
  /** Confidence of the bounds that move the cuts. */
  readonly cutConfidence: number;
}

const river: HddmWForm = {
  decreaseStartsAt: -Infinity,
  decrease: 'alarms',
  startsFrom: 'first row',
  countsFirstWeight: true,
  warmUp: 0,
  cutConfidence: 0.001,
};

/** The published forms of HDDM_W, two-sided except frouros. */
export const hddmWForms = {
  river,
  skmultiflow: { ...river, decreaseStartsAt: Infinity, decrease: 'resets', countsFirstWeight: false },
  moa: { ...river, decreaseStartsAt: Number.MIN_VALUE, decrease: 'resets', countsFirstWeight: false },
  /** Its cut takes λ for a confidence. */
  frouros: { ...river, decrease: 'nothing', startsFrom: 0, warmUp: 30, cutConfidence: 0.05 },
} as const satisfies Record<string, HddmWForm>;

/** @returns Rows that alarm; the method starts anew after each. */
export function hddmWOracle(stream: readonly number[], form: HddmWForm, confidence = 0.001, lambda = 0.05): number[] {
  const alarms: number[] = [];
  const add = (average: Average | undefined, x: number): Average => {
    if (average === undefined && !form.countsFirstWeight) return { mean: x, weight: 1 };
    return {
      mean: average === undefined && form.startsFrom !== 0 ? x : lambda * x + (1 - lambda) * (average?.mean ?? 0),
      weight: lambda ** 2 + (1 - lambda) ** 2 * (average?.weight ?? 1),
    };
  };
  const bound = (weight: number, level: number) => Math.sqrt((weight * Math.log(1 / level)) / 2);
  const start = () => ({
    n: 0,
    total: undefined as Average | undefined,
    rise: { cut: Infinity, before: undefined as Average | undefined, after: undefined as Average | undefined },
    fall: {
      cut: form.decreaseStartsAt,
      before: undefined as Average | undefined,
      after: undefined as Average | undefined,
    },
  });
  let state = start();
  for (const [row, x] of stream.entries()) {
    const total = add(state.total, x);
    state.total = total;
    state.n += 1;
    const width = bound(total.weight, form.cutConfidence);
    if (total.mean + width < state.rise.cut) state.rise = { cut: total.mean + width, before: total, after: undefined };
    else state.rise.after = add(state.rise.after, x);
    if (total.mean - width > state.fall.cut) state.fall = { cut: total.mean - width, before: total, after: undefined };
    else state.fall.after = add(state.fall.after, x);
    const differs = ({ before, after }: typeof state.rise, sign: number) =>
      before !== undefined &&
      after !== undefined &&
      sign * (after.mean - before.mean) > bound(before.weight + after.weight, confidence);
    if (state.n < form.warmUp) continue;
    const fell = form.decrease !== 'nothing' && differs(state.fall, -1);
    const alarm = differs(state.rise, 1) || (fell && form.decrease === 'alarms');
    if (alarm) alarms.push(row);
    if (alarm || fell) state = start();
  }
  return alarms;
}
