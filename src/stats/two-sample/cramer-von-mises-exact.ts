import { outOfDomain } from '../domain.js';

/**
 * Exact p-value of the two-sample Cramér–von Mises test: of all lattice paths from (0, 0) to (n, m), the share whose sum
 * of (A·i − C·j)² over the visited points reaches ζ, with A = m/gcd, C = n/gcd. Per point a map from partial sum to number
 * of paths; a path that has reached ζ already counts with all its continuations.
 *
 * @param u - The rank statistic U of the test.
 */
export function cvmExact(n: number, m: number, u: number, most: number): number {
  if (Math.max(n, m) > most)
    throw outOfDomain('cramerVonMisesTest', `at most ${most} values a side for method 'exact'`, `${n} and ${m}`);
  const divisor = gcd(n, m);
  const [a, c] = [m / divisor, n / divisor];
  const given = Math.floor(((n + m) * (6 * u - n * m * (4 * n * m - 1))) / (6 * divisor * divisor));
  // Ties may lift U above all that samples without ties can reach: then the orders that go furthest count, never none.
  const zeta = Math.min(given, furthest(n, m, a, c));
  // Paths that go on from each point to the end, for those that reached ζ before.
  const ways = pathsToEnd(n, m);
  let reached = 0;
  let row: Map<number, number>[] = [];
  for (let i = 0; i <= n; i++) {
    const next: Map<number, number>[] = [];
    for (let j = 0; j <= m; j++) {
      const here = (a * i - c * j) ** 2;
      const sums = new Map<number, number>();
      const arrive = (from: Map<number, number> | undefined): void => {
        for (const [sum, paths] of from ?? []) {
          if (sum + here >= zeta) reached += paths * ways[i * (m + 1) + j]!;
          else sums.set(sum + here, (sums.get(sum + here) ?? 0) + paths);
        }
      };
      if (i === 0 && j === 0) arrive(new Map([[0, 1]]));
      arrive(row[j]);
      arrive(next[j - 1]);
      next.push(sums);
    }
    row = next;
  }
  return reached / ways[0]!;
}

/** The largest sum of any path: along the edges, all of one sample before the other. */
function furthest(n: number, m: number, a: number, c: number): number {
  let [xFirst, yFirst] = [0, 0];
  for (let i = 0; i <= n; i++) {
    xFirst += (a * i) ** 2;
    yFirst += i === 0 ? 0 : (a * i - c * m) ** 2;
  }
  for (let j = 0; j <= m; j++) {
    xFirst += j === 0 ? 0 : (a * n - c * j) ** 2;
    yFirst += (c * j) ** 2;
  }
  return Math.max(xFirst, yFirst);
}

function pathsToEnd(n: number, m: number): Float64Array {
  const ways = new Float64Array((n + 1) * (m + 1)).fill(1);
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--) ways[i * (m + 1) + j] = ways[(i + 1) * (m + 1) + j]! + ways[i * (m + 1) + j + 1]!;
  return ways;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
