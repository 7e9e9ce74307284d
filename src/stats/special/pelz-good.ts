/**
 * P(D_N < z/√N) of the two-sided one-sample Kolmogorov–Smirnov law by the expansion in 1/√N to the third order.
 *
 * @see W. Pelz & I. Good, "Approximating the lower tail-areas of the Kolmogorov–Smirnov one-sample statistic" (1976);
 * R. Simard & P. L'Ecuyer (2011), section 2.4.
 */
export function pelzGoodCdf(z: number, n: number): number {
  const pi2 = Math.PI ** 2;
  const pi4 = pi2 * pi2;
  const pi6 = pi4 * pi2;
  const c = Math.sqrt(2 * Math.PI);
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  let k0 = 0;
  let k1 = 0;
  let k2 = 0;
  let k3 = 0;
  // Sums over half-integers h (all four) and over whole k (the last two); twelve terms reach far below 1e-16.
  for (let k = 0; k < 12; k++) {
    const h2 = (k + 0.5) ** 2;
    const h4 = h2 * h2;
    const e = Math.exp((-pi2 * h2) / (2 * z2));
    k0 += e;
    k1 += (pi2 * h2 - z2) * e;
    k2 += (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * h2 + pi4 * (1 - 2 * z2) * h4) * e;
    k3 +=
      (-30 * z6 -
        90 * z6 * z2 +
        pi2 * (135 * z4 - 96 * z6) * h2 +
        pi4 * (212 * z4 - 60 * z2) * h4 +
        pi6 * (5 - 30 * z2) * h4 * h2) *
      e;
  }
  let whole2 = 0;
  let whole3 = 0;
  for (let k = 1; k < 12; k++) {
    const f = Math.exp((-pi2 * k * k) / (2 * z2));
    whole2 += pi2 * k * k * f;
    whole3 += (3 * pi2 * k * k * z2 - pi4 * k ** 4) * f;
  }
  const root = Math.sqrt(n);
  return (
    (c / z) * k0 +
    ((c / (6 * z4)) * k1) / root +
    ((c / (72 * z6 * z)) * k2 - (c / (36 * z2 * z)) * whole2) / n +
    ((c / (6480 * z6 * z4)) * k3 + (c / (216 * z6)) * whole3) / (n * root)
  );
}
