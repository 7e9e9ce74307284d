import type { CategoricalReference } from '../contracts/profiles.js';
import type { ColumnSchema } from '../contracts/schema.js';
import { limits } from '../limits.js';
import { dependenceTable } from '../stats/dependence-table.js';
import { subRandom } from '../stats/random.js';
import type { CategoricalValues } from '../table/coerce.js';
import { byFrequency } from './category-order.js';
import { countCodes } from './profile-categorical.js';
import type { ReferenceOptions } from './reference-numeric.js';
import { categoricalTempering } from './tempering.js';

/** Name of the cell that takes what the cap left out. */
export const otherCategory = '__other__';

/**
 * Freezes the dictionary of a categorical column and counts the reference over it. When the cap binds, a seeded fifth of
 * the rows chooses the dictionary and the other rows give the counts: choosing and counting on the same rows would make
 * every later window look different (methods 2.5).
 */
export function referenceCategorical(
  schema: ColumnSchema,
  column: CategoricalValues,
  options: ReferenceOptions & { readonly maxCategories: number },
): CategoricalReference {
  const perCode = countCodes(column);
  let [count, distinct, once, twice] = [0, 0, 0, 0];
  for (const n of perCode) {
    count += n;
    if (n > 0) distinct++;
    if (n === 1) once++;
    if (n === 2) twice++;
  }
  const base = {
    name: schema.name,
    role: schema.role,
    kind: 'categorical',
    size: column.codes.length,
    missing: column.codes.length - count,
    distinct,
    once,
    twice,
  } as const;
  // Before any text is looked at: a million of them would cost more than the rest of the profile.
  if (distinct >= limits.minSamples && distinct > limits.idLikeShare * count)
    return { ...base, count, categories: [], counts: [], capped: false, skipped: 'id-like' };
  if (distinct <= options.maxCategories) {
    const seen = withCounts(column, perCode);
    const categories = seen.map(([category]) => category);
    const inOrder = options.order && cellsInOrder(column, categories, options.order);
    return {
      ...base,
      count,
      categories,
      counts: seen.map(([, n]) => n),
      capped: false,
      ...(inOrder && {
        dependence: dependenceTable(
          inOrder.cells,
          seen.map(([, n]) => n),
        ),
        tempering: categoricalTempering(inOrder.cells, categories.length, inOrder.missing),
      }),
    };
  }
  const split = splitDictionary(column, options);
  const inOrder = options.order && cellsInOrder(column, split.categories, options.order);
  return {
    ...base,
    ...split,
    count: split.counts.reduce((a, b) => a + b, 0),
    capped: true,
    ...(inOrder && { tempering: categoricalTempering(inOrder.cells, split.categories.length, inOrder.missing) }),
  };
}

/** Categories that occur, with their counts, the most frequent first. */
function withCounts({ categories }: CategoricalValues, counts: Uint32Array): (readonly [string, number])[] {
  const seen: [string, number][] = [];
  for (const [code, n] of counts.entries()) if (n > 0) seen.push([categories[code]!, n]);
  return byFrequency(seen);
}

function splitDictionary(
  column: CategoricalValues,
  { maxCategories, seed }: { maxCategories: number; seed: number },
): { categories: string[]; counts: number[] } {
  const random = subRandom(seed, 'dictionary', 'split');
  const choosing = new Uint32Array(column.categories.length);
  const counting = new Uint32Array(column.categories.length);
  for (const code of column.codes) if (code >= 0) (random.uniform() < 0.2 ? choosing : counting)[code]!++;
  const chosen = withCounts(column, choosing)
    .slice(0, maxCategories)
    .map(([category]) => category);
  const cellOfCategory = new Map(chosen.map((category, cell) => [category, cell]));
  const counts = Array.from<number>({ length: chosen.length + 1 }).fill(0);
  for (const [code, n] of counting.entries())
    counts[cellOfCategory.get(column.categories[code]!) ?? chosen.length]! += n;
  return { categories: [...chosen, otherCategory], counts };
}

/** In time order, the dictionary cells of the present values, and which rows have none. What the cap left out is in the last. */
function cellsInOrder(
  column: CategoricalValues,
  categories: readonly string[],
  order: 'given' | Uint32Array,
): { cells: Uint16Array; missing: Uint8Array } {
  const cellOfCategory = new Map(categories.map((category, cell) => [category, cell]));
  const cellOfCode = column.categories.map((category) => cellOfCategory.get(category) ?? categories.length - 1);
  const cells = new Uint16Array(column.codes.length);
  const missing = new Uint8Array(column.codes.length);
  let n = 0;
  for (let i = 0; i < column.codes.length; i++) {
    const code = column.codes[order === 'given' ? i : order[i]!]!;
    if (code >= 0) cells[n++] = cellOfCode[code]!;
    else missing[i] = 1;
  }
  return { cells: cells.subarray(0, n), missing };
}
