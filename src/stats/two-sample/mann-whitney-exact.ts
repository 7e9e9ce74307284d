/**
 * P(U ≥ u) of the Mann–Whitney statistic without ties, u an integer. The numbers of orders with each U are the
 * coefficients of the Gaussian binomial `Π_{i=1…s} (1 − q^{l+i})/(1 − q^i)`, s and l the smaller and larger size: after
 * each factor they are again such numbers, positive and symmetric, so that half of them is enough.
 *
 * @see H. Mann & D. Whitney (1947), section 3, for the recursion; G. Andrews, "The theory of partitions" (1976), 3.2.
 */
export function mannWhitneyExactTail(n: number, m: number, u: number): number {
  const short = Math.min(n, m);
  const long = Math.max(n, m);
  const least = n * m - u; // P(U ≥ u) = P(U ≤ nm − u)
  const mirrored = least > u;
  const last = mirrored ? u - 1 : least; // the smaller tail is summed, P(U ≥ u) = 1 − P(U ≤ u − 1)
  if (last < 0) return 1;
  const counts = new Float64Array(last + 1);
  counts[0] = 1;
  let total = 1;
  for (let i = 1; i <= short; i++) {
    for (let k = last; k >= long + i; k--) counts[k]! -= counts[k - long - i]!;
    for (let k = i; k <= last; k++) counts[k]! += counts[k - i]!;
    total *= (long + i) / i;
  }
  const tail = counts.reduce((sum, count) => sum + count, 0) / total;
  return mirrored ? 1 - tail : Math.min(1, tail);
}
