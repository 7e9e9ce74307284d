import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { wassersteinFromCells } from '../../stats/two-sample/wasserstein.js';

/** `wasserstein`, its options checked already. */
export function wassersteinBy(threshold?: number): DataDriftTest {
  return {
    name: 'wasserstein',
    appliesTo: ['numeric'],
    alarmsWhen: 'above',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window) {
      const { cellMeans, moments } = reference;
      if (cellMeans === undefined || moments === undefined || moments.sd === 0) return undefined;
      const statistic = wassersteinFromCells(reference.counts, window.counts, cellMeans) / moments.sd;
      return { statistic, effect: statistic, method: 'cells', variant: 'standardised', bins: reference.counts.length };
    },
  };
}
