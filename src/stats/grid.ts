import { lowerBound, upperBound } from './count-cells.js';
import { outOfDomain } from './domain.js';
import { quantileAt } from './quantile-edges.js';

/** Numbers of cells of the views of a grid. */
export type ViewCells = 5 | 10 | 20 | 30 | 60;

/**
 * The frozen cells of a numeric reference. Every window is counted over them and nothing else, so no value of a window can
 * move an edge. Plain JSON.
 */
export interface Grid {
  /** Inner edges, ascending. Cell k holds edges[k − 1] ≤ x < edges[k]; the outer two take every finite value beyond. */
  readonly edges: readonly number[];
  /** Reference values per cell. */
  readonly counts: readonly number[];
  /** Per fine cell its cell in the view of about ten cells: the decider's. Counts of a view are sums of fine counts. */
  readonly view: readonly number[];
  /** Per edge the views that keep it, as the sum of 1 (five cells), 2 (ten), 4 (twenty), 8 (thirty), 16 (all). */
  readonly levels: readonly number[];
}

const levelOf = { 5: 1, 10: 2, 20: 4, 30: 8, 60: 16 } as const;

/** An edge with what decides in which views it takes part. */
interface Edge {
  readonly at: number;
  /** It is the quantile of order k/F for each of these k. */
  readonly orders: readonly number[];
  /** It closes the cell of a value that this many reference values share; 0 = it closes none. */
  readonly atom: number;
}

/**
 * Freezes the cells of a reference: up to 60 quantile cells, with a cell of its own for every value that fills one by
 * itself. Sixty, because 30, 20, 10 and 5 cells nest in it; fewer with fewer than 600 values.
 *
 * Edges keep a distance of 2⁻²⁰ of its size from a reference value, so that the same values in 32-bit floats, or printed
 * and read again, stay in their cells.
 *
 * @param sorted - Finite reference values, ascending, at least one. Under 30 no comparison should be made.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for no values.
 * @example buildGrid(Float64Array.of(7, 7, 7)).counts; // [0, 3, 0]: below, equal, above
 */
export function buildGrid(sorted: Float64Array): Grid {
  if (sorted.length === 0) throw outOfDomain('buildGrid: sorted', 'at least one value', 'none');
  const parts = fineCells(sorted.length);
  const edges = quantileEdgesOf(sorted, parts);
  const levels = edges.map((edge) => levelsOf(edge, parts, sorted.length));
  return {
    edges: edges.map((edge) => edge.at + 0), // never −0
    counts: countsBetween(sorted, edges),
    view: viewOf({ levels }, 10),
    levels,
  };
}

/**
 * For each fine cell of a grid its cell in a view of about B cells. Where B does not nest in the fine grid of a small
 * reference, the view is the largest smaller one that does.
 *
 * @example viewCounts(windowCounts, viewOf(grid, 5));
 */
export function viewOf(grid: Pick<Grid, 'levels'>, cells: ViewCells): number[] {
  const view = [0];
  let cell = 0;
  for (const levels of grid.levels) {
    if ((levels & levelOf[cells]) !== 0) cell++;
    view.push(cell);
  }
  return view;
}

/**
 * Inner edges of 20 cells of equal width over the range of the reference: lo + k·((hi − lo)/20), moved only as far as the
 * distance to the reference's values asks. A constant reference has three cells: below, equal, above.
 *
 * @param sorted - Finite reference values, ascending, at least one.
 */
export function range20Edges(sorted: Float64Array): readonly number[] {
  const low = sorted[0]!;
  const high = sorted.at(-1)!;
  if (low === high) return [edgeBelow(sorted, 0), edgeAbove(sorted, 0)].filter(Number.isFinite);
  const width = (high - low) / 20;
  const edges: number[] = [];
  for (let k = 1; k < 20; k++) {
    // The second form only where the difference of the ends overflows.
    const edge = keepDistance(sorted, Number.isFinite(width) ? low + k * width : low * (1 - k / 20) + high * (k / 20));
    if (edge > (edges.at(-1) ?? -Infinity)) edges.push(edge);
  }
  return edges;
}

/** Sums the counts of fine cells into the cells of a view. */
export function viewCounts(counts: ArrayLike<number>, view: ArrayLike<number>): Uint32Array {
  const sums = new Uint32Array(view.length === 0 ? 0 : view[view.length - 1]! + 1);
  for (let cell = 0; cell < view.length; cell++) sums[view[cell]!]! += counts[cell]!;
  return sums;
}

/** Fine cells: 60, or as many as leave ten reference values to a cell. */
function fineCells(n: number): ViewCells {
  for (const cells of [60, 30, 20, 10] as const) if (n >= 10 * cells) return cells;
  return 5;
}

/** Quantile edges of order k/parts, one for each gap between neighbouring values, and an edge above each atom. */
function quantileEdgesOf(sorted: Float64Array, parts: ViewCells): Edge[] {
  const edges: Edge[] = [];
  const add = (edge: Edge): void => {
    // An overflow at the end of the number range: nothing lies beyond.
    if (Number.isFinite(edge.at)) edges.push(edge);
  };
  let k = 1;
  while (k < parts) {
    const quantile = quantileAt(sorted, k, parts);
    // Edges with the same values below them separate the same values: they are one edge, of several orders.
    const below = lowerBound(sorted, quantile);
    const orders = [k];
    let last = quantile;
    for (k++; k < parts; k++) {
      const next = quantileAt(sorted, k, parts);
      if (lowerBound(sorted, next) !== below) break;
      orders.push(k);
      last = next;
    }
    const value = sorted[below]!;
    const at = keepDistance(sorted, last);
    const previous = edges.at(-1);
    const besideAtom = previous !== undefined && previous.atom > 0 && lowerBound(sorted, previous.at) === below;
    if (besideAtom && (at < edgeBelow(sorted, below) || at <= previous.at)) {
      // Between an atom and its neighbour, touching neither or no farther off: the edge above the atom does for both.
      edges[edges.length - 1] = { ...previous, orders };
    } else add({ at, orders, atom: 0 });
    const exact = orders.filter((order) => quantileAt(sorted, order, parts) === value).length;
    if (exact >= 2) add({ at: edgeAbove(sorted, below), orders: [], atom: upperBound(sorted, value) - below });
  }
  return edges;
}

/** The views that keep an edge: those with a cell border at one of its orders, and where its atom fills a cell by count. */
function levelsOf({ orders, atom }: Edge, parts: ViewCells, n: number): number {
  let levels: number = levelOf[60];
  for (const cells of [5, 10, 20, 30] as const) {
    const nested = [60, 30, 20, 10, 5].find((size) => size <= cells && parts % size === 0)!;
    if ((atom > 0 && atom * nested >= n) || orders.some((k) => (k * nested) % parts === 0)) levels += levelOf[cells];
  }
  return levels;
}

function countsBetween(sorted: Float64Array, edges: readonly Edge[]): number[] {
  const below = [0, ...edges.map((edge) => lowerBound(sorted, edge.at)), sorted.length];
  return below.slice(1).map((count, k) => count - below[k]!);
}

/** Moves an edge so that it keeps its distance to the reference values on both sides, and between the same values. */
function keepDistance(sorted: Float64Array, edge: number): number {
  const below = lowerBound(sorted, edge);
  const least = below > 0 ? edgeAbove(sorted, below - 1) : -Infinity;
  const most = below < sorted.length ? edgeBelow(sorted, below) : Infinity;
  return Math.min(most, Math.max(least, edge));
}

/** The distance an edge keeps to a value: 2⁻²⁰ of its size, 16 times the precision of a 32-bit float. */
const distance = (value: number): number => Math.max(2 ** -20 * Math.abs(value), Number.MIN_VALUE);

/** The edge just below the value sorted[index], the first of its equals: never beyond the middle of the gap before it. */
function edgeBelow(sorted: Float64Array, index: number): number {
  const value = sorted[index]!;
  if (index === 0) return value - distance(value);
  const previous = sorted[index - 1]!;
  const edge = Math.max(value - distance(value), previous / 2 + value / 2);
  // Between neighbouring doubles the middle rounds to one of them; left-closed cells separate at the upper one.
  return edge > previous && edge <= value ? edge : value;
}

/** The edge just above the value sorted[index] and all its equals: never beyond the middle of the gap after it. */
function edgeAbove(sorted: Float64Array, index: number): number {
  const value = sorted[index]!;
  const after = upperBound(sorted, value);
  if (after === sorted.length) return value + distance(value);
  const next = sorted[after]!;
  const edge = Math.min(value + distance(value), value / 2 + next / 2);
  return edge > value && edge <= next ? edge : next;
}
