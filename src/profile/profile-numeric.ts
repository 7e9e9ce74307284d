import type { NumericWindow } from '../contracts/profiles.js';
import type { Moments } from '../contracts/column-profile.js';
import { limits } from '../limits.js';
import { mergeMoments, momentsAbout } from '../stats/moments.js';
import type { NumericValues } from '../table/coerce.js';
import type { Writable } from '../writable.js';
import { cellIndex, countCells, type CellIndex } from './cell-index.js';
import { GapCounter } from './gap-cells.js';
import { prioritySample } from './priority-sample.js';

/** What of a numeric column is counted: the reference's cells, and extras some test asked for. */
export interface NumericCells {
  readonly index?: CellIndex;
  readonly range20?: CellIndex;
  /** Distinct reference values, for exact Kolmogorov–Smirnov. */
  readonly gaps?: readonly number[];
  /** Smallest and largest reference value, to count rows beyond them. */
  readonly range?: readonly [min: number, max: number];
  /** Seed of the sample; absent = no sample. */
  readonly sampleSeed?: string;
  /** No value of the column itself is kept: no smallest, no largest, no sample. */
  readonly redact: boolean;
}

/** What is wanted of a numeric column. */
export interface NumericWants extends Omit<NumericCells, 'index' | 'range20' | 'redact'> {
  readonly edges?: readonly number[] | undefined;
  readonly range20?: readonly number[] | undefined;
  readonly redact?: boolean;
}

/** Prepares cells for counting. */
export function numericCells({ edges, range20, redact = false, sampleSeed, ...rest }: NumericWants): NumericCells {
  return {
    ...rest,
    ...(edges && { index: cellIndex(edges) }),
    ...(range20 && { range20: cellIndex(range20) }),
    ...(sampleSeed && !redact && { sampleSeed }),
    redact,
  };
}

/** Counts a column over its cells, block by block. */
export interface CellCounter {
  /** @returns The moments of the first `size` values, whose mean, smallest and largest are known. */
  add(values: Float64Array, size: number, mean: number, least: number, most: number): Moments;
  /** What was counted, asked for once. */
  counts(): Uint32Array;
}

/**
 * Finds the cell of each value and counts it, or writes it down.
 *
 * @param found - Where cells are written down, value by value.
 */
export function findingCounter(index: CellIndex, found?: Uint16Array): CellCounter {
  const counts = new Uint32Array(index.edges.length);
  let done = 0;
  return {
    add(values, size, mean) {
      countCells(index, values, size, counts, found?.subarray(done, (done += size)));
      return momentsAbout(mean, values, size);
    },
    counts: () => counts,
  };
}

/**
 * Counts one numeric column over frozen cells: one pass, blocks of 4,096 rows, memory independent of rows. Each block is a
 * step, which tells its rows.
 * Infinite and missing values enter no statistic.
 *
 * @param counter - Counts over the cells; without one nothing is.
 */
export function* numericInSteps(
  name: string,
  column: NumericValues,
  cells: NumericCells,
  counter?: CellCounter,
): Generator<number, NumericWindow> {
  const { values } = column;
  const gaps = cells.gaps && new GapCounter(cells.gaps);
  const outer = cells.range20 && new Uint32Array(cells.range20.edges.length);
  const sample = cells.sampleSeed ? prioritySample(`${cells.sampleSeed}/${name}`) : undefined;
  let [nan, posInf, negInf, count] = [0, 0, 0, 0];
  let [min, max] = [Infinity, -Infinity];
  let moments: Moments | undefined;
  let [below, above] = [0, 0];
  const [lowest, highest] = cells.range ?? [-Infinity, Infinity];
  for (let start = 0; start < values.length; start += limits.momentBlock) {
    let finite = values.subarray(start, start + limits.momentBlock);
    let n = finite.length;
    sumUp(finite, n);
    // Whatever is not finite makes the sum so; then the finite values are picked out.
    if (total.sum - total.sum !== 0) {
      n = 0;
      for (let i = 0; i < finite.length; i++) {
        const x = finite[i]!;
        if (x - x === 0) block[n++] = x;
        else if (x === Infinity) posInf++;
        else if (x === -Infinity) negInf++;
        else nan++;
      }
      finite = block;
      sumUp(finite, n);
    }
    const { sum, least, most } = total;
    if (least < min) min = least;
    if (most > max) max = most;
    if (least < lowest || most > highest)
      for (let i = 0; i < n; i++) {
        if (finite[i]! < lowest) below++;
        else if (finite[i]! > highest) above++;
      }
    if (outer && cells.range20) countCells(cells.range20, finite, n, outer);
    gaps?.add(finite, n);
    sample?.add(finite.subarray(0, n));
    count += n;
    if (n === 0) continue;
    const mean = sum / n;
    const own = counter?.add(finite, n, mean, least, most) ?? momentsAbout(mean, finite, n);
    moments = moments ? mergeMoments(moments, own) : own;
    yield n;
  }
  // The sum of equal values is rounded, so that they would seem to differ from their mean.
  if (moments && min === max) moments = { n: count, mean: min + 0, sd: 0, m2: 0, m3: 0, m4: 0 };
  const window: Writable<NumericWindow> = {
    name,
    kind: 'numeric',
    size: values.length,
    count,
    missing: nan - column.unparsable,
    posInf,
    negInf,
    unparsable: column.unparsable,
    below,
    above,
    counts: counter ? plain(counter.counts()) : [],
  };
  if (outer) window.range20 = plain(outer);
  if (gaps) window.gaps = plain(gaps.counts);
  // Values near the end of the number range overflow their powers; then there are no moments to report.
  // The mean of equal values is that value.
  if (moments && isFiniteMoments(moments) && !(cells.redact && min === max)) window.moments = moments;
  if (count > 0 && !cells.redact) {
    window.min = min + 0;
    window.max = max + 0;
  }
  if (sample) window.sample = sample.entries();
  return window;
}

/** The finite values of a block that holds others too; of no use between calls. */
const block = new Float64Array(limits.momentBlock);

/** Sum, smallest and largest of the values that were summed up last. */
const total = { sum: 0, least: 0, most: 0 };

function sumUp(values: Float64Array, size: number): void {
  let sum = 0;
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < size; i++) {
    const x = values[i]!;
    sum += x;
    if (x < least) least = x;
    if (x > most) most = x;
  }
  total.sum = sum;
  total.least = least;
  total.most = most;
}

function plain(counts: Uint32Array): number[] {
  const list: number[] = [];
  for (let cell = 0; cell < counts.length; cell++) list.push(counts[cell]!);
  return list;
}

const isFiniteMoments = ({ mean, m2, m3, m4 }: Moments): boolean => [mean, m2, m3, m4].every(Number.isFinite);
