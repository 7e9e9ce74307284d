import * as z from 'zod/mini';
import type { ColumnKind, ColumnProfile } from '../../contracts/column-profile.js';
import type { DataDriftTest, Need, ProfileWith, TestContext, TestOutcome } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { pValueOfLog } from '../../stats/p-value.js';
import { activeCells, decisionCells } from './cells.js';

export const pValueTestOptions = z.strictObject({
  /** Fixed alarm threshold on the p-value of "no change"; without one the p-value is decided within the alarm budget. */
  threshold: z.optional(z.number().check(z.gt(0), z.lt(1))),
});

/** Options of the classical tests that have a p-value. */
export interface PValueTestOptions extends z.input<typeof pValueTestOptions> {}

export const distanceTestOptions = z.strictObject({
  /** Fixed alarm threshold on the distance. Without one it only informs. */
  threshold: z.optional(z.number().check(z.positive())),
});

/** Options of the classical distances. */
export interface DistanceTestOptions extends z.input<typeof distanceTestOptions> {}

/** Two columns compared: `lnTail` is the log of the p-value of "the effect is at most this". */
interface Compared extends Pick<TestOutcome, 'statistic' | 'effect' | 'method' | 'bins' | 'expectedUnderNull'> {
  /** The tolerance ψ₀ of PSI on the scale of the effect. */
  readonly allowed: (psi: number) => number;
  readonly lnTail: (tolerance: number) => number;
}

type Compare<N extends Need> = (a: ProfileWith<N>, b: ProfileWith<N>, context: TestContext) => Compared | undefined;

/** A classical test: its p-value is of "at most the tolerance", that of "no change" stands beside it. */
export function byPValue<N extends Need = never>(
  name: string,
  kind: ColumnKind,
  options: PValueTestOptions,
  compare: Compare<N>,
  needs?: readonly N[],
): DataDriftTest<N> {
  const { threshold } = parseOptions(pValueTestOptions, options, name);
  return {
    name,
    appliesTo: [kind],
    alarmsWhen: 'below',
    thresholdOf: 'pValue',
    ...(needs && { needs }),
    ...(threshold !== undefined && { threshold }),
    compare(reference, window, context = { tolerance: 0, dispersion: 1 }) {
      const compared = compare(reference, window, context);
      if (compared === undefined) return undefined;
      const { allowed, lnTail, ...outcome } = compared;
      const noChange = pValueOfLog(lnTail(0));
      // A threshold on p that the user wrote is obeyed literally: it is about "no change".
      const tolerance = threshold === undefined ? allowed(context.tolerance) : 0;
      return { ...outcome, ...(tolerance > 0 ? pValueOfLog(lnTail(tolerance)) : noChange), tolerance, noChange };
    },
  };
}

/** The same on the values themselves, at most 5,000 a side. */
export const onSamples = (
  name: string,
  options: PValueTestOptions,
  compare: (x: Float64Array, y: Float64Array, dispersion: number) => Compared | undefined,
): DataDriftTest<'sample'> =>
  byPValue(name, 'numeric', options, (a, b, { dispersion }) => compare(a.sample, b.sample, dispersion), ['sample']);

/** A classical distance over the cells on which a column is decided. */
export function byDistance(
  name: string,
  options: DistanceTestOptions,
  distance: (a: Uint32Array, b: Uint32Array) => number,
  more: (a: Uint32Array, b: Uint32Array, bins: number) => Partial<TestOutcome> = () => ({}),
): DataDriftTest {
  const { threshold } = parseOptions(distanceTestOptions, options, name);
  return {
    name,
    appliesTo: ['numeric', 'categorical'],
    alarmsWhen: 'above',
    ...(threshold !== undefined && { threshold }),
    compare(reference: ColumnProfile, window: ColumnProfile) {
      const cells = decisionCells(reference, window);
      const bins = activeCells(cells);
      if (bins < 2) return undefined;
      const statistic = distance(cells.reference, cells.window);
      return { statistic, effect: statistic, bins, ...more(cells.reference, cells.window, bins) };
    },
  };
}

export const sumOf = (counts: Uint32Array): number => counts.reduce((total, n) => total + n, 0);

/** 1/n + 1/m. */
export const inverseSize = (n: number, m: number): number => 1 / n + 1 / m;

/** The shift in standard deviations of a normal column that has this PSI over ten cells. */
export const shiftOf = (psi: number): number => Math.sqrt(psi / 0.959);

/**
 * What is left of a squared distance over its rows once a tolerance is taken off the distance itself (triangle inequality), on
 * the scale of its limit law.
 */
export const beyond = (squared: number, rows: number, tolerance: number, dispersion: number): number =>
  Math.max(0, Math.sqrt(Math.max(0, squared)) - Math.sqrt(rows) * tolerance) ** 2 / dispersion;
