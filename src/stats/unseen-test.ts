import { lnBetaBinomialTail } from './distributions/beta-binomial.js';
import { outOfDomain, requireInteger } from './domain.js';
import type { TailTest } from './new-flag-test.js';
import { pValueOfLog } from './p-value.js';

/** What a reference knows about categories it has not seen. */
export interface SeenCategories {
  /** Rows with a category. */
  readonly rows: number;
  /** Categories seen exactly once, and exactly twice. */
  readonly once: number;
  readonly twice: number;
}

/**
 * Tests whether more window rows have a category that the reference has never seen than its own rare categories lead to
 * expect. The expected share is Good and Turing's μ = (f₁ + 1)/(n + 1), and its own uncertainty (Esty's variance) makes the
 * count beta-binomial; with the plain binomial the test would alarm up to seven times too often. A single new row is no
 * drift.
 *
 * @param unseen - Window rows of unseen categories.
 * @param m - Window rows with a category, at least `unseen`.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are no integers, or impossible ones.
 * @example unseenTest({ rows: 5000, once: 40, twice: 25 }, 12, 500).pValue; // .0034: a share of .008 expected, .024 seen
 * @see I. J. Good, "The population frequencies of species" (1953); W. W. Esty, "A normal limit law for a nonparametric
 * estimator of the coverage of a random sample" (1983)
 */
export function unseenTest(seen: SeenCategories, unseen: number, m: number): TailTest {
  if (typeof seen !== 'object' || seen === null) throw outOfDomain('unseenTest: seen', 'rows, once and twice', seen);
  const { rows: n, once, twice } = seen;
  requireInteger(n, 1, 'unseenTest: rows');
  requireInteger(once, 0, 'unseenTest: once');
  requireInteger(twice, 0, 'unseenTest: twice');
  if (once + 2 * twice > n) throw outOfDomain('unseenTest: once, twice', `rows for at most ${n}`, once + 2 * twice);
  requireInteger(unseen, 0, 'unseenTest: unseen');
  requireInteger(m, unseen, 'unseenTest: m');
  const mean = (once + 1) / (n + 1);
  if (unseen === 0 || mean >= 1) return pValueOfLog(0);
  const variance = (once * (1 - once / n) + 2 * twice + 1) / n ** 2;
  // A variance beyond that of any share in [0, 1] leaves no information: the least concentrated law.
  const concentration = Math.max(1e-6, (mean * (1 - mean)) / variance - 1);
  return pValueOfLog(lnBetaBinomialTail(unseen, m, mean * concentration, (1 - mean) * concentration));
}
