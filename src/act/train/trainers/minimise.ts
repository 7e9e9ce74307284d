/** Value of the objective at `x`; writes its gradient into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => Promise<number>;

export interface MinimiseOptions {
  /** Stops when the largest absolute component of the gradient is at most this. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Approximates `H⁻¹ v`; the better it does, the fewer iterations. */
  readonly precondition: (v: Float64Array) => Float64Array;
  /** Pairs of steps and gradient changes remembered. Default 10. */
  readonly memory?: number;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest absolute component of the gradient at `x`. */
  readonly gradNorm: number;
}

/**
 * Minimises a smooth convex function by preconditioned L-BFGS with step halving.
 *
 * @see Nocedal, Wright, Numerical Optimization, 2nd ed., algorithms 7.4 and 7.5; H₀ is the scaled preconditioner.
 */
export async function minimise(objective: Objective, start: Float64Array, options: MinimiseOptions): Promise<Minimum> {
  const { tolerance, maxIterations, precondition, memory = 10 } = options;
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let x = start;
  let gradient = new Float64Array(x.length);
  let value = await objective(x, gradient);
  let iterations = 0;
  while (largest(gradient) > tolerance && iterations < maxIterations) {
    iterations++;
    const step = direction(gradient, pairs, precondition);
    const slope = -dot(gradient, step);
    // Close to the minimum the value changes by less than its own rounding: allow for that, or no step passes.
    const noise = 16 * Number.EPSILON * Math.abs(value);
    let t = 1;
    let next = x;
    let nextGradient = gradient;
    let nextValue = Infinity;
    for (; t > 1e-9; t /= 2) {
      next = x.map((v, j) => v - t * step[j]!);
      nextGradient = new Float64Array(x.length);
      nextValue = await objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * t * slope + noise) break;
    }
    if (t <= 1e-9) break;
    const s = next.map((v, j) => v - x[j]!);
    const y = nextGradient.map((v, j) => v - gradient[j]!);
    const sy = dot(s, y);
    // Positive for a convex function, except when both differences are rounding.
    if (sy > 1e-300) pairs.push({ s, y, rho: 1 / sy });
    if (pairs.length > memory) pairs.shift();
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
  const gradNorm = largest(gradient);
  return { x, value, converged: gradNorm <= tolerance, iterations, gradNorm };
}

/** The two-loop recursion: approximates `H⁻¹ g` from the remembered pairs. */
function direction(
  gradient: Float64Array,
  pairs: readonly { s: Float64Array; y: Float64Array; rho: number }[],
  precondition: (v: Float64Array) => Float64Array,
): Float64Array {
  let q = gradient.slice();
  const alphas: number[] = [];
  for (const { s, y, rho } of pairs.toReversed()) {
    const alpha = rho * dot(s, q);
    alphas.unshift(alpha);
    q = q.map((v, j) => v - alpha * y[j]!);
  }
  // The preconditioner has the shape of H⁻¹; its size is taken from the last pair, as in the unpreconditioned method (7.20).
  const last = pairs.at(-1);
  const size = last === undefined ? 1 : 1 / (last.rho * dot(last.y, precondition(last.y)));
  let r = precondition(q).map((v) => size * v);
  for (const [i, { s, y, rho }] of pairs.entries()) {
    const beta = rho * dot(y, r);
    r = r.map((v, j) => v + (alphas[i]! - beta) * s[j]!);
  }
  return r;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

function largest(v: Float64Array): number {
  let most = 0;
  for (const x of v) most = Math.max(most, Math.abs(x));
  return most;
}
