import type { ColumnProfile } from '../contracts/column-profile.js';
import type {
  CategoricalReference,
  CategoricalWindow,
  NumericReference,
  NumericWindow,
  ReferenceColumn,
  WindowColumn,
} from '../contracts/profiles.js';
import type { Writable } from '../writable.js';

/** What tests see: the reference side, built once per reference column, and the window side. */
export interface ProfilePair {
  readonly reference: ColumnProfile & { readonly range20?: Uint32Array };
  readonly window: ColumnProfile & { readonly range20?: Uint32Array };
}

const referenceSides = new WeakMap<ReferenceColumn, ProfilePair['reference']>();

/** Turns a stored column and its counts in a window into what `DataDriftTest.compare` takes. */
export function profilePair(reference: ReferenceColumn, window: WindowColumn): ProfilePair {
  let side = referenceSides.get(reference);
  if (side === undefined) {
    side = reference.kind === 'numeric' ? numericReference(reference) : categoricalReference(reference);
    referenceSides.set(reference, side);
  }
  return {
    reference: side,
    window: window.kind === 'numeric' ? numericWindow(window, side) : categoricalWindow(window, side),
  };
}

function numericReference(column: NumericReference): ProfilePair['reference'] {
  return {
    kind: 'numeric',
    size: column.size,
    count: column.count,
    missing: column.missing,
    posInf: column.posInf,
    negInf: column.negInf,
    unparsable: column.unparsable,
    unseen: 0,
    counts: Uint32Array.from(column.grid?.counts ?? []),
    ...(column.grid && { edges: Float64Array.from(column.grid.edges), view: Uint8Array.from(column.grid.view) }),
    ...(column.cellMeans && { cellMeans: Float64Array.from(column.cellMeans) }),
    ...(column.moments && { moments: column.moments }),
    ...(column.min !== undefined && { min: column.min }),
    ...(column.max !== undefined && { max: column.max }),
    ...(column.sample && { sample: Float64Array.from(column.sample), sampleSeed: column.sampleSeed ?? 0 }),
    ...(column.range20 && { range20: Uint32Array.from(column.range20.counts) }),
    ...(column.gaps && {
      gaps: { values: Float64Array.from(column.gaps.values), counts: Uint32Array.from(column.gaps.counts) },
    }),
  };
}

function numericWindow(column: NumericWindow, reference: ProfilePair['reference']): ProfilePair['window'] {
  const side: Writable<ProfilePair['window']> = {
    kind: 'numeric',
    size: column.size,
    count: column.count,
    missing: column.missing,
    posInf: column.posInf,
    negInf: column.negInf,
    unparsable: column.unparsable,
    below: column.below,
    above: column.above,
    unseen: 0,
    counts: new Uint32Array(column.counts),
  };
  if (reference.edges) side.edges = reference.edges;
  if (reference.view) side.view = reference.view;
  if (column.moments) side.moments = column.moments;
  if (column.min !== undefined) side.min = column.min;
  if (column.max !== undefined) side.max = column.max;
  if (column.sample) side.sample = Float64Array.from(column.sample, ([, value]) => value);
  if (column.range20) side.range20 = new Uint32Array(column.range20);
  if (column.gaps && reference.gaps) side.gaps = { ...reference.gaps, counts: new Uint32Array(column.gaps) };
  return side;
}

function categoricalReference(column: CategoricalReference): ProfilePair['reference'] {
  return {
    kind: 'categorical',
    size: column.size,
    count: column.count,
    missing: column.missing,
    posInf: 0,
    negInf: 0,
    unparsable: 0,
    unseen: 0,
    counts: Uint32Array.from(column.counts),
    categories: column.categories,
    capped: column.capped,
    once: column.once,
    twice: column.twice,
  };
}

function categoricalWindow(column: CategoricalWindow, reference: ProfilePair['reference']): ProfilePair['window'] {
  return {
    kind: 'categorical',
    size: column.size,
    count: column.count,
    missing: column.missing,
    posInf: 0,
    negInf: 0,
    unparsable: 0,
    unseen: column.unseen,
    counts: new Uint32Array(column.counts),
    categories: reference.categories!,
    unseenNamed: column.unseenNamed,
  };
}
