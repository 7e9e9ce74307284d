import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { ksBinnedOf } from '../../stats/two-sample/ks-binned.js';
import { ksGapCells } from '../../stats/two-sample/ks-gap-cells.js';
import { ksBy, onFineCells, type KsOnCells } from './ks-binned.js';

export const ksOptions = z.strictObject({
  /** Fixed alarm threshold on the p-value of "no change"; without one the p-value is decided within the alarm budget. */
  threshold: z.optional(z.number().check(z.gt(0), z.lt(1))),
  /** Keep the distinct values of the reference, at most 2,048, so that D is that of the values. Not for redacted columns. Default false. */
  exactKs: z._default(z.boolean(), false),
});

/** Options of `ks`. */
export interface KsOptions extends z.input<typeof ksOptions> {}

/**
 * Kolmogorov–Smirnov: the largest distance between the two distribution functions. On the frozen fine cells its p-value is
 * corrected for the cells (method `binned`) and D is low by at most `resolution`. With `exactKs` D is that of the values and
 * the p-value that of `ksTest`, where the reference has at most 2,048 distinct values; else it stays `binned`.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: ks({ threshold: 0.01 }) }, age: { test: ks({ exactKs: true }) } } });
 * @see Massey (1951), The Kolmogorov–Smirnov test for goodness of fit.
 */
export function ks(options: KsOptions = {}): DataDriftTest<'gaps'> {
  const { threshold, exactKs } = parseOptions(ksOptions, options, 'ks');
  return { ...ksBy(threshold, onFinestCells), ...(exactKs && { needs: ['gaps'] }) };
}

/** Cells that both sides have: at and between the values of the reference where those were kept. */
function onFinestCells(...[reference, window, context]: Parameters<typeof onFineCells>): KsOnCells {
  const [before, now] = [reference.gaps?.counts, window.gaps?.counts];
  if (before === undefined || now === undefined) return onFineCells(reference, window, context);
  const { dispersion, referenceError } = context;
  const at = referenceError
    ? ksBinnedOf(before, now, dispersion, referenceError)
    : (tolerance: number) => ksGapCells(before, now, { tolerance, dispersion });
  return { bins: before.length, at };
}
