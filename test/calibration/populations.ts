import { normal } from '../../src/stats/distributions/normal.js';
import { buildGrid } from '../../src/stats/grid.js';
import { cellIndex, cellOf } from '../../src/profile/cell-index.js';
import type { FastRandom } from './fast-random.js';

/** A feature whose rows can be drawn as in the reference, or moved so that its true PSI is exactly a given one. */
export interface Population {
  readonly name: string;
  /** Draws `n` rows; `moved` by the amount that was solved for. */
  draw(n: number, random: FastRandom, moved: boolean): Float64Array | (string | null)[];
}

/** Deterministic quantiles of the standard normal law, to integrate over. */
const points = Float64Array.from({ length: 20_000 }, (_, i) => normal.isf(1 - (i + 0.5) / 20_000));

/** A numeric feature is a monotone function of a normal variable; it moves by a shift or by a change of spread of that. */
function numeric(
  name: string,
  g: (z: number) => number,
  how: 'shift' | 'wider' | 'narrower',
  psi: number,
  missing = 0,
): Population {
  const grid = buildGrid(points.map(g).sort());
  const index = cellIndex(Float64Array.from(grid.edges));
  const cells = Int32Array.from(points, (z) => grid.view[cellOf(index, g(z))]!);
  const law = (amount: number) =>
    how === 'shift' ? { mean: amount, sd: 1 } : { mean: 0, sd: how === 'wider' ? Math.exp(amount) : Math.exp(-amount) };
  const amount = solve((by) => truePsi(cells, law(by)), psi);
  const { mean, sd } = law(amount);
  return {
    name,
    // Loops here and below: millions of values are drawn.
    draw: (n, random, moved) => {
      const values = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        const z = random.normal();
        const absent = missing > 0 && random.uniform() < missing + (moved ? 0.0199 : 0);
        values[i] = absent ? Number.NaN : g(moved ? mean + sd * z : z);
      }
      return values;
    },
  };
}

/** PSI between the cells under the standard normal law and under another one, by importance weights on fixed points. */
function truePsi(cells: Int32Array, { mean, sd }: { mean: number; sd: number }): number {
  const p = new Float64Array(64);
  const q = new Float64Array(64);
  let total = 0;
  for (const [i, z] of points.entries()) {
    const u = (z - mean) / sd;
    const weight = Math.exp((z * z - u * u) / 2) / sd;
    p[cells[i]!]! += 1 / points.length;
    q[cells[i]!]! += weight;
    total += weight;
  }
  let psi = 0;
  for (let k = 0; k < 64; k++) if (p[k]! > 0) psi += (q[k]! / total - p[k]!) * Math.log(q[k]! / total / p[k]!);
  return psi;
}

function solve(f: (x: number) => number, target: number): number {
  if (target === 0) return 0;
  let [low, high] = [0, 1];
  while (f(high) < target) high *= 2;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < target) low = middle;
    else high = middle;
  }
  return low;
}

/** A categorical feature; it moves by tilting its shares up and down in turn. */
function categorical(name: string, shares: readonly number[], psi: number, missing = 0): Population {
  const sum = shares.reduce((a, b) => a + b, 0);
  const p = shares.map((share) => share / sum);
  const tilted = (amount: number) => {
    const raw = p.map((share, k) => share * Math.exp(k % 2 ? amount : -amount));
    const total = raw.reduce((a, b) => a + b, 0);
    return raw.map((share) => share / total);
  };
  const amount = solve((by) => tilted(by).reduce((psiSum, q, k) => psiSum + (q - p[k]!) * Math.log(q / p[k]!), 0), psi);
  const cumulative = (of: readonly number[]) => {
    let total = 0;
    return Float64Array.from(of, (share) => (total += share));
  };
  const names = p.map((_, k) => `k${k}`);
  const still = cumulative(p);
  const gone = cumulative(tilted(amount));
  return {
    name,
    draw: (n, random, moved) => {
      const index = cellIndex(moved ? gone : still);
      const values: (string | null)[] = [];
      for (let i = 0; i < n; i++) {
        const absent = missing > 0 && random.uniform() < missing + (moved ? 0.0199 : 0);
        values.push(absent ? null : names[Math.min(cellOf(index, random.uniform()), p.length - 1)]!);
      }
      return values;
    },
  };
}

const zipf = (n: number, power: number) => Array.from({ length: n }, (_, k) => (k + 1) ** -power);
const phi = (z: number) => normal.cdf(z);

/** Twenty features as they meet in practice: smooth, skewed, rounded, counted, full of zeros, of few and of many categories. */
export function mixedFeatures(psi: number): Population[] {
  return [
    numeric('normal', (z) => z, 'shift', psi),
    numeric('wide', (z) => 100 + 15 * z, 'wider', psi, 0.05),
    numeric('lognormal', (z) => Math.exp(z), 'shift', psi),
    numeric('heavy', (z) => Math.sinh(2 * z), 'narrower', psi),
    numeric('uniform', phi, 'shift', psi),
    numeric('exponential', (z) => -Math.log1p(-phi(z) * (1 - 1e-12)), 'wider', psi),
    numeric('rounded', (z) => Math.round(10 * z) / 10, 'shift', psi),
    numeric('integers', (z) => Math.round(50 + 12 * z), 'narrower', psi, 0.1),
    numeric('ten values', (z) => Math.min(9, Math.floor(10 * phi(z))), 'shift', psi),
    numeric('count', (z) => Math.max(0, Math.round(2 + 1.4 * z)), 'shift', psi),
    numeric('60 % zeros', (z) => Math.max(0, z - 0.2533), 'shift', psi),
    numeric('85 % zeros', (z) => Math.max(0, z - 1.0364), 'shift', psi),
    numeric('93 to 7', (z) => Number(z > 1.4758), 'shift', psi),
    numeric('two humps', (z) => z + Math.sign(z) * 3, 'shift', psi, 0.02),
    categorical('binary', [0.9, 0.1], psi),
    categorical('three', [0.5, 0.3, 0.2], psi, 0.05),
    categorical('eight', [20, 18, 15, 13, 12, 10, 8, 4], psi),
    categorical('zipf 30', zipf(30, 1), psi),
    categorical('zipf 200', zipf(200, 1), psi),
    categorical('flat 100', zipf(100, 0), psi),
  ];
}

/** AR(1) features with unit variance. */
export function autoregressive(rho: number, count: number): Population[] {
  return Array.from({ length: count }, (_, k) => ({
    name: `ar${k}`,
    draw: (n, random) => {
      const x = new Float64Array(n);
      let last = random.normal();
      for (let i = 0; i < n; i++) x[i] = last = rho * last + Math.sqrt(1 - rho * rho) * random.normal();
      return x;
    },
  }));
}
