import type { ColumnProfile } from '../../contracts/column-profile.js';
import { poolCategories } from '../../stats/pool-categories.js';

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
  const pooled = poolCategories(reference.counts, window.counts, {
    unseen: window.unseen,
    otherCell: reference.capped ? reference.counts.length - 1 : undefined,
  });
  return { reference: pooled.reference, window: pooled.window, ordered: false };
}

function coarse({ counts, view }: ColumnProfile): Uint32Array {
  if (view === undefined) return counts;
  const cells = new Uint32Array((view.at(-1) ?? 0) + 1);
  for (let fine = 0; fine < counts.length; fine++) cells[view[fine]!]! += counts[fine]!;
  return cells;
}

/** Cells that hold anything on either side. */
export function activeCells({ reference, window }: CellPair): number {
  let active = 0;
  for (let cell = 0; cell < reference.length; cell++) if (reference[cell]! + window[cell]! > 0) active++;
  return active;
}
