import { seededRandom } from '../../src/stats/random.js';
import { fromColumns } from '../../src/table/batch.js';
import type { Batch } from '../../src/contracts/batch.js';

/** How the rows of a window differ from those of the first day. */
export interface Change {
  /** Added to `amount`, in its standard deviations. */
  readonly shift?: number;
  /** The label means the opposite for half of the feature space. */
  readonly flipped?: boolean;
  /** Share of missing amounts. */
  readonly missing?: number;
  /** Amounts are given in another unit: so many for one. */
  readonly unit?: number;
}

/** Rows of a small credit-like problem: three features and a 0/1 label that a linear model learns to about 85 %. */
export function rowsOf(
  n: number,
  seed: string,
  { shift = 0, flipped = false, missing = 0, unit = 1 }: Change = {},
): Batch {
  const random = seededRandom(seed);
  const columns = {
    amount: new Float64Array(n),
    age: new Float64Array(n),
    channel: [] as string[],
    label: [] as string[],
  };
  for (let i = 0; i < n; i++) {
    const amount = random.normal() + shift;
    const age = random.normal();
    const channel = ['web', 'app', 'shop'][random.integer(3)]!;
    const logit = 2 * (flipped ? -1 : 1) * amount + 1.5 * age + (channel === 'app' ? 1 : 0);
    columns.amount[i] = random.uniform() < missing ? Number.NaN : amount * unit;
    columns.age[i] = age;
    columns.channel.push(channel);
    columns.label.push(random.uniform() < 1 / (1 + Math.exp(-logit)) ? 'yes' : 'no');
  }
  return fromColumns(columns);
}
