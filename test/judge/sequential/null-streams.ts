import { seededRandom, type SeededRandom } from '../../../src/stats/random.js';

/** How a column is distributed, given a standard normal number and a generator. */
export const marginals: Readonly<Record<string, (z: number, random: SeededRandom) => number | string>> = {
  normal: (z) => z,
  logNormal: (z) => Math.exp(z),
  poisson: (z) => quantile(poissonTwo, phi(z)),
  zeroInflated: (z) => (z < 0.5 ? 0 : z),
  categories: (z) => 'abcde'[quantile([0.4, 0.7, 0.85, 0.95, 1], phi(z))]!,
  constant: () => 7,
  someMissing: (z, random) => (random.uniform() < 0.05 ? Number.NaN : z),
};

/** How columns depend on each other. */
export type Dependence = 'independent' | 'correlated' | 'nonlinear' | 'copies';

/** Rows of d columns, the marginals in turn, or all with one of them; every row independent of the others. */
export function nullTable(
  rows: number,
  d: number,
  dependence: Dependence,
  seed: string,
  only?: number,
): Record<string, Float64Array | string[]> {
  const random = seededRandom(seed);
  const kinds = Object.values(marginals);
  const columns = Array.from({ length: d }, (_, j): Float64Array | string[] =>
    Object.keys(marginals)[(only ?? j) % kinds.length] === 'categories' ? [] : new Float64Array(rows),
  );
  for (let row = 0; row < rows; row++) {
    const common = random.normal();
    for (let j = 0; j < d; j++) {
      const z =
        dependence === 'copies'
          ? common
          : dependence === 'nonlinear'
            ? normalOf(Math.abs(Math.sin((j + 1) * common)))
            : dependence === 'correlated'
              ? Math.sqrt(0.6) * common + Math.sqrt(0.4) * random.normal()
              : random.normal();
      columns[j]![row] = kinds[(only ?? j) % kinds.length]!(z, random);
    }
  }
  return Object.fromEntries(columns.map((values, j) => [`x${j}`, values]));
}

/** Rows of d columns, each an autoregression of its own with correlation ρ between neighbours and standard deviation 1. */
export function autoregressions(
  rows: number,
  d: number,
  rho: number,
  seed: string,
  shift = 0,
): Record<string, number[]> {
  const random = seededRandom(seed);
  const step = Math.sqrt(1 - rho * rho);
  const last = Array.from({ length: d }, () => random.normal());
  const columns = last.map((): number[] => []);
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < d; j++) {
      last[j] = rho * last[j]! + step * random.normal();
      columns[j]!.push(last[j]! + (j === 0 ? shift : 0));
    }
  return Object.fromEntries(columns.map((values, j) => [`x${j}`, values]));
}

/** Rows of the hour and of d columns that are higher in the morning and lower at night, by `amplitude` standard deviations. */
export function seasons(
  rows: number,
  d: number,
  amplitude: number,
  seed: string,
  shift = 0,
): Record<string, Float64Array> {
  const random = seededRandom(seed);
  // An hour has ten rows.
  const hour = Float64Array.from({ length: rows }, (_, row) => Math.floor(row / 10) % 24);
  const column = (j: number) =>
    hour.map((h) => amplitude * Math.sin((2 * Math.PI * h) / 24) + random.normal() + (j === 0 ? shift : 0));
  return { hour, ...Object.fromEntries(Array.from({ length: d }, (_, j) => [`x${j}`, column(j)])) };
}

const poissonTwo = cumulative(Array.from({ length: 12 }, (_, k) => (Math.exp(-2) * 2 ** k) / factorial(k)));

function cumulative(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => (sum += share));
}

function factorial(k: number): number {
  return k < 2 ? 1 : k * factorial(k - 1);
}

/** First place whose cumulative share reaches u. */
function quantile(shares: readonly number[], u: number): number {
  const at = shares.findIndex((share) => u <= share);
  return at < 0 ? shares.length - 1 : at;
}

/** Φ to five places (Zelen & Severo), enough to cut a normal number into classes. */
function phi(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

/** Something that grows with u and has no bound. */
const normalOf = (u: number): number => Math.log((u + 1e-9) / (1 - u + 1e-9));
