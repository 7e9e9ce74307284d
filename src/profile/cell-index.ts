/**
 * Finds the cell of a value: cell k holds edges[k-1] <= x < edges[k], the outer cells everything beyond. A table of equal
 * slots, over the inner range and as much on either side, narrows the search to the few edges that fall into one slot, so
 * that a value costs one multiplication and mostly two comparisons, without a branch that cannot be foreseen.
 */
export interface CellIndex {
  /** The edges, and an infinite one after them: as many as there are cells. */
  readonly edges: Float64Array;
  readonly low: number;
  readonly scale: number;
  /** First candidate cell per slot; one entry more than slots. */
  readonly first: Uint16Array;
}

const slots = 2048;

/** @param given - Ascending inner edges, at most 65,534. */
export function cellIndex(given: ArrayLike<number>): CellIndex {
  const edges = new Float64Array(given.length + 1).fill(Infinity);
  edges.set(given);
  const lowest = given[0] ?? 0;
  const span = 3 * ((given[given.length - 1] ?? 0) - lowest);
  const low = lowest - span / 3;
  // A span or start that overflows, or a span so small that the scale would, leaves one slot: plain search, still right.
  const scale = span > 0 && [slots / span, span, low].every(Number.isFinite) ? slots / span : 0;
  const first = new Uint16Array(slots + 1);
  let cell = 0;
  for (let slot = 0; slot <= slots; slot++) {
    // Subtraction and multiplication are monotone, so an edge in an earlier slot is below every value of this slot.
    while (cell < given.length && Math.floor((edges[cell]! - low) * scale) < slot) cell++;
    first[slot] = cell;
  }
  return { edges, low, scale, first };
}

/** The cell of a finite value. */
export const cellOf = ({ edges, low, scale, first }: CellIndex, x: number): number => find(x, edges, low, scale, first);

/** Adds finite values, the first `size`, to the counts of their cells, or instead writes these down. */
export function countCells(
  { edges, low, scale, first }: CellIndex,
  values: Float64Array,
  size: number,
  counts: Uint32Array,
  found?: Uint16Array,
): void {
  if (found) for (let i = 0; i < size; i++) found[i] = find(values[i]!, edges, low, scale, first);
  else for (let i = 0; i < size; i++) counts[find(values[i]!, edges, low, scale, first)]!++;
}

function find(x: number, edges: Float64Array, low: number, scale: number, first: Uint16Array): number {
  // What is beyond the slots, and infinite products, end in the outer ones.
  const slot = Math.min(Math.max((x - low) * scale, 0), slots) | 0;
  const candidate = first[slot]!;
  const cell = candidate + (x >= edges[candidate]! ? 1 : 0);
  return x >= edges[cell]! ? searchFrom(edges, cell + 1, x) : cell;
}

/** Binary search among edges[from...]: the number of edges at or below x. */
function searchFrom(edges: Float64Array, from: number, x: number): number {
  let low = from;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
