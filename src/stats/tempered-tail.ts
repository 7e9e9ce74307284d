import { lnBetaTails } from './special/beta-inc.js';
import { lnBetaKernel, lnPoisson } from './special/deviance.js';

/**
 * ln P(X > x) where X is non-central χ² (`df` degrees of freedom, noncentrality λ) divided by an independent estimate of
 * its scale with `scaleDf` degrees of freedom: Σ_j Poisson(j; λ/2)·I_{scaleDf/(scaleDf+x)}(scaleDf/2, df/2 + j). For
 * scaleDf → ∞ it is the non-central χ² itself.
 *
 * @see N. L. Johnson, S. Kotz & N. Balakrishnan, "Continuous Univariate Distributions" 2, ch. 30: non-central F
 */
export function lnTemperedTail(x: number, df: number, lambda: number, scaleDf: number): number {
  if (x <= 0) return 0;
  const shape = scaleDf / 2;
  const half = df / 2;
  const near = scaleDf / (scaleDf + x);
  const far = x / (scaleDf + x);
  if (lambda === 0) return lnBetaTails(shape, half, near, far).lnLower;
  // I(b + 1) = I(b) + near^a·far^b/(b·B(a, b)) is used upwards only, so that nothing is subtracted. The tail grows with j,
  // so terms this far below the Poisson mean cannot matter.
  const mean = lambda / 2;
  const first = Math.max(0, Math.floor(mean - 12 * Math.sqrt(mean) - 80));
  const start = half + first;
  const lnFirst = lnBetaTails(shape, start, near, far).lnLower;
  let tail = 1; // I at b = half + j over I at b = half + first
  let step = Math.exp(lnBetaKernel(shape, start, near, far) - lnFirst) / start;
  let weight = 1; // Poisson(j) over Poisson(first)
  let sum = 0;
  let lnScale = lnPoisson(first, mean) + lnFirst;
  for (let j = first; ; j++) {
    const term = weight * tail;
    sum += term;
    if (j > mean && term < 1e-18 * sum) return Math.min(0, lnScale + Math.log(sum));
    const b = half + j;
    tail += step;
    step *= (far * (shape + b)) / (b + 1);
    weight *= mean / (j + 1);
    if (tail > 1e140 || weight > 1e140) {
      // Weight and tail are scaled apart: only their product counts.
      const isTail = tail > 1e140;
      if (isTail) {
        tail *= 1e-140;
        step *= 1e-140;
      } else weight *= 1e-140;
      sum *= 1e-140;
      lnScale += 140 * Math.LN10;
    }
  }
}
