import { FastRandom } from '../../test/calibration/fast-random.js';

/** Two samples. */
export interface Samples {
  readonly family: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Counts of two samples over the same cells. */
export interface Counts {
  readonly family: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** Stream of one detector, with a change or two in most. */
export type Stream = readonly number[];

type Draw = (n: number) => number[];

const family = <T>(name: string, make: (random: FastRandom, k: number) => T) => ({ name, make });

/** A whole number, spread evenly over the orders of magnitude from `low` to `high`. */
const between = (random: FastRandom, low: number, high: number): number =>
  Math.round(low * (high / low) ** random.uniform());

const each = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);

/** Every family has a pair of laws; sizes are free where a family does not name them. */
const sampleFamilies = [
  family('normal', (r) => pair(r, (n) => each(n, () => r.normal()))),
  family('shifted', (r) =>
    pair(
      r,
      (n) => each(n, () => r.normal()),
      (n) => each(n, () => r.normal() + r.uniform()),
    ),
  ),
  family('wider', (r) =>
    pair(
      r,
      (n) => each(n, () => r.normal()),
      (n) => each(n, () => 2 * r.normal()),
    ),
  ),
  family('lognormal', (r) => pair(r, (n) => each(n, () => Math.exp(2 * r.normal())))),
  family('cauchy', (r) => pair(r, (n) => each(n, () => Math.tan(Math.PI * (r.uniform() - 0.5))))),
  family('few integers', (r) => pair(r, (n) => each(n, () => Math.floor(4 * r.uniform())))),
  family('rounded', (r) => pair(r, (n) => each(n, () => Math.round(10 * r.normal()) / 10))),
  family('zero-inflated', (r) => pair(r, (n) => each(n, () => (r.uniform() < 0.8 ? 0 : r.normal())))),
  family('tiny', (r) => pair(r, (n) => each(n, () => r.normal()), undefined, [2, 9])),
  family('tiny and tied', (r) => pair(r, (n) => each(n, () => Math.floor(3 * r.uniform())), undefined, [2, 9])),
  family('exact sizes', (r) => pair(r, (n) => each(n, () => r.normal()), undefined, [5, 20])),
  family('20 sd apart', (r) =>
    pair(
      r,
      (n) => each(n, () => r.normal()),
      (n) => each(n, () => 20 + r.normal()),
    ),
  ),
  family('unequal sizes', (r) => ({
    x: each(between(r, 3, 12), () => r.normal()),
    y: each(between(r, 400, 2_000), () => r.normal() + 0.5),
  })),
  family('huge', (r) => pair(r, (n) => each(n, () => 1e100 * r.normal()))),
  family('minute', (r) => pair(r, (n) => each(n, () => 1e-100 * r.normal()))),
  family('far from zero', (r) => pair(r, (n) => each(n, () => 1e6 + r.normal()))),
  family('one side constant', (r) =>
    pair(
      r,
      (n) => each(n, () => 1),
      (n) => each(n, () => r.normal()),
    ),
  ),
  family('both constant', (r, k) =>
    pair(
      r,
      (n) => each(n, () => 1),
      (n) => each(n, () => 1 + (k % 2)),
    ),
  ),
  family('equal samples', (r) => {
    const x = each(between(r, 5, 300), () => r.normal());
    return { x, y: x };
  }),
  family('large', (r) =>
    pair(
      r,
      (n) => each(n, () => r.normal()),
      (n) => each(n, () => 0.1 + r.normal()),
      [1_000, 3_000],
    ),
  ),
] as const;

function pair(
  r: FastRandom,
  x: Draw,
  y: Draw = x,
  [low, high]: readonly [number, number] = [5, 300],
): { x: number[]; y: number[] } {
  return { x: x(between(r, low, high)), y: y(between(r, low, high)) };
}

/** @param count - Cases in all, the families in turn. */
export function samplePairs(count: number, seed: string): Samples[] {
  return Array.from({ length: count }, (_, k) => {
    const { name, make } = sampleFamilies[k % sampleFamilies.length]!;
    return {
      family: name,
      ...make(new FastRandom(`${seed}/samples/${k}`), Math.floor(k / sampleFamilies.length)),
    };
  });
}

const weights = {
  even: () => 1,
  zipf: (k: number) => 1 / (k + 1),
  steep: (k: number) => Math.exp(-k),
} as const;

/** Counts with many, few, empty, one-sided and two cells; sizes from 1 row to 2,000, and up to `most` in every tenth. */
export function countPairs(count: number, most: number, seed: string): Counts[] {
  const shapes = Object.entries(weights);
  return Array.from({ length: count }, (_, k) => {
    const random = new FastRandom(`${seed}/counts/${k}`);
    const [name, weight] = shapes[k % shapes.length]!;
    const cells = k % 4 === 0 ? 2 : between(random, 2, 40);
    const moves = k % 5 < 2 ? random.normal() : 0;
    const draw = (rows: number, drift: number) =>
      multinomial(
        random,
        rows,
        Array.from({ length: cells }, (_cell, cell) => weight(cell) * Math.exp(drift * (cell % 2))),
      );
    const size = () => between(random, 1, k % 10 === 0 ? most : Math.min(most, 2_000));
    const a = draw(size(), 0);
    const b = draw(size(), moves);
    if (k % 7 === 0) b[0] = 0;
    if (k % 11 === 0) a[cells - 1] = 0;
    if (sum(a) === 0) a[0] = 1;
    if (sum(b) === 0) b[1] = 1;
    return { family: name, a, b };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

/** Rows over cells: one by one, or by rounding with noise where there are very many. */
function multinomial(random: FastRandom, rows: number, w: readonly number[]): number[] {
  const total = sum(w);
  if (rows > 20_000)
    return w.map((x) => {
      const mean = (rows * x) / total;
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
    });
  const counts = w.map(() => 0);
  for (let row = 0; row < rows; row++) {
    let at = random.uniform() * total;
    let cell = 0;
    while (cell < w.length - 1 && at >= w[cell]!) at -= w[cell++]!;
    counts[cell]!++;
  }
  return counts;
}

/** Lists of p-values: ties, zeros, ones, very small ones. */
export function pValueLists(count: number, seed: string): number[][] {
  return Array.from({ length: count }, (_, k) => {
    const random = new FastRandom(`${seed}/p/${k}`);
    return each(between(random, 1, 60), () => {
      const u = random.uniform();
      if (k % 5 === 0) return Math.round(10 * u) / 10;
      return k % 3 === 0 ? 10 ** (-250 * u) : u;
    });
  });
}

/** Arguments of distributions: `[x, p, integer n, integer k, real a, real b]`, from the middle to the far tails. */
export function scalars(count: number, seed: string): number[][] {
  return Array.from({ length: count }, (_, k) => {
    const random = new FastRandom(`${seed}/scalars/${k}`);
    const n = between(random, 1, k % 4 === 0 ? 100_000 : 300);
    const p = k % 3 === 0 ? 10 ** (-200 * random.uniform()) : random.uniform();
    return [
      8 * random.normal(),
      p,
      n,
      Math.floor((n + 1) * random.uniform()),
      0.2 * 500 ** random.uniform(),
      0.2 * 500 ** random.uniform(),
    ];
  });
}

/** Labels 0/1 with scores, probabilities, and numbers with predictions. */
export interface Scored {
  readonly labels: readonly number[];
  readonly scores: readonly number[];
  readonly guesses: readonly number[];
  readonly classes: readonly number[];
  readonly classGuesses: readonly number[];
  readonly numbers: readonly number[];
  readonly predictions: readonly number[];
}

export function scoredRows(count: number, seed: string): Scored[] {
  return Array.from({ length: count }, (_, k) => {
    const random = new FastRandom(`${seed}/scored/${k}`);
    const n = between(random, 2, 300);
    const digits = k % 2 === 0 ? 1e15 : 10;
    const labels = each(n, () => Number(random.uniform() < (k % 5 === 0 ? 0.05 : 0.4)));
    const scores = labels.map((y) => Math.round(digits / (1 + Math.exp(-(y - 0.5 + random.normal())))) / digits);
    const classes = each(n, () => Math.floor(5 * random.uniform() ** 2));
    const scale = k % 4 === 0 ? 1e80 : 1;
    const numbers = each(n, () => scale * (random.normal() + (k % 3 === 0 ? 1_000 : 0)));
    return {
      labels,
      scores,
      guesses: scores.map((s) => Number(s >= 0.5)),
      classes,
      classGuesses: classes.map((c) => (random.uniform() < 0.3 ? Math.floor(6 * random.uniform()) : c)),
      numbers,
      predictions: numbers.map((y) => y + scale * 0.3 * random.normal()),
    };
  });
}

/** 0/1 errors whose rate changes once or twice in three streams of four. */
export function errorStreams(count: number, rows: number, seed: string): Stream[] {
  return Array.from({ length: count }, (_, k) => {
    const random = new FastRandom(`${seed}/errors/${k}`);
    const rates = [random.uniform() ** 2, random.uniform(), random.uniform()];
    if (k % 4 === 0) rates.fill(rates[0]!);
    const second = Math.floor(rows * (0.3 + 0.3 * random.uniform()));
    const third = k % 2 === 0 ? rows : Math.floor(rows * 0.8);
    return Array.from({ length: rows }, (_row, row) =>
      Number(random.uniform() < rates[row < second ? 0 : row < third ? 1 : 2]!),
    );
  });
}

/** Real numbers: normal, heavy-tailed, discrete or constant, whose mean or spread changes in most. */
export function realStreams(count: number, rows: number, seed: string): Stream[] {
  return Array.from({ length: count }, (_, k) => {
    const random = new FastRandom(`${seed}/reals/${k}`);
    const at = Math.floor(rows * (0.3 + 0.4 * random.uniform()));
    const [shift, spread, scale] = [
      k % 4 === 0 ? 0 : 3 * random.normal(),
      k % 5 === 0 ? 3 : 1,
      k % 6 === 0 ? 1_000 : 1,
    ];
    const draw =
      k % 7 === 0
        ? () => Math.round(2 * random.normal())
        : k % 9 === 0
          ? () => Math.exp(random.normal())
          : () => random.normal();
    return Array.from({ length: rows }, (_row, row) => scale * (row < at ? draw() : shift + spread * draw()));
  });
}

/** Losses in [0, 1]. */
export function boundedStreams(count: number, rows: number, seed: string): Stream[] {
  return realStreams(count, rows, `${seed}/bounded`).map((stream) => stream.map((x) => 1 / (1 + Math.exp(-x))));
}
