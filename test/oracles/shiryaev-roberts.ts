/**
 * Conformal Shiryaev–Roberts from its definitions, slowly: every p-value by comparing with each earlier value, and every
 * sum as the sum over all starts of the products of e-values since.
 */
export interface ShiryaevRobertsForm {
  readonly rowsPerFalseAlarm: number;
  readonly ratios: readonly number[];
  /** Rows known before the stream. */
  readonly before?: readonly number[];
  /** Ratios bet on, each at its own rate, until the first alarm; then, and where absent, `ratios` at the rate learnt. */
  readonly bets?: readonly { readonly ratio: number; readonly rate: number }[];
  readonly uniform: (row: number) => number;
}

/** Rows that alarm, and from which the best bet would have won most; all is forgotten after each. */
export function shiryaevRobertsOracle(
  stream: readonly number[],
  form: ShiryaevRobertsForm,
): { readonly row: number; readonly since: number }[] {
  const alarms: { row: number; since: number }[] = [];
  let seen = [...(form.before ?? [])];
  const onLearnt: readonly { readonly ratio: number; readonly rate?: number }[] = form.ratios.map((ratio) => ({
    ratio,
  }));
  let bets = form.bets ?? onLearnt;
  let logs: number[][] = [];
  for (const [row, x] of stream.entries()) {
    const p = pValue(seen, x, form.uniform(row));
    logs.push(bets.map(({ ratio, rate }) => Math.log(bet(p, rate ?? learnt(seen, ratio), ratio))));
    seen.push(x);
    let total = 0;
    let best = { log: -Infinity, start: 0 };
    for (let expert = 0; expert < bets.length; expert++) {
      let since = 0;
      for (let start = logs.length - 1; start >= 0; start--) {
        since += logs[start]![expert]!;
        total += Math.exp(since);
        // The latest of the best, where a bet stood at nothing won in between.
        if (since > best.log) best = { log: since, start };
      }
    }
    if (total / bets.length < form.rowsPerFalseAlarm) continue;
    alarms.push({ row, since: row + 1 - logs.length + best.start });
    seen = [];
    logs = [];
    bets = onLearnt;
  }
  return alarms;
}

/** Share of earlier values below x, those equal to it and x itself counted by chance. */
function pValue(seen: readonly number[], x: number, u: number): number {
  const below = seen.filter((value) => value < x).length;
  const equal = seen.filter((value) => value === x).length;
  return (below + u * (equal + 1)) / (seen.length + 1);
}

const learnt = (seen: readonly number[], ratio: number): number => {
  const events = seen.filter((value) => value === 1).length;
  if (ratio < 1) return (events + 1) / (seen.length + 1);
  return seen.length === 0 ? 1 : Math.max(events, 0.5) / seen.length;
};

/** Density ratio of two binary laws at the event "p is among the largest `share`". */
function bet(p: number, rate: number, ratio: number): number {
  let share = rate;
  if (ratio > 1 && ratio * share > 0.95) share = 0.95 / ratio;
  if (ratio < 1 && share > 0.95) share = 0.95;
  const alternative = ratio * share;
  return p > 1 - share ? alternative / share : (1 - alternative) / (1 - share);
}
