import { sortedSample } from '../samples.js';
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
