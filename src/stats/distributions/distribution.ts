import { requireNumber, requireProbability } from '../domain.js';
import { findRoot } from '../special/find-root.js';
import type { LnTails } from '../special/gamma-q.js';

/** A probability distribution on the real line. */
export interface Distribution {
  /** P(X ≤ x). */
  cdf(x: number): number;
  /** P(X > x): the survival function, accurate in the far right tail. */
  sf(x: number): number;
  /** Natural logarithm of `sf(x)`, true where `sf` underflows. */
  logSf(x: number): number;
  /** Inverse of `sf`: the x with P(X > x) = p (discrete: the smallest x with P(X > x) ≤ p), p in [0, 1]. */
  isf(p: number): number;
}

/**
 * A continuous distribution from the logarithms of its two tails and the inverse of either. Probabilities above ½ are
 * inverted through the lower tail, which knows them better.
 *
 * @param solve - The x at which the natural log of that tail is `target`.
 */
export function continuous(
  name: string,
  lnTails: (x: number) => LnTails,
  support: readonly [low: number, high: number],
  solve: (side: keyof LnTails, target: number) => number,
): Distribution {
  const tails = (x: number, member: string): LnTails => {
    requireNumber(x, `${name}.${member}`);
    if (x <= support[0]) return { lnLower: -Infinity, lnUpper: 0 };
    if (x >= support[1]) return { lnLower: 0, lnUpper: -Infinity };
    return lnTails(x);
  };
  return {
    cdf: (x) => Math.exp(tails(x, 'cdf').lnLower),
    sf: (x) => Math.exp(tails(x, 'sf').lnUpper),
    logSf: (x) => tails(x, 'logSf').lnUpper,
    isf(p) {
      requireProbability(p, `${name}.isf`);
      if (p === 1) return support[0];
      if (p === 0) return support[1];
      return p <= 0.5 ? solve('lnUpper', Math.log(p)) : solve('lnLower', Math.log1p(-p));
    },
  };
}

/**
 * The x > 0 at which one tail of a distribution on (0, ∞) has the logarithm `target`: brackets in ln x that double their
 * width, away from `start`, then a root search on the logarithm of the tail.
 */
export function solvePositive(
  lnTails: (x: number) => LnTails,
  side: keyof LnTails,
  target: number,
  start: number,
): number {
  const excess = (u: number): number => lnTails(Math.exp(u))[side] - target;
  let near = Math.log(start);
  const tooHigh = excess(near) > 0;
  const direction = tooHigh === (side === 'lnUpper') ? 1 : -1; // the upper tail falls with x, the lower one rises
  for (let width = 0.25; ; width *= 2) {
    const far = Math.min(709, Math.max(-744, near + direction * width));
    if (excess(far) > 0 !== tooHigh) return Math.exp(findRoot(excess, near, far));
    if (far === 709) return Number.MAX_VALUE;
    if (far === -744) return 0;
    near = far;
  }
}

/** A discrete distribution on the integers from `low` to `high`, from the logarithms of P(X ≤ k) and P(X > k). */
export function discrete(name: string, lnTails: (k: number) => LnTails, low: number, high: number): Distribution {
  const tails = (x: number, member: string): LnTails => {
    requireNumber(x, `${name}.${member}`);
    if (x < low) return { lnLower: -Infinity, lnUpper: 0 };
    if (x >= high) return { lnLower: 0, lnUpper: -Infinity };
    return lnTails(Math.floor(x));
  };
  return {
    cdf: (x) => Math.exp(tails(x, 'cdf').lnLower),
    sf: (x) => Math.exp(tails(x, 'sf').lnUpper),
    logSf: (x) => tails(x, 'logSf').lnUpper,
    isf(p) {
      requireProbability(p, `${name}.isf`);
      let below = low - 1; // sf > p here
      let above = high; // sf ≤ p here
      while (above - below > 1) {
        const middle = Math.floor((above + below) / 2);
        if (Math.exp(tails(middle, 'isf').lnUpper) <= p) above = middle;
        else below = middle;
      }
      return above;
    },
  };
}
