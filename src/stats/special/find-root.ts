/**
 * The root of a continuous function between two points where its signs differ, to the last few bits: inverse quadratic
 * interpolation where it is safe, bisection elsewhere, never slower than three times bisection.
 *
 * @see T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
 * without using derivatives", Advances in Engineering Software 28 (1997).
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let b = low; // the previous point of the opposite sign
  let a = high; // the newest point
  let fb = f(b);
  let fa = f(a);
  let c = b; // the point before
  let fc = fb;
  let t = 0.5;
  for (let round = 0; round < 200; round++) {
    const x = a + t * (b - a);
    const fx = f(x);
    if (fx < 0 === fa < 0) {
      c = a;
      fc = fa;
    } else {
      c = b;
      fc = fb;
      b = a;
      fb = fa;
    }
    a = x;
    fa = fx;
    const best = Math.abs(fb) < Math.abs(fa) ? b : a;
    if (fa === 0) return a;
    const smallest = (2 ** -52 * Math.abs(best) + Number.MIN_VALUE) / Math.abs(b - a);
    if (!(smallest < 0.5)) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    t =
      phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi
        ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb))
        : 0.5;
    t = Math.min(1 - smallest, Math.max(smallest, t));
  }
  return Math.abs(fb) < Math.abs(fa) ? b : a;
}
