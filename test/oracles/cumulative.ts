/** CUSUM as frouros has it, or MOA: a row sooner. @returns Rows that alarm; the method starts anew after each. */
export function frourosCusum(stream: readonly number[], { delta = 0.005, threshold = 50, warmUp = 30 } = {}): number[] {
  return restarted(stream, warmUp, (past) => {
    const mean = past.reduce((a, b) => a + b) / past.length;
    return { add: (sum) => Math.max(0, sum + past.at(-1)! - mean - delta), threshold };
  });
}

/** The geometric moving average as frouros has it. @returns Rows that alarm; the method starts anew after each. */
export function frourosGeometricMovingAverage(
  stream: readonly number[],
  { alpha = 0.99, threshold = 1 } = {},
): number[] {
  return restarted(stream, 30, (past) => {
    const mean = past.reduce((a, b) => a + b) / past.length;
    return { add: (sum) => alpha * sum + (1 - alpha) * (past.at(-1)! - mean), threshold };
  });
}

function restarted(
  stream: readonly number[],
  warmUp: number,
  rule: (past: readonly number[]) => { add: (sum: number) => number; threshold: number },
): number[] {
  const alarms: number[] = [];
  let past: number[] = [];
  let sum = 0;
  for (const [row, x] of stream.entries()) {
    past.push(x);
    const { add, threshold } = rule(past);
    sum = add(sum);
    if (past.length < warmUp || sum <= threshold) continue;
    alarms.push(row);
    past = [];
    sum = 0;
  }
  return alarms;
}
