/**
 * Finds the cell of a value: cell k holds edges[k-1] <= x < edges[k], the outer cells everything beyond. A table of equal
 * slots over the inner range narrows the search to the few edges that fall into one slot, so that a value costs one
 * multiplication and about one comparison instead of a binary search.
 */
export interface CellIndex {
  readonly edges: Float64Array;
  readonly low: number;
  readonly scale: number;
  /** First candidate cell per slot; one entry more than slots. */
  readonly first: Uint16Array;
}

const slots = 1024;

/** @param edges - Ascending inner edges, at most 65,534. */
export function cellIndex(edges: Float64Array): CellIndex {
  const low = edges[0] ?? 0;
  const span = (edges.at(-1) ?? 0) - low;
  // A span that overflows, or is so small that the scale would, leaves one slot: plain search, still right.
  const scale = span > 0 && Number.isFinite(slots / span) && Number.isFinite(span) ? slots / span : 0;
  const first = new Uint16Array(slots + 1);
  let cell = 0;
  for (let slot = 0; slot <= slots; slot++) {
    // Subtraction and multiplication are monotone, so an edge in an earlier slot is below every value of this slot.
    while (cell < edges.length && Math.floor((edges[cell]! - low) * scale) < slot) cell++;
    first[slot] = cell;
  }
  return { edges, low, scale, first };
}

/** The cell of a finite value. */
export function cellOf({ edges, low, scale, first }: CellIndex, x: number): number {
  let slot = (x - low) * scale;
  // Outside the inner range, and infinite products, end in the outer slots.
  slot = slot > 0 ? (slot < slots ? slot | 0 : slots) : 0;
  let cell = first[slot]!;
  const last = edges.length;
  let steps = 0;
  while (cell < last && x >= edges[cell]!) {
    cell++;
    if (++steps === 4) return searchFrom(edges, cell, x);
  }
  return cell;
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
