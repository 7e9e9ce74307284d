import type { ColumnProfile } from '../../contracts/column-profile.js';
import type { DataDriftTest, TestContext } from '../../contracts/data-drift-test.js';
import { ksBinnedOf, ksTolerance, type KsBinnedResult } from '../../stats/two-sample/ks-binned.js';
import type { KsGapCellsResult } from '../../stats/two-sample/ks-gap-cells.js';

/** The test of two columns at a tolerance, and the cells it counts over. */
export interface KsOnCells {
  readonly bins: number;
  readonly at: (tolerance: number) => KsBinnedResult | KsGapCellsResult;
}

/** The frozen fine cells: what presets count over, and `ks()` where there are no finer ones. */
export const onFineCells = (
  reference: ColumnProfile,
  window: ColumnProfile,
  { dispersion, referenceError }: Pick<TestContext, 'dispersion' | 'referenceError'>,
): KsOnCells => ({
  bins: reference.counts.length,
  at: ksBinnedOf(reference.counts, window.counts, dispersion, referenceError),
});

/** The test over cells that `choose` chooses. */
export function ksBy(threshold: number | undefined, choose: typeof onFineCells): DataDriftTest {
  return {
    name: 'ks',
    appliesTo: ['numeric'],
    alarmsWhen: 'below',
    thresholdOf: 'pValue',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window, context = { tolerance: 0, dispersion: 1 }) {
      if (reference.edges === undefined) return undefined;
      const { bins, at } = choose(reference, window, context);
      const noChange = at(0);
      // A threshold on p that the user wrote is obeyed literally: it is about "no change".
      const tolerance = threshold === undefined ? context.tolerance : 0;
      const result = tolerance > 0 ? at(tolerance) : noChange;
      return {
        statistic: result.statistic,
        pValue: result.pValue,
        logPValue: result.logPValue,
        tolerance: ksTolerance(tolerance),
        noChange: { pValue: noChange.pValue, logPValue: noChange.logPValue },
        effect: result.sign * result.statistic,
        method: context.referenceError ? 'reference-conditional' : result.method,
        bins,
        ...('resolution' in result && { resolution: result.resolution }),
      };
    },
  };
}
