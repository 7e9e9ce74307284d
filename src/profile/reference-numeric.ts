import type { NumericReference } from '../contracts/profiles.js';
import { allSteps } from '../all-steps.js';
import type { ColumnSchema } from '../contracts/schema.js';
import { limits } from '../limits.js';
import { dependenceTable } from '../stats/dependence-table.js';
import { buildGrid, range20Edges, viewCounts, type Grid } from '../stats/grid.js';
import { sortAscending, type SortingRoom } from '../stats/sort-ascending.js';
import type { NumericValues } from '../table/coerce.js';
import { cellOf, type CellIndex } from './cell-index.js';
import { gapValues } from './gap-cells.js';
import { numericTempering } from './tempering.js';
import { findingCounter, numericCells, numericInSteps } from './profile-numeric.js';

/** What a reference keeps beyond cells, and how its rows are ordered. */
export interface ReferenceOptions {
  /** Keep a sample of at most 5,000 values per numeric column, for tests that declare `needs: ['sample']`. */
  readonly sample: boolean;
  /** Count twenty equal-width cells over the reference range too. */
  readonly range20: boolean;
  /** Keep the distinct values of a numeric column and count at and between them; not for a redacted one. */
  readonly exactKs: (column: string) => boolean;
  /** Rows are in time order as given, or by this permutation; `undefined` = the order means nothing. */
  readonly order: 'given' | Uint32Array | undefined;
  readonly seed: number;
  /** Room for as many numbers as there are rows: one column after the other is sorted in it. */
  readonly room: SortingRoom & { readonly sorted: Float64Array };
}

const quantileOrders = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Freezes the cells of a numeric column and counts the reference over them (methods: frozen reference cells, 2.1). */
export function referenceNumeric(
  schema: ColumnSchema,
  column: NumericValues,
  options: ReferenceOptions,
): NumericReference {
  const { room } = options;
  const sorted = sortAscending(finiteOf(column.values, room.sorted), room);
  const grid = sorted.length >= limits.minSamples ? buildGrid(sorted) : undefined;
  const range20 = grid && options.range20 && range20Edges(sorted);
  const redact = schema.labels === 'redact';
  const gaps = grid && !redact && options.exactKs(schema.name) ? gapValues(sorted) : undefined;
  const cells = numericCells({
    edges: grid?.edges,
    range20: range20 || undefined,
    ...(gaps && { gaps }),
    ...(options.sample && { sampleSeed: `${options.seed}/reference` }),
    redact,
  });
  const inRows = grid && options.order === 'given' ? new Uint16Array(sorted.length) : undefined;
  const counter = inRows && findingCounter(cells.index!, inRows);
  const counted = allSteps(numericInSteps(schema.name, column, cells, counter));
  const { name, size, count, missing, posInf, negInf, unparsable, moments, min, max } = counted;
  const inOrder =
    grid && options.order
      ? (inRows ?? cellsInOrder(column.values, cells.index!, sorted.length, options.order as Uint32Array))
      : undefined;
  return {
    name,
    role: schema.role,
    kind: 'numeric',
    size,
    count,
    missing,
    posInf,
    negInf,
    unparsable,
    ...(grid && { grid, cellMeans: meansPerCell(sorted, grid, redact) }),
    ...(range20 && counted.range20 && { range20: { edges: range20, counts: counted.range20 } }),
    ...(gaps && counted.gaps && { gaps: { values: gaps, counts: counted.gaps } }),
    ...(moments && { moments }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(sorted.length > 0 && !redact && { quantiles: quantilesOf(sorted) }),
    ...(counted.sample && { sample: counted.sample.map(([, value]) => value), sampleSeed: options.seed }),
    ...(inOrder && {
      dependence: dependenceTable(inOrder, viewCounts(grid!.counts, grid!.view), grid!.view),
      tempering: numericTempering(inOrder, grid!.counts, absentInOrder(column.values, sorted.length, options.order)),
    }),
  };
}

/** The finite values, put into `finite`, with one zero: −0 would be ordered before 0. */
function finiteOf(values: Float64Array, finite: Float64Array): Float64Array {
  let n = 0;
  for (let row = 0; row < values.length; row++) {
    const x = values[row]!;
    if (x - x === 0) finite[n++] = x + 0;
  }
  return finite.subarray(0, n);
}

/** In time order, the fine cells of the finite values. */
function cellsInOrder(values: Float64Array, index: CellIndex, finite: number, order: Uint32Array): Uint16Array {
  const cells = new Uint16Array(finite);
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[order[i]!]!;
    if (x - x === 0) cells[n++] = cellOf(index, x);
  }
  return cells;
}

/** In time order, 1 for each row without a finite value; undefined where none is. */
function absentInOrder(values: Float64Array, finite: number, order: ReferenceOptions['order']): Uint8Array | undefined {
  if (finite === values.length) return undefined;
  const absent = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[typeof order === 'object' ? order[i]! : i])) absent[i] = 1;
  return absent;
}

/** Quantiles by linear interpolation, for people. */
function quantilesOf(sorted: Float64Array): NonNullable<NumericReference['quantiles']> {
  return quantileOrders.map((order) => {
    const position = order * (sorted.length - 1);
    const below = Math.floor(position);
    const low = sorted[below]!;
    const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
    const part = position - below;
    return { order, value: low * (1 - part) + high * part };
  });
}

/** @param redact - Leave out every mean that is a value, or stands for few. */
function meansPerCell(sorted: Float64Array, { edges, counts }: Grid, redact: boolean): number[] {
  let from = 0;
  return counts.map((n, cell) => {
    from += n;
    const [least, most] = [sorted[from - n]!, sorted[from - 1]!];
    const [low = 0, high = low] = [edges[cell - 1] ?? edges[cell], edges[cell] ?? edges[cell - 1]];
    // An empty cell has no mean; its middle stands in, which only matters to Wasserstein's gaps.
    if (n === 0) return low / 2 + high / 2;
    // The middle of a cell of one value is that value; its border is not.
    if (redact && (n < limits.fewRows || least === most)) return low;
    let mean = 0;
    for (let i = from - n; i < from; i++) mean += sorted[i]! / n;
    // Rounding must not carry it out of the cell, nor beyond the last number there is.
    return Math.min(most, Math.max(least, mean));
  });
}
