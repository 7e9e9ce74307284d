/**
 * ECDD for a run length of 400 as frouros has it. Values above 1 are fed as they are; the root is then NaN and nothing
 * compares.
 *
 * @returns Rows that alarm; the method starts anew after each.
 */
export function frourosEcdd(stream: readonly number[], lambda = 0.2): number[] {
  const alarms: number[] = [];
  let n = 0;
  let sum = 0;
  let z = 0;
  for (const [row, x] of stream.entries()) {
    n += 1;
    sum += x;
    const p = sum / n;
    z = lambda * x + (1 - lambda) * z;
    const limit = 3.97 - 6.56 * p + 48.73 * p ** 3 - 330.13 * p ** 5 + 848.18 * p ** 7;
    const sigma = Math.sqrt(((p * (1 - p) * lambda) / (2 - lambda)) * (1 - (1 - lambda) ** (2 * n)));
    if (n < 30 || !(z > p + limit * sigma)) continue;
    alarms.push(row);
    n = 0;
    sum = 0;
    z = 0;
  }
  return alarms;
}
