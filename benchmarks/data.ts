import { seededRandom } from '../src/stats/random.js';

/** Normal columns x1, x2, …, moved by `shift` standard deviations. */
export function numericColumns(rows: number, columns: number, seed: string, shift = 0): Record<string, Float64Array> {
  const random = seededRandom(seed);
  return Object.fromEntries(
    Array.from({ length: columns }, (_, k) => [
      `x${k + 1}`,
      Float64Array.from({ length: rows }, () => random.normal() + shift),
    ]),
  );
}

/** One column of texts over a number of equally frequent categories. */
export function textColumn(rows: number, categories: number, seed: string): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => `category ${Math.floor(random.uniform() * categories)}`);
}
