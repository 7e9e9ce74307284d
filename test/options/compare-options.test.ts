import { compare, defineSchema, type CompareOptions } from '../../src/index.js';
import { reference, roles, rowsWithGuess, windows, withoutSettings } from './a-life.js';
import { everyOption, type OptionCase } from './every-option.js';

const moved = rowsWithGuess(400, 'moved', { shift: 0.35, missing: 0.03 });

/** What is seen of a comparison of rows that moved a little. */
const seen = (options: CompareOptions) => withoutSettings(compare(reference, moved, { columns: roles, ...options }));
const option = (one: CompareOptions, other: CompareOptions, observe = seen): OptionCase => ({ one, other, observe });

const scored = { ...roles, guess: { role: 'ignore' } } as const;
const shops = (rows: number, power: number) => ({
  shop: Array.from({ length: rows }, (_, i) => `shop ${Math.floor(200 * ((i % 997) / 997) ** power)}`),
});
const categories = (options: CompareOptions) => withoutSettings(compare(shops(3_000, 2), shops(500, 2.2), options));
const steps = (options: CompareOptions) => {
  const sine = (rows: number, from: number) => ({
    x: Array.from({ length: rows }, (_, i) => Math.sin((from + i) / 40)),
  });
  return withoutSettings(compare(sine(3_000, 0), sine(100, 3_000), options));
};

const cases: Readonly<Record<keyof CompareOptions, OptionCase>> = {
  name: option({}, { name: 'other' }),
  preset: option({}, { preset: 'thresholds' }),
  thresholds: option({ preset: 'thresholds' }, { preset: 'thresholds', thresholds: { ks: 1e-9 } }),
  aggregate: option({ preset: 'thresholds' }, { preset: 'thresholds', aggregate: 'majority' }),
  schema: option({ columns: {} }, { columns: {}, schema: defineSchema({ amount: 'numeric', age: 'numeric' }) }),
  ordered: option({}, { ordered: false }, steps),
  referenceIsTrainingData: option({}, { referenceIsTrainingData: true }, (options) => {
    return compare(reference, moved, { columns: roles, ...options }).guarantee;
  }),
  columns: option({}, { columns: { ...roles, amount: { tolerance: 0.5 } } }),
  alarmBudget: option({}, { alarmBudget: { falseAlarms: 1, per: { windows: 1e9 } } }),
  referenceMode: option({}, { referenceMode: 'fixed-conditional' }),
  correction: option({ correction: 'none' }, { correction: 'by' }, (options) =>
    withoutSettings(compare(reference, windows[3]!, { columns: roles, ...options })),
  ),
  decisionThreshold: option({ columns: scored }, { columns: scored, decisionThreshold: 0.9 }),
  positive: option({ columns: scored }, { columns: scored, positive: 'no' }),
  maxCategories: option({}, { maxCategories: 20 }, categories),
  seed: option({ maxCategories: 20 }, { maxCategories: 20, seed: 7 }, categories),
};

everyOption('compare', Object.keys(cases), cases);
