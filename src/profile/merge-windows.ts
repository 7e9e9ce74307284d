import type { CategoricalWindow, NumericWindow, WindowColumn, WindowProfile } from '../contracts/profiles.js';
import type { SchemaViolation } from '../contracts/schema.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import { mergeMoments } from '../stats/moments.js';
import { byFrequency } from './category-order.js';
import { keepSmallest } from './priority-sample.js';

/** The sum of two window profiles, as `merge` says. */
export function mergeWindows(a: WindowProfile, b: WindowProfile): WindowProfile {
  if (a.reference !== b.reference)
    throw new DriftSenseError(
      'PROFILE_MISMATCH',
      `expected two profiles over one reference, got references ${a.reference} and ${b.reference}`,
      {
        details: { expected: a.reference, received: b.reference },
      },
    );
  const names = [...new Set([...a.columns, ...b.columns].map((column) => column.name))];
  return {
    ...a,
    size: a.size + b.size,
    columns: names.map((name) => mergeColumn(a, b, name)),
    violations: mergeViolations(a.violations, b.violations),
    notes: [...new Set([...a.notes, ...b.notes])],
  };
}

function mergeColumn(left: WindowProfile, right: WindowProfile, name: string): WindowColumn {
  const a = left.columns.find((column) => column.name === name);
  const b = right.columns.find((column) => column.name === name);
  return a === undefined || b === undefined ? (a ?? b)! : mergeColumns(a, b);
}

/** The sum of the counts of one column over the same cells. @throws DriftSenseError `PROFILE_MISMATCH` for columns of two kinds. */
export function mergeColumns(a: WindowColumn, b: WindowColumn): WindowColumn {
  if (a.kind === 'numeric' && b.kind === 'numeric') return mergeNumeric(a, b);
  if (a.kind === 'categorical' && b.kind === 'categorical') return mergeCategorical(a, b);
  throw new DriftSenseError(
    'PROFILE_MISMATCH',
    `column '${a.name}' is ${a.kind} in one profile and ${b.kind} in the other`,
  );
}

const add = (a: readonly number[], b: readonly number[]): number[] => a.map((n, cell) => n + b[cell]!);

function mergeNumeric(a: NumericWindow, b: NumericWindow): NumericWindow {
  const moments = a.moments && b.moments ? mergeMoments(a.moments, b.moments) : (a.moments ?? b.moments);
  const min = Math.min(a.min ?? Infinity, b.min ?? Infinity);
  const max = Math.max(a.max ?? -Infinity, b.max ?? -Infinity);
  return {
    name: a.name,
    kind: 'numeric',
    size: a.size + b.size,
    count: a.count + b.count,
    missing: a.missing + b.missing,
    posInf: a.posInf + b.posInf,
    negInf: a.negInf + b.negInf,
    unparsable: a.unparsable + b.unparsable,
    below: a.below + b.below,
    above: a.above + b.above,
    counts: add(a.counts, b.counts),
    ...(a.range20 && b.range20 && { range20: add(a.range20, b.range20) }),
    ...(a.gaps && b.gaps && { gaps: add(a.gaps, b.gaps) }),
    ...(moments && { moments }),
    ...(min <= max && { min, max }),
    ...(a.sample && b.sample && { sample: keepSmallest([...a.sample, ...b.sample]) }),
  };
}

function mergeCategorical(a: CategoricalWindow, b: CategoricalWindow): CategoricalWindow {
  const named = new Map(a.unseenNamed);
  for (const [category, count] of b.unseenNamed) named.set(category, (named.get(category) ?? 0) + count);
  return {
    name: a.name,
    kind: 'categorical',
    size: a.size + b.size,
    count: a.count + b.count,
    missing: a.missing + b.missing,
    unseen: a.unseen + b.unseen,
    counts: add(a.counts, b.counts),
    unseenNamed: byFrequency(named).slice(0, limits.categories),
  };
}

function mergeViolations(a: readonly SchemaViolation[], b: readonly SchemaViolation[]): SchemaViolation[] {
  const merged = new Map<string, SchemaViolation>();
  for (const violation of [...a, ...b]) {
    const key = `${violation.kind}\u0000${violation.column}`;
    const before = merged.get(key);
    merged.set(key, before ? { ...before, count: before.count + violation.count } : violation);
  }
  return [...merged.values()];
}
