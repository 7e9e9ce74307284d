/** One figure of repeated runs: the middle one, and the quarter points around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Milliseconds one call takes. */
function milliseconds(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** Median and quartiles. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (order: number): number => sorted[Math.round(order * (sorted.length - 1))]!;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Median milliseconds of a call, after warming up. */
export function timeOf(run: () => void, rounds = 7, warm = 2): Spread {
  for (let i = 0; i < warm; i++) run();
  return spreadOf(Array.from({ length: rounds }, () => milliseconds(run)));
}

/**
 * Compares two calls in turns, so that whatever else the machine does falls on both alike: the ratio of each pair, and
 * the milliseconds of each side.
 */
export function compareTimes(
  one: () => void,
  other: () => void,
  pairs: number,
  warm: number,
): { readonly ratio: Spread; readonly one: Spread; readonly other: Spread } {
  for (let i = 0; i < warm; i++) {
    one();
    other();
  }
  const times = Array.from({ length: pairs }, () => [milliseconds(one), milliseconds(other)] as const);
  return {
    ratio: spreadOf(times.map(([a, b]) => a / b)),
    one: spreadOf(times.map(([a]) => a)),
    other: spreadOf(times.map(([, b]) => b)),
  };
}

/** Slope of ln y over ln x by least squares: 1 is linear, 2 quadratic. */
export function logLogSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const above = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return above / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
