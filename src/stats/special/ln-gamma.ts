/** ½ ln 2π. */
export const HALF_LN_2PI = 0.9189385332046728;

/** The asymptotic series of lnΓ from x = 10 on, error below 1e-16 there (Abramowitz & Stegun 6.1.41). */
function stirlingSeries(x: number): number {
  const r = 1 / x;
  const s = r * r;
  return (
    r * (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s * (1 / 156)))))))
  );
}

/** Natural logarithm of the gamma function for x > 0: recurrence up to 10, then Stirling's series. */
export function lnGamma(x: number): number {
  let product = 1;
  let up = x;
  while (up < 10) product *= up++;
  const large = (up - 0.5) * Math.log(up) - up + HALF_LN_2PI + stirlingSeries(up);
  return product === 1 ? large : large - Math.log(product);
}

/**
 * What Stirling's leading terms leave: `S(x) = lnΓ(x) − [(x − ½) ln x − x + ½ ln 2π]`, x > 0. Differences of lnΓ lose
 * digits in proportion to x; expressions in S keep them.
 */
export function stirlingError(x: number): number {
  return x >= 10 ? stirlingSeries(x) : lnGamma(x) - ((x - 0.5) * Math.log(x) - x + HALF_LN_2PI);
}
