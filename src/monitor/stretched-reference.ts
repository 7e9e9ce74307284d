import type { ReferenceColumn } from '../contracts/profiles.js';
import { viewCounts } from '../stats/grid.js';
import { testsOf } from './choose-tests.js';
import type { Prepared } from './prepare.js';
import type { Warning } from './training-data.js';

/** Nearly all rows in one cell, while no cell between quantiles has more than half of them. */
const oneCell = 0.95;
const half = 0.5;
/** Share of the variance from which single values make the unit that distances are measured in. */
const ofTheVariance = 0.8;

/**
 * Warns of a reference in which a few values lie so far off that a test with a fixed threshold can hardly see anything but
 * them: cells of equal width over the whole range put all else into one, and distances in standard deviations become small.
 * Undefined where no test that decides is like that. Tests on quantiles (`psi`, `ks`, the `budget` preset) are not.
 */
export function stretchedReference({
  reference,
  plans,
  settings,
}: Pick<Prepared, 'reference' | 'plans' | 'settings'>): Warning | undefined {
  const planOf = new Map(plans.map((plan) => [plan.column, plan]));
  const stretched = reference.columns.flatMap((column) => {
    const plan = planOf.get(column.name);
    if (!plan?.enabled) return [];
    const blind = testsOf(plan, settings)
      .filter((test, i) => (test.threshold ?? (i === 0 ? plan.threshold : undefined)) !== undefined)
      .filter(({ name, needs }) =>
        needs?.includes('range20') ? isInOneCell(column) : name === 'wasserstein' && isSpreadByFew(column),
      );
    return blind.map(({ name }) => `'${column.name}' (${name})`);
  });
  if (stretched.length === 0) return undefined;
  const named = stretched.length > 10 ? [...stretched.slice(0, 9), `${stretched.length - 9} more`] : stretched;
  return {
    code: 'REFERENCE_STRETCHED',
    message: `a few values of the reference lie so far off that little else is seen of ${named.join(', ')}; take them out of it, or use a test on quantiles, such as psi`,
  };
}

function isInOneCell(column: ReferenceColumn): boolean {
  if (column.kind !== 'numeric' || !column.range20 || !column.grid) return false;
  const most = (counts: ArrayLike<number>): number => Math.max(...Array.from(counts)) / column.count;
  return most(column.range20.counts) > oneCell && most(viewCounts(column.grid.counts, column.grid.view)) <= half;
}

/** Σd⁴/(Σd²)² is at most the share of the variance that the farthest value has, and near it where that one stands alone. */
function isSpreadByFew(column: ReferenceColumn): boolean {
  if (column.kind !== 'numeric' || !column.moments) return false;
  const { m2, m4 } = column.moments;
  return m2 > 0 && !(m4 / m2 / m2 <= ofTheVariance); // the powers of values far enough off overflow
}
