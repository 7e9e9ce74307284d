// Divergences of plain shares, written from their formulas and without any of the library's code.

export const shares = (counts: readonly number[], of = counts.reduce((sum, x) => sum + x, 0)): number[] =>
  counts.map((x) => x / of);

const total = (p: readonly number[], part: (p: number, q: number) => number, q: readonly number[]): number =>
  p.reduce((sum, x, k) => sum + part(x, q[k]!), 0);

/** KL(p‖q) in nats, 0·ln 0 = 0. */
export const kullbackLeibler = (p: readonly number[], q: readonly number[]): number =>
  total(p, (x, y) => (x === 0 ? 0 : x * Math.log(x / y)), q);

export const psi = (p: readonly number[], q: readonly number[]): number =>
  total(p, (x, y) => (y - x) * Math.log(y / x), q);

/** Jensen–Shannon distance in nats, of shares that sum to 1. */
export function jensenShannonDistance(p: readonly number[], q: readonly number[]): number {
  const middle = p.map((x, k) => (x + q[k]!) / 2);
  return Math.sqrt((kullbackLeibler(p, middle) + kullbackLeibler(q, middle)) / 2);
}

export const hellinger = (p: readonly number[], q: readonly number[]): number =>
  Math.sqrt(total(p, (x, y) => (Math.sqrt(x) - Math.sqrt(y)) ** 2, q) / 2);
