import { seededRandom } from '../../stats/random.js';

/** Columns of the synthetic stream, in file order. `label` is last. */
export const streamColumns = ['age', 'income', 'usage_hours', 'balance', 'channel', 'region', 'label'] as const;

/** One row of the synthetic stream as CSV cells. */
export type StreamRow = readonly string[];

/** What is true of one day. */
export interface DayTruth {
  /** `income` has moved by .8 standard deviations of its logarithm. */
  readonly incomeMoved: boolean;
  /** Half of all rows come by the channel `app`, which was a quarter. */
  readonly appGrown: boolean;
  /** The label follows other weights: what raised the odds lowers them. */
  readonly conceptChanged: boolean;
}

const channels = { before: [0.4, 0.25, 0.25, 0.1], after: [0.25, 0.5, 0.17, 0.08] } as const;
const channelNames = ['web', 'app', 'store', 'phone'] as const;
const regionNames = ['north', 'south', 'east', 'west'] as const;
const regionShares = [0.35, 0.3, 0.2, 0.15] as const;

/** Weights of the standardised usage, age, logarithm of income, and of the channel `phone`, in the log odds of label 1. */
const weights = { before: [1.8, -1.2, 0.15, 0.3], after: [-1.5, 1.0, 0.15, 0.3] } as const;
const intercept = -0.2;

/**
 * The rows of one day. Every day has random numbers of its own, so that a day is the same whatever days came before.
 *
 * @param day - From 1.
 */
export function* dayRows(day: number, rows: number, truth: DayTruth, seed: number): Generator<StreamRow> {
  const random = seededRandom(`stream/${seed}/${day}`);
  const pick = (names: readonly string[], shares: readonly number[]): string => {
    let u = random.uniform();
    for (const [i, share] of shares.entries()) if ((u -= share) < 0) return names[i]!;
    return names.at(-1)!;
  };
  const [usageWeight, ageWeight, incomeWeight, phoneWeight] = truth.conceptChanged ? weights.after : weights.before;
  for (let row = 0; row < rows; row++) {
    const [age, usage, balance] = [random.normal(), random.normal(), random.normal()];
    const income = random.normal() + (truth.incomeMoved ? 0.8 : 0);
    const balanceMissing = random.uniform() < 0.03;
    const channel = pick(channelNames, truth.appGrown ? channels.after : channels.before);
    const region = pick(regionNames, regionShares);
    const logit =
      intercept +
      usageWeight * usage +
      ageWeight * age +
      incomeWeight * income +
      (channel === 'phone' ? phoneWeight : 0);
    const label = random.uniform() < 1 / (1 + Math.exp(-logit)) ? '1' : '0';
    yield [
      String(Math.round(45 + 12 * age)),
      (2_800 * Math.exp(0.45 * income)).toFixed(2),
      Math.max(0, 20 + 6 * usage).toFixed(1),
      balanceMissing ? '' : (1_500 + 900 * balance).toFixed(2),
      channel,
      region,
      label,
    ];
  }
}
