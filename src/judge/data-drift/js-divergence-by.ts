import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { jensenShannonDivergence } from '../../stats/jensen-shannon.js';
import { activeCells, decisionCells, type CellPair } from './cells.js';

export interface JsDivergenceSettings {
  readonly base: 2 | 'e';
  readonly cells: 'quantile' | 'range20';
  readonly threshold?: number | undefined;
}

/** `jsDivergence`, its options checked already. */
export function jsDivergenceBy({ base, cells, threshold }: JsDivergenceSettings): DataDriftTest<'range20'> {
  return {
    name: 'jsDivergence',
    appliesTo: ['numeric', 'categorical'],
    alarmsWhen: 'above',
    ...(cells === 'range20' && { needs: ['range20'] }),
    ...(threshold !== undefined && { threshold }),
    compare(reference, window) {
      const pair: CellPair =
        cells === 'range20' && reference.kind === 'numeric'
          ? { reference: reference.range20, window: window.range20, ordered: true }
          : decisionCells(reference, window);
      const bins = activeCells(pair);
      if (bins < 2) return undefined;
      const statistic = jensenShannonDivergence(pair.reference, pair.window, { base });
      const distance = Math.sqrt(base === 2 ? statistic : statistic / Math.LN2);
      return {
        statistic,
        effect: { name: 'jsDistance', value: distance },
        variant: base === 2 ? 'bits' : 'nats',
        bins,
      };
    },
  };
}
