// Histograms by the rules of numpy.histogram, from their description: the cells that other packages count over.

export type WidthRule = 'sturges' | 'doane' | 'fd' | 'auto' | 'auto of 2.1';

/** Quantile by linear interpolation (type 7). */
function quantile(sorted: readonly number[], order: number): number {
  const position = (sorted.length - 1) * order;
  const below = Math.floor(position);
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (position - below) * (high - sorted[below]!);
}

/** Cell width by a rule; 0 where the rule has none. */
function width(values: readonly number[], rule: WidthRule): number {
  const n = values.length;
  const sorted = values.toSorted((a, b) => a - b);
  const range = sorted.at(-1)! - sorted[0]!;
  const sturges = range / (Math.log2(n) + 1);
  if (rule === 'sturges') return sturges;
  if (rule === 'doane') {
    const mean = values.reduce((sum, x) => sum + x, 0) / n;
    const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
    if (n <= 2 || sd === 0) return 0;
    const skewness = values.reduce((sum, x) => sum + ((x - mean) / sd) ** 3, 0) / n;
    const sigma = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
    return range / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / sigma));
  }
  const fd = (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(n);
  if (rule === 'fd') return fd;
  if (rule === 'auto of 2.1') return fd === 0 ? sturges : Math.min(fd, sturges);
  return fd === 0 ? sturges : Math.min(Math.max(fd, range / (2 * Math.sqrt(n))), sturges);
}

/** Edges of equal cells, both ends included: by a number of cells or a rule. */
export function histogramEdges(values: readonly number[], cells: number | WidthRule): number[] {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  let count = 1;
  if (typeof cells === 'number') count = cells;
  else {
    const wide = width(values, cells);
    if (wide > 0) count = Math.max(1, Math.ceil((high - low) / wide));
  }
  const step = (high - low) / count;
  return Array.from({ length: count + 1 }, (_, k) => (k === count ? high : low + k * step));
}

/** Counts over cells with both ends given: left-closed, the last closed, values outside dropped. */
export function histogram(values: readonly number[], edges: readonly number[]): number[] {
  const counts = edges.slice(1).map(() => 0);
  const last = counts.length - 1;
  for (const x of values) {
    if (x < edges[0]! || x > edges[last + 1]!) continue;
    let cell = 0;
    while (cell < last && x >= edges[cell + 1]!) cell++;
    counts[cell]!++;
  }
  return counts;
}
