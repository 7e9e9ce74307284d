/**
 * The sequential alarm budget from its definitions, slowly and on raw values: ranks by comparing with every value before,
 * sums by adding the products from every start. It shares no code with the engine.
 */

/** A column of the oracle: a number, or a category, per row, in cells; undefined where the row has none. */
export interface OracleColumn {
  readonly weight: number;
  readonly reference: readonly number[];
  readonly rows: readonly (number | undefined)[];
  readonly uniform: (row: number) => number;
  /** What each reference row, and each row, is of: values are compared with those of the same. */
  readonly strata?: { readonly reference: readonly string[]; readonly rows: readonly string[] };
  /** Values of the same before any bet is taken. Default none. */
  readonly least?: number;
  /** The bets: what each is worth at a p-value; one list per event where there are events. */
  readonly experts: readonly ((p: number) => number)[] | readonly (readonly ((p: number) => number)[])[];
}

export interface OracleAlarm {
  readonly row: number;
  readonly level: number;
  readonly shares: readonly number[];
  /** Per column, the row from which its best expert would have won most. */
  readonly since: readonly number[];
}

/** √3(2p − 1) and √5(6p² − 6p + 1), with stakes and what a tolerance takes. */
export function rankExperts(tolerance: number): ((p: number) => number)[] {
  const take = [0.977 * Math.sqrt(tolerance), 1.24 * Math.sqrt(tolerance / 2)] as const;
  const expert =
    (score: (p: number) => number, tau: number, stake: number) =>
    (p: number): number =>
      1 + stake * score(p) - Math.abs(stake) * tau;
  return [
    ...[0.06, -0.06, 0.15, -0.15, 0.3, -0.3, 0.5, -0.5].map((stake) =>
      expert((p) => 3 ** 0.5 * (2 * p - 1), take[0], stake),
    ),
    ...[0.06, 0.15, 0.3, -0.06, -0.15, -0.3, -0.42].map((stake) =>
      expert((p) => 5 ** 0.5 * (6 * p ** 2 - 6 * p + 1), take[1], stake),
    ),
  ];
}

/** Likelihood ratio of "an event is r times as frequent" where the event's p-values are the top c. */
export const rateExpert =
  (c: number, r: number) =>
  (p: number): number =>
    p > 1 - c ? r : (1 - r * c) / (1 - c);

export function sequentialOracle(columns: readonly OracleColumn[], limit: number): OracleAlarm[] {
  const alarms: OracleAlarm[] = [];
  const seen = columns.map(({ reference, strata }) =>
    reference.map((value, i) => ({ value, stratum: strata?.reference[i] })),
  );
  // Per column and expert: the logs of its e-values since the last alarm.
  let logs: number[][][] = columns.map(() => []);
  let fed: number[][] = columns.map(() => []);
  for (let row = 0; row < columns[0]!.rows.length; row++) {
    for (const [j, column] of columns.entries()) {
      const x = column.rows[row];
      if (x === undefined) continue;
      const stratum = column.strata?.rows[row];
      const own = seen[j]!.filter((before) => before.stratum === stratum).map(({ value }) => value);
      seen[j]!.push({ value: x, stratum });
      if (own.length < (column.least ?? 0)) continue;
      const grouped = column.experts.every((experts) => Array.isArray(experts));
      const groups = (grouped ? column.experts : [column.experts]) as readonly (readonly ((p: number) => number)[])[];
      const e = groups.flatMap((experts, event) => {
        const values = grouped ? own.map((value) => Number(value === event)) : own;
        const p = conformal(values, grouped ? Number(x === event) : x, column.uniform(row));
        return experts.map((expert) => Math.log(expert(p)));
      });
      logs[j]!.push(e);
      fed[j]!.push(row);
    }
    const parts = columns.map(({ weight }, j) => weight * levelOf(logs[j]!));
    const level = parts.reduce((a, b) => a + b, 0);
    if (level < limit) continue;
    alarms.push({
      row,
      level: level / limit,
      shares: parts.map((part) => part / level),
      since: logs.map((own, j) => fed[j]![bestStart(own)]!),
    });
    logs = columns.map(() => []);
    fed = columns.map(() => []);
  }
  return alarms;
}

const conformal = (before: readonly number[], x: number, u: number): number =>
  (before.filter((value) => value < x).length + u * (1 + before.filter((value) => value === x).length)) /
  (before.length + 1);

/** Mean over experts of the sum over starts of the product since. */
function levelOf(logs: readonly (readonly number[])[]): number {
  if (logs.length === 0) return 0;
  const experts = logs[0]!.length;
  let total = 0;
  for (let expert = 0; expert < experts; expert++) {
    let product = 0;
    for (let start = logs.length - 1; start >= 0; start--) {
      product += logs[start]![expert]!;
      total += Math.exp(product);
    }
  }
  return total / experts;
}

/** The start with the largest product to the end, over all experts. */
function bestStart(logs: readonly (readonly number[])[]): number {
  let best = { log: -Infinity, start: 0 };
  for (const expert of (logs[0] ?? []).keys()) {
    let log = 0;
    for (let start = logs.length - 1; start >= 0; start--) {
      log += logs[start]![expert]!;
      if (log > best.log) best = { log, start };
    }
  }
  return best.start;
}
