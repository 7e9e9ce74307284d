import { circumstances, presentLoad, type Circumstances } from './circumstances.js';
import { logLogSlope, timeOf } from './measure.js';

/** How time grows with one size. */
export interface Growth extends Circumstances {
  readonly name: string;
  /** Size and milliseconds of processor time. */
  readonly points: readonly (readonly [size: number, ms: number])[];
  /** Of the logarithms, by least squares: 1 is linear. */
  readonly slope: number;
}

/** Times a call at several sizes and prints how it grows as a line of JSON. */
export async function measureGrowth(
  name: string,
  sizes: readonly number[],
  run: (size: number) => () => unknown,
  rounds = 15,
): Promise<void> {
  const load = presentLoad();
  const calls = sizes.map((size) => run(size));
  const times = sizes.map(() => [] as number[]);
  for (const call of calls) await timeOf(call, 1, 5);
  // In turns, so that a busy minute falls on all sizes alike.
  for (let round = 0; round < rounds; round++)
    for (const [k, call] of calls.entries()) times[k]!.push((await timeOf(call, 1, 0)).median);
  const points = sizes.map((size, k) => [size, times[k]!.toSorted((a, b) => a - b)[rounds >> 1]!] as const);
  const growth: Growth = {
    name,
    points,
    slope: logLogSlope(points),
    ...circumstances(load),
  };
  process.stdout.write(`${JSON.stringify(growth)}\n`);
}
