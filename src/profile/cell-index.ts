import type { Moments } from '../contracts/column-profile.js';

/**
 * Finds the cell of a value: cell k holds edges[k-1] <= x < edges[k], the outer cells everything beyond. A table of equal
 * slots over the inner range narrows the search to the few edges that fall into one slot, so that a value costs one
 * multiplication and mostly two comparisons, without a branch that cannot be foreseen.
 */
export interface CellIndex {
  /** Number of cells: one more than edges. */
  readonly cells: number;
  /** The edges, and an infinite one after them. */
  readonly edges: Float64Array;
  readonly low: number;
  readonly scale: number;
  /** First candidate cell per slot; one entry more than slots. */
  readonly first: Uint16Array;
}

const slots = 1024;

/** @param given - Ascending inner edges, at most 65,534. */
export function cellIndex(given: ArrayLike<number>): CellIndex {
  const edges = new Float64Array(given.length + 1).fill(Infinity);
  edges.set(given);
  const low = given[0] ?? 0;
  const span = (given[given.length - 1] ?? 0) - low;
  // A span that overflows, or is so small that the scale would, leaves one slot: plain search, still right.
  const scale = span > 0 && Number.isFinite(slots / span) && Number.isFinite(span) ? slots / span : 0;
  const first = new Uint16Array(slots + 1);
  let cell = 0;
  for (let slot = 0; slot <= slots; slot++) {
    // Subtraction and multiplication are monotone, so an edge in an earlier slot is below every value of this slot.
    while (cell < given.length && Math.floor((edges[cell]! - low) * scale) < slot) cell++;
    first[slot] = cell;
  }
  return { cells: edges.length, edges, low, scale, first };
}

/** The cell of a finite value. */
export const cellOf = ({ edges, low, scale, first }: CellIndex, x: number): number => find(x, edges, low, scale, first);

/** Adds finite values, the first `size`, to the counts of their cells. */
export function countCells(
  { edges, low, scale, first }: CellIndex,
  values: Float64Array,
  size: number,
  counts: Uint32Array,
): void {
  for (let i = 0; i < size; i++) counts[find(values[i]!, edges, low, scale, first)]!++;
}

/**
 * The same, and writes the cells down, and gives the moments of these values, whose mean is known (`momentsAbout`): the sums wait for each other, and finding
 * cells fills that time.
 */
export function countCellsAndMoments(
  { edges, low, scale, first }: CellIndex,
  values: Float64Array,
  size: number,
  counts: Uint32Array,
  mean: number,
  found: Uint16Array,
): Moments {
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (let i = 0; i < size; i++) {
    const x = values[i]!;
    const d = x - mean;
    const square = d * d;
    m2 += square;
    m3 += square * d;
    m4 += square * square;
    const cell = find(x, edges, low, scale, first);
    found[i] = cell;
    counts[cell]!++;
  }
  return { n: size, mean, sd: Math.sqrt(m2 / size), m2, m3, m4 };
}

function find(x: number, edges: Float64Array, low: number, scale: number, first: Uint16Array): number {
  // Outside the inner range, and infinite products, end in the outer slots.
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
