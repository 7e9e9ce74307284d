/**
 * Deviance of one cell, `g = 2(b ln(bN/(tm)) + a ln(aN/(tn)))` with t = a + b, N = n + m and 0·ln 0 = 0: `a` of the `n` rows of one
 * side and `b` of the `m` of the other, not both 0.
 */
export function cellDeviance(a: number, b: number, n: number, m: number): number {
  const [total, t] = [n + m, a + b];
  return Math.max(0, 2 * (xLnY(b, (b * total) / (t * m)) + xLnY(a, (a * total) / (t * n))));
}

const xLnY = (x: number, y: number): number => (x === 0 ? 0 : x * Math.log(y));
