import * as z from 'zod/mini';
import type { Table } from '../../contracts/batch.js';
import type { CategoricalReference, ReferenceColumn, ReferenceProfile } from '../../contracts/profiles.js';
import type { Followed } from '../../contracts/progress.js';
import { DriftSenseError } from '../../errors.js';
import { followOptions } from '../../follow.js';
import { requireName } from '../../nearest-name.js';
import { byName, parseOptions } from '../../options.js';
import { isReferenceProfile } from '../../profile/parse-profile.js';
import { profile } from '../../profile/profile.js';
import { dispersionFor } from '../../stats/dependence.js';
import { detectableShare, type DetectableShare } from '../../stats/detectable-share.js';
import { teller } from '../../teller.js';
import { type DecidedColumn, type DetectableChange, smallestDetectable } from '../../stats/smallest-detectable.js';

const options = z.strictObject({
  windowSize: z.int().check(z.gte(1)),
  level: z._default(z.number().check(z.gt(0), z.lt(1)), 0.009),
  tolerance: z._default(z.number().check(z.gte(0), z.lte(10)), 0.05),
  power: z._default(z.number().check(z.gt(0), z.lt(1)), 0.8),
  weights: z._default(byName(z.number().check(z.gte(0.001), z.lte(1_000))), {}),
  ...followOptions,
});

/**
 * What a window is to see. `onProgress` hears of each column, and may have `signal` fire, which is looked at before each.
 */
export interface MinimumDetectableEffectOptions extends Followed {
  /** Rows per window. */
  readonly windowSize: number;
  /** False alarms per window over all columns together. Default .009: the deciders' share of one in a hundred windows. */
  readonly level?: number;
  /** ψ₀, the divergence that does not matter. Default .05. */
  readonly tolerance?: number;
  /** Share of windows with the effect that are to be flagged. Default .8. */
  readonly power?: number;
  /** Weights of columns in the budget, from .001 to 1,000, as `columns.*.weight` of the Monitor. Default 1 each. */
  readonly weights?: Readonly<Record<string, number>>;
}

/** The smallest change of one column that a window of the size sees. */
export interface DetectableEffect {
  readonly column: string;
  /** Divergence on the PSI scale: for numeric columns whatever its shape, for categorical ones that of `share`. */
  readonly psi: number;
  /** Numeric columns: shift of the mean in standard deviations, for a column that is about normal. */
  readonly shift?: number;
  /**
   * Categorical columns: rise of the share of the most common category, or of one of several about as common, all others giving
   * way in proportion; a fall, below 0, where it has half of the rows or more. Between −1 and 1.
   */
  readonly share?: number;
}

/**
 * Says which change a window of a size can see, before a size is chosen: the effect that is flagged with probability `power`
 * while the others stay, within the alarm budget shared by all tested columns. Follows the laws of the default decider:
 * for numeric columns that of a shift, and noncentral χ² of any shape at half the level; for categorical ones the law of G at the
 * change itself, over the categories that are not pooled in such windows. How often both were flagged is measured on the page of
 * levels. Other changes of categories with the same PSI are flagged more or less often, as it is no measure of what G sees.
 *
 * @param reference - A table or its stored profile.
 * @returns One entry per tested column; left out are columns without cells, and those whose categories are all too rare for so
 * small a window to show any change.
 * @throws DriftSenseError `OPTION_INVALID`, `TABLE_INVALID`, `ABORTED`; `UNKNOWN_COLUMN` for a weight of a column that the reference lacks.
 * @example
 * minimumDetectableEffect(lastMonth, { windowSize: 2_000 })[0]; // { column: 'price', psi: 0.096, shift: 0.32 } against 10,000 rows
 */
export function minimumDetectableEffect(
  reference: Table | ReferenceProfile,
  given: MinimumDetectableEffectOptions,
): DetectableEffect[] {
  const parsed = parseOptions(options, given, 'minimumDetectableEffect');
  const { windowSize, level, tolerance, power, weights, signal, onProgress } = parsed;
  const known = isReferenceProfile(reference) ? reference : profile(reference);
  for (const name of Object.keys(weights)) requireColumn(name, known);
  const tested = known.columns.filter((column) => column.skipped === undefined && decidingCells(column) > 1);
  const weightOf = ({ name }: ReferenceColumn): number => (Object.hasOwn(weights, name) ? weights[name]! : 1);
  const total = tested.reduce((sum, column) => sum + weightOf(column), 0);
  const tell = teller(onProgress, { where: 'minimumDetectableEffect', unit: 'columns', total: tested.length });
  return tested.flatMap((column) => {
    if (signal?.aborted)
      throw new DriftSenseError('ABORTED', 'minimumDetectableEffect was aborted', { cause: signal.reason });
    const rows = Math.max(1, (windowSize * column.count) / Math.max(1, column.size));
    const { phi: dispersion } = dispersionFor(column.dependence, column.count, rows);
    const decided = { tolerance, power, level: (level * weightOf(column)) / total };
    const effect =
      column.kind === 'numeric'
        ? shiftOf(column, rows, dispersion, decided)
        : shareOf(column, rows, dispersion, decided);
    tell(1);
    return effect ? [{ column: column.name, ...effect }] : [];
  });
}

type Decided = Pick<DecidedColumn, 'tolerance' | 'power' | 'level'>;

function shiftOf(column: ReferenceColumn, rows: number, dispersion: number, decided: Decided): DetectableChange {
  const effective = { n: column.count / dispersion, m: rows / dispersion };
  return smallestDetectable({ cells: decidingCells(column), ordered: true, ...effective, ...decided });
}

function shareOf(
  { counts, capped }: CategoricalReference,
  rows: number,
  dispersion: number,
  decided: Decided,
): DetectableShare | undefined {
  return detectableShare({ counts, otherCell: capped ? counts.length - 1 : undefined, rows, dispersion, ...decided });
}

function requireColumn(name: string, { schema }: ReferenceProfile): void {
  const known = schema.columns.map((column) => column.name);
  requireName('column', name, known, 'UNKNOWN_COLUMN', `weights.${name}: the reference has no column '${name}'`);
}

/** Cells on which a column is decided. */
export function decidingCells(column: ReferenceColumn): number {
  if (column.kind === 'categorical') return column.counts.length;
  return column.grid === undefined ? 0 : (column.grid.view.at(-1) ?? 0) + 1;
}
