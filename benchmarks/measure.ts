/** One figure of repeated runs: the middle one, and the quarter points around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Milliseconds of processor time that one call takes, collecting garbage included: unlike the time on the clock, it does
 * not count what else the machine does.
 */
async function milliseconds(run: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** Median and quartiles, between two figures by their distance from each (Hyndman and Fan 1996, type 7). */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (order: number): number => {
    const place = order * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return below + (place - Math.floor(place)) * (above - below);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Milliseconds of a call, after warming up. */
export async function timeOf(run: () => unknown, rounds = 7, warm = 2): Promise<Spread> {
  for (let i = 0; i < warm; i++) await run();
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) times.push(await milliseconds(run));
  return spreadOf(times);
}

/**
 * Compares two calls in turns, so that changes of the processor's speed fall on both alike: the ratio of each pair, and
 * the milliseconds of each side.
 */
export async function compareTimes(
  one: () => unknown,
  other: () => unknown,
  pairs: number,
  warm: number,
): Promise<{ readonly ratio: Spread; readonly one: Spread; readonly other: Spread }> {
  const times: [number, number][] = [];
  for (let i = 0; i < warm + pairs; i++) times.push([await milliseconds(one), await milliseconds(other)]);
  const counted = times.slice(warm);
  return {
    ratio: spreadOf(counted.map(([a, b]) => a / b)),
    one: spreadOf(counted.map(([a]) => a)),
    other: spreadOf(counted.map(([, b]) => b)),
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
