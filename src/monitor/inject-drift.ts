import * as z from 'zod/mini';
import type { Batch } from '../contracts/batch.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import { DriftSenseError } from '../errors.js';
import { byKind } from '../options.js';
import { subRandom } from '../stats/random.js';
import { makeBatch } from '../table/batch.js';

const from = z._default(z.int().check(z.gte(0)), 0);

/** A change to be put into windows that have none. */
export const injection = byKind({
  shift: z.strictObject({ kind: z.literal('shift'), column: z.string(), by: z.number(), from }),
  scale: z.strictObject({ kind: z.literal('scale'), column: z.string(), times: z.number().check(z.positive()), from }),
  missing: z.strictObject({
    kind: z.literal('missing'),
    column: z.string(),
    share: z.number().check(z.gt(0), z.lte(1)),
    from,
  }),
  labelSwap: z.strictObject({
    kind: z.literal('labelSwap'),
    share: z._default(z.number().check(z.gt(0), z.lte(1)), 1),
    from,
  }),
});

/**
 * A change to be put into windows, from the window number `from` on (0, the first): a numeric column shifted `by` standard
 * deviations of the reference, or spread by a factor around its mean; a `share` of a column's values missing; or a `share` of
 * the rows with another label than they have, of two classes the other one.
 */
export type DriftInjection = z.input<typeof injection>;
export type Injection = z.output<typeof injection>;

/** The column an injection changes. */
export function columnOfInjection(given: Injection, { schema }: ReferenceProfile): string {
  const column = given.kind === 'labelSwap' ? schema.columns.find(({ role }) => role === 'label')?.name : given.column;
  if (column === undefined || !schema.columns.some(({ name }) => name === column))
    throw new DriftSenseError(
      'UNKNOWN_COLUMN',
      `backtest.inject: the reference has no ${column === undefined ? 'label' : `column '${column}'`}`,
    );
  return column;
}

/**
 * The rows with the change in them; the given ones stay as they are.
 *
 * @param window - Number of the window, which draws its own rows.
 */
export function injectDrift(
  batch: Batch,
  given: Injection,
  reference: ReferenceProfile,
  { window, seed }: { readonly window: number; readonly seed: number },
): Batch {
  const column = columnOfInjection(given, reference);
  const cells = batch.column(column);
  if (cells === undefined || window < given.from) return batch;
  const random = subRandom(seed, 'backtest', `${given.kind}/${column}/${window}`);
  const change = changeOf(given, reference, column);
  const share = 'share' in given ? given.share : 1;
  const changed = Array.from(cells as Iterable<unknown>, (cell) => (random.uniform() < share ? change(cell) : cell));
  const { size, ids, times, modelVersions, name, notes } = batch;
  const columns = batch.names.map((one) => [one, one === column ? changed : batch.column(one)!] as const);
  return makeBatch({ size, columns, ids, times, modelVersions, name, notes });
}

function changeOf(given: Injection, reference: ReferenceProfile, name: string): (cell: unknown) => unknown {
  if (given.kind === 'missing') return () => null;
  const column = reference.columns.find((candidate) => candidate.name === name);
  if (given.kind === 'labelSwap') {
    const classes = column?.kind === 'categorical' ? column.categories : [];
    if (classes.length < 2)
      throw new DriftSenseError('OPTION_INVALID', `backtest.inject: label '${name}' has no two classes to swap`);
    return (cell) => {
      const at = classes.indexOf(String(cell));
      return at < 0 ? cell : classes[(at + 1) % classes.length];
    };
  }
  if (column?.kind !== 'numeric' || column.moments === undefined)
    throw new DriftSenseError(
      'OPTION_INVALID',
      `backtest.inject: column '${name}' has no mean to ${given.kind === 'shift' ? 'move' : 'spread around'}`,
    );
  const { mean, sd } = column.moments;
  return (cell) => {
    const value = typeof cell === 'number' ? cell : Number.NaN;
    if (!Number.isFinite(value)) return cell;
    return given.kind === 'shift' ? value + given.by * sd : mean + given.times * (value - mean);
  };
}
