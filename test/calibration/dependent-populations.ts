import type { FastRandom } from './fast-random.js';
import { autoregressive, type Population } from './populations.js';

/** Columns whose rows depend on the rows before them, and never change. */

/** Five categories of unequal shares that stay as they are with probability `stay`, else are drawn anew. */
const sticky = (name: string, stay: number): Population => ({
  name,
  draw: (n, random) => {
    let last = drawn(random);
    return Array.from({ length: n }, () => (last = random.uniform() < stay ? last : drawn(random)));
  },
});

const upTo = [0.4, 0.7, 0.85, 0.95];
function drawn(random: FastRandom): string {
  const u = random.uniform();
  const at = upTo.findIndex((share) => u < share);
  return 'abcde'.at(at)!;
}

/** Independent numbers that go missing in runs of `length` rows on average, a twentieth of all rows. */
const missingInRuns = (name: string, length: number): Population => ({
  name,
  draw: (n, random) => {
    let missing = random.uniform() < 0.05;
    return Float64Array.from({ length: n }, () => {
      missing = missing ? random.uniform() >= 1 / length : random.uniform() < 0.05 / (0.95 * length);
      return missing ? Number.NaN : random.normal();
    });
  },
});

/** Independent numbers that in bursts of 200 rows, so often in 14,000 rows on average, are two standard deviations higher. */
const inBursts = (name: string, often: number): Population => ({
  name,
  draw: (n, random) => {
    let left = 0;
    return Float64Array.from({ length: n }, () => {
      if (left > 0) left -= 1;
      else if (random.uniform() < often / 14_000) left = 200;
      return random.normal() + (left > 0 ? 2 : 0);
    });
  },
});

const ten = (make: (name: string) => Population): Population[] => Array.from({ length: 10 }, (_, k) => make(`x${k}`));

export interface DependentCase {
  readonly name: string;
  readonly features: readonly Population[];
  readonly reference: number;
  readonly window: number;
}

const sizes = [
  [14_000, 700],
  [5_000, 500],
] as const;

/** What methods 4.4 left to be simulated, beside what it did. */
export const dependentCases: readonly DependentCase[] = [
  ...[0.3, 0.5, 0.8].flatMap((rho) => cases(`AR(1), ρ = ${rho}`, autoregressive(rho, 10), sizes)),
  ...[0.5, 0.8, 0.95].flatMap((stay) =>
    cases(
      `categories that stay with ${stay}`,
      ten((name) => sticky(name, stay)),
      sizes,
    ),
  ),
  ...[5, 20].flatMap((length) =>
    cases(
      `missing in runs of ${length}`,
      ten((name) => missingInRuns(name, length)),
      sizes,
    ),
  ),
  ...cases('AR(1), ρ = 0.8', autoregressive(0.8, 10), [
    [5_000, 1_000],
    [5_000, 2_500],
    [2_000, 2_000],
  ]),
];

/** How often a reference of 14,000 rows saw a burst, on average: too seldom to have learnt it, as often as is claimed, and more. */
export const burstTimes = [3.5, 10, 35] as const;

/** Columns with bursts, before windows of 700 rows. */
export const burstCase = (often: number): DependentCase => ({
  name: `bursts ${often}`,
  features: ten((name) => inBursts(name, often)),
  reference: 14_000,
  window: 700,
});

function cases(
  name: string,
  features: readonly Population[],
  at: readonly (readonly [reference: number, window: number])[],
): DependentCase[] {
  return at.map(([reference, window]) => ({ name, features, reference, window }));
}
