import type { ColumnProfile } from '../../contracts/column-profile.js';
import { viewCounts } from '../../stats/grid.js';
import { poolDictionary } from '../../stats/pool-categories.js';

/** Counts of both sides over the same cells. */
export interface CellPair {
  readonly reference: Uint32Array;
  readonly window: Uint32Array;
  /** Whether the order of the cells means something. */
  readonly ordered: boolean;
}

/**
 * The cells on which a column is decided: the coarse view of about ten cells of a numeric column; the dictionary of a
 * categorical one with rare and unseen categories pooled.
 */
export function decisionCells(reference: ColumnProfile, window: ColumnProfile): CellPair {
  if (reference.kind === 'numeric') return { reference: coarse(reference), window: coarse(window), ordered: true };
  return { ...poolDictionary(reference.counts, window.counts, window.unseen, reference.capped), ordered: false };
}

const coarse = ({ counts, view }: ColumnProfile): Uint32Array => (view ? viewCounts(counts, view) : counts);

/** Cells that hold anything on either side. */
export function activeCells({ reference, window }: CellPair): number {
  let active = 0;
  for (let cell = 0; cell < reference.length; cell++) if (reference[cell]! + window[cell]! > 0) active++;
  return active;
}
