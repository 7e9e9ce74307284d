import { outOfDomain, requireList, requireProbability } from './domain.js';

/** Corrections for many tests, by their usual short names. */
export type Correction = 'holm' | 'bh' | 'by' | 'bonferroni' | 'hochberg' | 'none';
export const corrections = ['holm', 'bh', 'by', 'bonferroni', 'hochberg', 'none'] as const;

/**
 * What the i-th smallest of d p-values (i from 1) is multiplied by, and whether the running maximum from the smallest or
 * the running minimum from the largest makes the result monotone.
 */
function rule(method: Correction, d: number): { factor: (rank: number) => number; upwards: boolean } {
  switch (method) {
    case 'none':
      return { factor: () => 1, upwards: true };
    case 'bonferroni':
      return { factor: () => d, upwards: true };
    case 'holm':
      return { factor: (rank) => d - rank + 1, upwards: true };
    case 'hochberg':
      return { factor: (rank) => d - rank + 1, upwards: false };
    case 'bh':
      return { factor: (rank) => d / rank, upwards: false };
    case 'by': {
      let harmonic = 0;
      for (let i = 1; i <= d; i++) harmonic += 1 / i;
      return { factor: (rank) => (harmonic * d) / rank, upwards: false };
    }
    default:
      throw outOfDomain('adjustPValues: method', `one of ${corrections.join(', ')}`, method);
  }
}

/** Applies a rule to values in any scale: `times` multiplies one by a factor, nothing passes `cap`. */
function adjust(
  values: Float64Array,
  method: Correction,
  times: (value: number, factor: number) => number,
  cap: number,
): Float64Array {
  const d = values.length;
  const { factor, upwards } = rule(method, d);
  const order = Array.from(values.keys()).toSorted((i, j) => values[i]! - values[j]!);
  const adjusted = new Float64Array(d);
  let running = upwards ? -Infinity : cap;
  for (let step = 0; step < d; step++) {
    const rank = upwards ? step + 1 : d - step;
    const at = order[rank - 1]!;
    const value = Math.min(cap, times(values[at]!, factor(rank)));
    running = upwards ? Math.max(running, value) : Math.min(running, value);
    adjusted[at] = running;
  }
  return adjusted;
}

/**
 * P-values adjusted for their number: reject those that are at most α, and the family-wise error (`bonferroni`, `holm`
 * under any dependence; `hochberg` under independence) or the false discovery rate (`bh` under independence or positive
 * dependence, `by` under any) is at most α.
 *
 * @param p - P-values in [0, 1]; none is no error.
 * @param method - The correction; `none` copies.
 * @returns Adjusted values in the order of the input, capped at 1.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for a value outside [0, 1] or an unknown method.
 * @example adjustPValues([0.01, 0.04, 0.03], 'holm'); // 0.03, 0.06, 0.06
 * @see S. Holm (1979); Y. Hochberg (1988); Y. Benjamini & Y. Hochberg (1995); Y. Benjamini & D. Yekutieli (2001).
 */
export function adjustPValues(p: ArrayLike<number>, method: Correction): Float64Array {
  requireList(p, 'adjustPValues: p');
  const values = Float64Array.from(p);
  for (let i = 0; i < values.length; i++) requireProbability(values[i]!, `adjustPValues: p[${i}]`);
  return adjust(values, method, (value, factor) => value * factor, 1);
}

/**
 * The same for natural logarithms of p-values, which keep their order where the p-values underflow.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for a value above 0 or an unknown method.
 */
export function adjustLogPValues(logP: ArrayLike<number>, method: Correction): Float64Array {
  requireList(logP, 'adjustLogPValues: logP');
  const values = Float64Array.from(logP);
  for (let i = 0; i < values.length; i++)
    if (!(values[i]! <= 0)) throw outOfDomain(`adjustLogPValues: logP[${i}]`, 'a logarithm of at most 0', values[i]);
  return adjust(values, method, (value, factor) => value + Math.log(factor), 0);
}

/**
 * Simes' p-value of the global hypothesis that none of d hypotheses is false, `min_i d·p₍ᵢ₎/i`; 1 for no p-values at all.
 *
 * @param p - P-values in [0, 1].
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for a value outside [0, 1].
 * @see R. Simes (1986).
 */
export function simes(p: ArrayLike<number>): number {
  return adjustPValues(p, 'bh').reduce((least, value) => Math.min(least, value), 1);
}
