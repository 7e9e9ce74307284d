import { forEachPooledValue, sortedSample } from '../samples.js';
import { integrateGap } from './wasserstein.js';

/**
 * The energy distance between two samples, `√(2 ∫(F − G)²)` (scipy's form: the square root of 2E|X−Y| − E|X−X′| − E|Y−Y′|),
 * in the square root of the unit of the values.
 *
 * @param x - Finite values in any order, at least one.
 * @param y - The same.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for an empty sample or a value that is not finite.
 * @example energyDistance([0], [2]); // 2
 * @see G. Székely & M. Rizzo, "Energy statistics" (2013).
 */
export function energyDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const sortedX = sortedSample(x, 'energyDistance: x');
  const sortedY = sortedSample(y, 'energyDistance: y');
  // The factor stands outside the root: 2∫ may overflow where √2·√∫ does not.
  return Math.SQRT2 * Math.sqrt(integrateGap('energyDistance', sortedX, sortedY, (gap) => gap * gap));
}

/** The energy distance, and its square over 2E|X − Y|: 0 for equal samples, 1 for two constants. Values are finite. */
export function energyOf(
  x: Float64Array,
  y: Float64Array,
): { readonly distance: number; readonly coefficient: number } {
  const [n, m] = [x.length, y.length];
  let [within, between, previous, height, cross] = [0, 0, 0, 0, 0];
  forEachPooledValue(sortedSample(x, 'energy: x'), sortedSample(y, 'energy: y'), (value, i, j) => {
    // A quarter of the unit: the range of the values may be beyond the largest number, that of their quarters is not.
    const width = value / 4 - previous;
    within += height * width;
    between += cross * width;
    height = (i / n - j / m) ** 2;
    cross = (i / n) * (1 - j / m) + (j / m) * (1 - i / n);
    previous = value / 4;
  });
  return { distance: Math.sqrt(8) * Math.sqrt(within), coefficient: between > 0 ? within / between : 0 };
}
