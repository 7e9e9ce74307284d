import type {
  CategoricalReference,
  CategoricalWindow,
  NumericReference,
  NumericWindow,
  ReferenceColumn,
  WindowColumn,
} from '../contracts/profiles.js';
import { hash64 } from '../stats/hash.js';
import { mergeMoments } from '../stats/moments.js';

/**
 * A column of the reference as if rows had been part of it, and a window's counts over the same cells. The cells stay those of the
 * reference, which no window can move. Categories that the reference does not know are one cell on both sides.
 *
 * What is not known of rows that joined is left out: the values at and between which exact Kolmogorov–Smirnov counts. A sample of
 * the reference stays as it is.
 *
 * @param joined - Rows counted over the reference's cells.
 */
export function joinReference(
  reference: ReferenceColumn,
  joined: WindowColumn,
  window: WindowColumn,
): readonly [ReferenceColumn, WindowColumn] {
  if (reference.kind === 'numeric' && joined.kind === 'numeric' && window.kind === 'numeric')
    return [joinNumeric(reference, joined), window];
  if (reference.kind === 'categorical' && joined.kind === 'categorical' && window.kind === 'categorical')
    return joinCategorical(reference, joined, window);
  return [reference, window];
}

function joinNumeric(reference: NumericReference, joined: NumericWindow): NumericReference {
  const { grid, moments, range20, gaps: _, ...rest } = reference;
  // Without cells nothing is tested, however many rows there are.
  if (grid === undefined) return reference;
  return {
    ...rest,
    ...sizes(reference, joined),
    posInf: reference.posInf + joined.posInf,
    negInf: reference.negInf + joined.negInf,
    unparsable: reference.unparsable + joined.unparsable,
    grid: { ...grid, counts: sum(grid.counts, joined.counts) },
    ...(range20 && {
      range20: joined.range20 ? { ...range20, counts: sum(range20.counts, joined.range20) } : range20,
    }),
    ...(moments && { moments: joined.moments ? mergeMoments(moments, joined.moments) : moments }),
  };
}

function joinCategorical(
  reference: CategoricalReference,
  joined: CategoricalWindow,
  window: CategoricalWindow,
): readonly [CategoricalReference, CategoricalWindow] {
  if (reference.skipped !== undefined) return [{ ...reference, ...sizes(reference, joined) }, window];
  const counts = sum(reference.counts, joined.counts);
  const all = { ...reference, ...sizes(reference, joined), counts };
  if (reference.capped) return [all, window];
  return [
    {
      ...all,
      categories: [...reference.categories, otherCategory],
      counts: [...counts, joined.unseen],
      capped: true,
    },
    { ...window, counts: [...window.counts, window.unseen], unseen: 0 },
  ];
}

/** As `otherCategory` of a capped dictionary; written out, so that pages which need neither do not load it. */
const otherCategory = '__other__';

type Sized = Pick<ReferenceColumn, 'size' | 'count' | 'missing'>;

const sizes = (a: Sized, b: Sized): Sized => ({
  size: a.size + b.size,
  count: a.count + b.count,
  missing: a.missing + b.missing,
});

const sum = (a: readonly number[], b: readonly number[]): number[] => a.map((n, cell) => n + b[cell]!);

/** What of a window's counts can join a reference: no value, no name, no sample. */
export function joinable(window: WindowColumn): WindowColumn {
  if (window.kind === 'categorical') return { ...window, unseenNamed: [] };
  const { sample: _, gaps: __, min: ___, max: ____, ...rest } = window;
  return rest;
}

const fingerprints = new WeakMap<ReferenceColumn, string>();

/** Which cells a column of a reference has, and what is in them. */
export function fingerprintOf(reference: ReferenceColumn): string {
  let known = fingerprints.get(reference);
  if (known === undefined) {
    const cells =
      reference.kind === 'numeric'
        ? [reference.grid?.edges, reference.grid?.counts]
        : [reference.categories, reference.counts];
    known = hash64(JSON.stringify([reference.kind, reference.size, reference.missing, cells]));
    fingerprints.set(reference, known);
  }
  return known;
}
