import * as z from 'zod/mini';
import type { ReferenceColumn, WindowColumn } from '../contracts/profiles.js';
import { byName } from '../options.js';
import { fingerprintOf } from '../profile/join-reference.js';
import { windowColumn } from '../profile/parse-window.js';
import { count } from '../profile/profile-shapes.js';
import type { Pool } from './pool.js';

const windows = {
  windows: count,
  rows: count,
  columns: z.array(z.looseObject({ of: z.string(), counts: windowColumn })),
};

/** The form of windows that joined a reference, in a saved state. */
export const poolShape = z.looseObject({ ...windows, held: z.optional(byName(z.looseObject(windows))) });

/**
 * Where counts are not over the cells of the reference that they say they were counted over. Those of another reference join
 * nothing.
 *
 * @param pool - Of the form {@link poolShape}.
 */
export function poolProblems({ held = {}, ...joined }: Pool, reference: readonly ReferenceColumn[]): string[] {
  const columns = new Map(reference.map((column) => [column.name, column]));
  return Object.entries({ joined, ...held }).flatMap(([which, { columns: counted }]) =>
    counted.flatMap(({ of, counts }) => {
      const column = columns.get(counts.name);
      if (column === undefined || of !== fingerprintOf(column) || isOver(column, counts)) return [];
      const where = which === 'joined' ? 'state.pool' : `state.pool.held.${which}`;
      return [`${where}: expected counts of '${counts.name}' over the cells of the reference`];
    }),
  );
}

function isOver(reference: ReferenceColumn, { kind, ...window }: WindowColumn): boolean {
  if (reference.kind !== kind) return false;
  if (reference.kind === 'categorical')
    return reference.skipped !== undefined || window.counts.length === reference.counts.length;
  const { grid, range20 } = reference;
  const outer = 'range20' in window ? window.range20 : undefined;
  return (
    (!grid || window.counts.length === grid.counts.length) &&
    (!range20 || !outer || outer.length === range20.counts.length)
  );
}
