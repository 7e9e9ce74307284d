import type {
  CategoricalReference,
  CategoricalWindow,
  NumericReference,
  NumericWindow,
  ReferenceColumn,
  WindowColumn,
} from '../../contracts/profiles.js';
import type { Moved, MovedCell } from '../../contracts/results.js';
import { limits } from '../../limits.js';
import { activeCells } from '../../stats/active-cells.js';
import { viewCounts } from '../../stats/grid.js';
import { poolDictionary } from '../../stats/pool-categories.js';
import { psiOf } from '../../stats/psi.js';
import { largestDistance } from '../../stats/two-sample/ks-binned.js';
import type { Writable } from '../../writable.js';

/** What may be shown, and how missing rows count. */
export interface MovedSettings {
  /** No category and no value may be printed. */
  readonly redact: boolean;
  /** With `as-category` missing rows are decided on as one more category. */
  readonly missing?: string;
}

/** Stands for all categories of fewer than ten rows. */
const rareCategories = '<10';
const otherCategories = '__other__';
const unseenCategories = '__unseen__';
const missingRows = '__missing__';
const ownNames = new Set([rareCategories, otherCategories, unseenCategories, missingRows]);

/** A category, with a backslash before it where it reads as one of these names: `\\__other__`. */
const printed = (category: string): string => (ownNames.has(category.replace(/^\\+/, '')) ? `\\${category}` : category);

type Gone = NonNullable<Moved['appeared']>[number];
type Pooled = NonNullable<Moved['pooled']>[number];

const namedCells = 3;
const namedCategories = 5;

/**
 * What moved in one column: the decider's cells with their shares on both sides and their part of the PSI (parts sum to
 * the statistic), what the pooled one holds, moments, quantiles, missing shares, categories that appeared and vanished, and one sentence.
 */
export function explainMoved(
  reference: ReferenceColumn,
  window: WindowColumn | undefined,
  settings: MovedSettings,
): Moved {
  const moved: OpenMoved = { cells: [], view: [] };
  if (window !== undefined) {
    if (reference.kind === 'numeric' && window.kind === 'numeric')
      numericMoved(moved, reference, window, settings.redact);
    else categoricalMoved(moved, reference as CategoricalReference, window as CategoricalWindow, settings);
    moved.cells = moved.view
      .toSorted((a, b) => b.contribution - a.contribution || (a.cell < b.cell ? -1 : 1))
      .slice(0, namedCells);
  }
  moved.missing = {
    reference: share(reference.missing, reference.size),
    window: window ? share(window.missing, window.size) : 1,
  };
  moved.sentence = window ? sentenceOf(reference.kind, moved, settings.redact) : 'the column is not in the window';
  return moved as Moved;
}

/** What moved, as far as it has been found out. */
type OpenMoved = Omit<Writable<Moved>, 'sentence'> & { sentence?: string };

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Shares and contributions of cells that hold anything, labelled. */
function cellsOf(labels: readonly string[], a: Counts, b: Counts): MovedCell[] {
  if (!sum(a) || !sum(b)) return [];
  const active = activeCells(a, b, 'moved');
  const contributions: number[] = [];
  psiOf(active, 0.5, contributions);
  return active.index.map((cell, k) => ({
    cell: labels[cell]!,
    reference: active.a[k]! / active.n,
    window: active.b[k]! / active.m,
    contribution: contributions[k]!,
  }));
}

type Counts = readonly number[] | Uint32Array;

const sum = (counts: Counts): number => (counts as Uint32Array).reduce((total, n) => total + n, 0);

function numericMoved(moved: OpenMoved, reference: NumericReference, window: NumericWindow, redact: boolean): void {
  const { grid, moments: before } = reference;
  const { moments: now } = window;
  if (grid !== undefined) {
    const { labels, counts } = viewOf(grid);
    moved.view = cellsOf(
      redact ? counts.map((_, k) => `cell ${k + 1}`) : labels,
      counts,
      viewCounts(window.counts, grid.view),
    );
  }
  if (!redact && before && now && Number.isFinite(now.mean) && Number.isFinite(now.sd)) {
    moved.mean = { reference: before.mean, window: now.mean };
    moved.sd = { reference: before.sd, window: now.sd };
  }
  if (grid === undefined) return;
  // One edge alone has no spread to round to, and may be the value of one row.
  if (!redact && window.count > 0 && grid.edges.length > 1)
    moved.quantiles = quantileShifts(grid, reference.quantiles ?? [], window);
  if (window.count > 0) moved.ks = ksPlace(grid, window.counts, redact);
}

type Grid = NonNullable<NumericReference['grid']>;

/** What is said of a reference in every window. */
interface View {
  /** Cells in words, and their rows. */
  readonly labels: readonly string[];
  readonly counts: readonly number[];
  readonly place: (x: number) => number;
}

const views = new WeakMap<Grid, View>();

function viewOf(grid: Grid): View {
  let view = views.get(grid);
  if (view === undefined) {
    const counts = [...viewCounts(grid.counts, grid.view)];
    const upper = counts.map((): number | undefined => undefined);
    for (const [fine, cell] of grid.view.entries()) upper[cell] = grid.edges[fine];
    const shown = upper.map((edge) => (edge === undefined ? '' : short(edge)));
    view = { labels: upper.map((_, k) => rangeLabel(upper, shown, k)), counts, place: placeOf(grid.edges) };
    views.set(grid, view);
  }
  return view;
}

/**
 * A cell in words: `< 1.2`, `1.2 – 3.4`, `≥ 3.4`, or the one value of an atom's cell. A cell that begins right after an
 * atom says so: `> 6`, `> 6 – 8`.
 */
function rangeLabel(upper: readonly (number | undefined)[], shown: readonly string[], k: number): string {
  const [low, high] = [upper[k - 1], upper[k]];
  const [from, to] = [shown[k - 1], shown[k]!];
  if (low === undefined) return high === undefined ? 'all values' : `${isZero(high) && high > 0 ? '≤' : '<'} ${to}`;
  const afterAtom = (isZero(low) && low > 0) || from === shown[k - 2];
  if (high === undefined) return `${afterAtom ? '>' : '≥'} ${from}`;
  if (from === to) return to;
  return `${afterAtom ? '> ' : ''}${from} – ${to}`;
}

/**
 * Four significant digits: enough to recognise a value; from ten millions on with exponent, `1.235e11`. Edges beside zero are
 * the next double to it, and read as zero.
 */
function short(x: number): string {
  if (isZero(x)) return '0';
  const rounded = Number(x.toPrecision(4));
  return Math.abs(rounded) < 1e7 ? String(rounded) : rounded.toExponential().replace('+', '');
}

const isZero = (x: number): boolean => Math.abs(x) < 1e-300;

/**
 * Edges and quantiles may be the value of one row, to the last digit. Said to a hundredth of the spread between the
 * outermost edges they tell where, and not who.
 */
function placeOf(edges: readonly number[]): (x: number) => number {
  const spread = (edges.at(-1) ?? 0) - (edges[0] ?? 0);
  if (!(spread > 0 && spread < Infinity)) return (x) => x;
  const digits = 2 - Math.floor(Math.log10(spread));
  if (digits >= 0) return (x) => Number(x.toFixed(Math.min(digits, 100)));
  const step = 10 ** -digits;
  return (x) => {
    const rounded = Math.round(x / step) * step;
    return Number.isFinite(rounded) ? rounded : x; // up to the largest double, and no further
  };
}

/**
 * Window quantiles are read off the cells, so they are exact to a cell: the value is interpolated inside it. Of one that
 * falls beyond the outermost edges only the edge is known, a bound.
 */
function quantileShifts(
  grid: Grid,
  quantiles: NonNullable<NumericReference['quantiles']>,
  { count, counts }: NumericWindow,
): NonNullable<Moved['quantiles']> {
  const { place } = viewOf(grid);
  const shifts: NonNullable<Writable<Moved>['quantiles']>[number][] = [];
  for (const { order, value } of quantiles) {
    const rank = order * count;
    let before = 0;
    let cell = 0;
    while (cell < counts.length - 1 && before + counts[cell]! < rank) before += counts[cell++]!;
    const [low, high] = [grid.edges[cell - 1], grid.edges[cell]];
    const part = Math.min(1, (rank - before) / counts[cell]!);
    const bound = low === undefined ? '<=' : high === undefined && '>=';
    const x = (low ?? high!) * (1 - part) + (high ?? low!) * part;
    shifts.push({ order, reference: place(value), window: place(x), ...(bound && { bound }) });
  }
  return shifts;
}

/** Sign and place of the largest distance between the two distribution functions: + when the window lies lower. */
function ksPlace(grid: Grid, counts: readonly number[], redact: boolean): NonNullable<Moved['ks']> {
  const { sign: higher, location } = largestDistance(activeCells(grid.counts, counts, 'moved'));
  const sign = (0 - higher) as -1 | 0 | 1;
  return redact || sign === 0 ? { sign } : { sign, location: viewOf(grid).place(grid.edges[location]!) };
}

function categoricalMoved(
  moved: OpenMoved,
  reference: CategoricalReference,
  window: CategoricalWindow,
  { redact, missing }: MovedSettings,
): void {
  const { counts, capped } = reference;
  const labels = reference.categories.map((category, k) => {
    if (capped && k === counts.length - 1) return otherCategories;
    if (counts[k]! + window.counts[k]! < limits.fewRows) return rareCategories;
    return redact ? `category ${k + 1}` : printed(category);
  });
  const all = <T>(one: T, others: readonly T[]) => (missing === 'as-category' ? [one, ...others] : others);
  const cells = all(missingRows, labels);
  const [a, b] = [all(reference.missing, counts), all(window.missing, window.counts)];
  const { kept, ...side } = poolDictionary(a, b, window.unseen, capped);
  moved.view = cellsOf([...kept.map((k) => cells[k]!), otherCategories], side.reference, side.window);
  // Of these cells, the ones that are pooled.
  const shown = new Set([rareCategories, ...moved.view.map(({ cell }) => cell)]);
  const pooled = cellsOf([...cells, unseenCategories], [...a, 0], [...b, window.unseen])
    .flatMap(({ cell, reference: p, window: q }) => (shown.has(cell) ? [] : { cell, reference: p, window: q }))
    .toSorted((x, y) => y.window - x.window);
  if (pooled[0]) moved.pooled = pooled;
  const appeared = named(
    window.unseenNamed.map(([category, count], k) => ({
      category: redact ? `new category ${k + 1}` : printed(category),
      count,
    })),
  );
  const vanished = named(
    counts.flatMap((count, k) => (window.counts[k] === 0 && count > 0 ? [{ category: labels[k]!, count }] : [])),
  );
  if (appeared[0]) moved.appeared = appeared;
  if (vanished[0]) moved.vanished = vanished;
}

/** Categories by name, the most frequent first; those of fewer than ten rows, which may stand for one person, as one. */
function named(categories: readonly Gone[]): Gone[] {
  const frequent = categories.filter(({ count }) => count >= limits.fewRows).slice(0, namedCategories);
  const rest = sum(categories.flatMap(({ count }) => (count < limits.fewRows ? [count] : [])));
  return rest > 0 ? [...frequent, { category: rareCategories, count: rest }] : frequent;
}

const percent = (x: number): string => `${Number((100 * x).toFixed(x < 0.1 ? 1 : 0))} %`;

/** One sentence for people, from the same numbers. */
function sentenceOf(kind: ReferenceColumn['kind'], moved: OpenMoved, redact: boolean): string {
  const parts: string[] = [];
  const { missing } = moved;
  if (kind === 'categorical' && !redact) {
    // Of a category without a cell of its own so few rows are expected that none is no news.
    const gone = moved.vanished?.filter(({ category }) => moved.view.some(({ cell }) => cell === category)) ?? [];
    if (gone[0]) parts.push(`${names(gone)} vanished`);
    if (moved.appeared?.[0]) parts.push(`${names(moved.appeared)} appeared`);
    const known = moved.cells
      .flatMap<Pooled>((cell) =>
        cell.cell === otherCategories ? partsOf(cell, moved.pooled ?? []) : ownNames.has(cell.cell) ? [] : cell,
      )
      // What reads the same on both sides did not move.
      .filter((cell) => percent(cell.reference) !== percent(cell.window));
    const grown = known.find((cell) => cell.window > cell.reference);
    const shrunk = known.find((cell) => cell.window < cell.reference && cell.window > 0);
    for (const cell of [grown, shrunk])
      if (cell)
        parts.push(
          `${cell.cell === otherCategories ? 'other categories' : `'${cell.cell}'`} went from ${percent(cell.reference)} to ${percent(cell.window)}`,
        );
  } else if (moved.mean && moved.sd) {
    for (const name of ['mean', 'sd'] as const)
      parts.push(`${name} ${short(moved[name]!.reference)} → ${short(moved[name]!.window)}`);
    const cell = moved.cells[0];
    if (cell) parts.push(`${cell.cell}: ${percent(cell.reference)} → ${percent(cell.window)} of rows`);
  }
  if (missing && Math.abs(missing.window - missing.reference) >= 0.005)
    parts.push(`missing ${percent(missing.reference)} → ${percent(missing.window)}`);
  if (parts.length > 0) return parts.join(', ');
  const same = !redact && moved.view.length > 0 && moved.view.every((cell) => cell.reference === cell.window);
  return same ? 'the same shares on both sides' : 'the distribution over its cells';
}

/** What the pooled cell holds, the largest change first: its named categories, and all that have no name as one. */
function partsOf(cell: Pooled, pooled: readonly Pooled[]): Pooled[] {
  const rest = (side: 'reference' | 'window') => pooled.reduce((left, part) => left - part[side], cell[side]);
  const change = (part: Pooled) => Math.abs(part.window - part.reference);
  return [
    ...pooled.filter((part) => !ownNames.has(part.cell)),
    { cell: otherCategories, reference: rest('reference'), window: rest('window') },
  ].toSorted((a, b) => change(b) - change(a));
}

function names(list: readonly { readonly category: string }[]): string {
  const said = list
    .slice(0, 3)
    .map(({ category }) => (category === rareCategories ? 'rare categories' : `'${category}'`));
  const last = list.length > 3 ? 'others' : said.pop()!;
  return said.length > 0 ? `${said.join(', ')} and ${last}` : last;
}
