import { nonCentralChiSquared } from './distributions/non-central-chi-squared.js';

/** Rows of both sides, and the share of references for which a p-value may be too small; absent: it is right on average over them. */
export interface Sides {
  readonly n: number;
  readonly m: number;
  readonly referenceError?: number | undefined;
}

/**
 * Noncentrality of a χ² statistic when the true divergence is the tolerance. Given the reference it is that of the window against a
 * reference which may itself be as far from the truth as all but its share of references are, by the triangle inequality.
 */
export const noncentralityOf = ({ n, m, referenceError }: Sides, df: number, tolerance: number): number =>
  referenceError === undefined
    ? tolerance / (1 / n + 1 / m)
    : (Math.sqrt((m / n) * nonCentralChiSquared(df, 0).isf(referenceError)) + Math.sqrt(m * tolerance)) ** 2;

/** What a statistic over 1/n + 1/m counts by: given the reference, the window alone varies. */
export const scaleOf = ({ n, m, referenceError }: Sides): number => (referenceError === undefined ? 1 : 1 + m / n);
