import { compare, profile, type CompareOptions } from 'driftsense';
import { FastRandom } from './fast-random.js';

/** Flagged windows among windows without drift, per number of features: the price of each way to sum features up. */

export const settings = {
  any: { preset: 'thresholds', aggregate: 'any' },
  majority: { preset: 'thresholds', aggregate: 'majority' },
  budget: { preset: 'budget' },
} as const satisfies Record<string, CompareOptions>;

export interface PresetRates {
  readonly features: number;
  readonly references: number;
  readonly windows: number;
  readonly flagged: Readonly<Record<keyof typeof settings, number>>;
}

export const sizes = { reference: 14_000, window: 2_000 } as const;

/** Independent normal features; `windows` windows in all, spread evenly over the references. Seeded by the number of features. */
export function presetRates(
  features: number,
  { references, windows }: { references: number; windows: number },
): PresetRates {
  const random = new FastRandom(`preset rates/${features}`);
  const table = (rows: number) =>
    Object.fromEntries(
      Array.from({ length: features }, (_, k) => [`x${k}`, Float64Array.from({ length: rows }, () => random.normal())]),
    );
  const flagged = { any: 0, majority: 0, budget: 0 };
  for (let r = 0; r < references; r++) {
    const reference = profile(table(sizes.reference), { range20: true });
    for (let w = 0; w < windows / references; w++) {
      const rows = table(sizes.window);
      for (const [name, options] of Object.entries(settings))
        if (compare(reference, rows, options).verdict === 'drift') flagged[name as keyof typeof settings]++;
    }
  }
  return { features, references, windows, flagged };
}
