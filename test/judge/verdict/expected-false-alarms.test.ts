import { describe, expect, it } from 'vitest';
import {
  expectedFalseAlarms,
  type JudgedBy,
  type TestedColumn,
} from '../../../src/judge/verdict/expected-false-alarms.js';
import { judgeWindow } from '../../../src/monitor/judge-window.js';
import { monitorOptions } from '../../../src/monitor/options.js';
import { prepare } from '../../../src/monitor/prepare.js';
import { profile } from '../../../src/profile/profile.js';
import { FastRandom } from '../../calibration/fast-random.js';
import { ksConditionalRates } from '../../calibration/ks-conditional.js';

const numeric = (count: number, rows: number): TestedColumn[] =>
  Array.from({ length: count }, () => ({ kind: 'numeric', cells: 10, rows }));
const thresholds: JudgedBy = {
  preset: 'thresholds',
  ks: 0.05,
  jsDivergence: 0.1,
  psi: 0.25,
  chiSquare: 0.05,
  features: 'any',
};
const budget: JudgedBy = { preset: 'budget', level: 0.009, tolerance: 0.05 };

/** Shares of flagged windows, one per reference, by the Monitor's own judgement. */
function simulated(
  preset: 'thresholds' | 'budget',
  columns: number,
  rows: readonly [n: number, m: number],
  size: readonly [references: number, windows: number],
): number[] {
  const table = (count: number, seed: string) => {
    const random = new FastRandom(seed);
    return Object.fromEntries(
      Array.from({ length: columns }, (_, k) => [`x${k}`, Float64Array.from({ length: count }, () => random.normal())]),
    );
  };
  return Array.from({ length: size[0] }, (_, r) => {
    const options = monitorOptions.parse({ preset, reference: table(rows[0], `${preset} reference ${r}`) });
    const { reference, plans, settings } = prepare(options);
    let flagged = 0;
    for (let w = 0; w < size[1]; w++) {
      const window = profile(table(rows[1], `${preset} window ${r} ${w}`), { on: reference });
      if (judgeWindow(reference, window, plans, settings).verdict === 'drift') flagged++;
    }
    return flagged / size[1];
  });
}

describe('expectedFalseAlarms', () => {
  it('foretells the rate of fixed thresholds that the Monitor shows', () => {
    const size = process.env['NIGHTLY'] ? ([100, 100] as const) : ([24, 25] as const);
    const rates = simulated('thresholds', 6, [2_800, 400], size);
    const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
    const sd = Math.sqrt(rates.reduce((a, b) => a + (b - mean) ** 2, 0) / (rates.length - 1));
    const { still } = expectedFalseAlarms(numeric(6, 2_800), 400, thresholds);
    expect(Math.abs(mean - still.mean)).toBeLessThan(0.02 + (3 * sd) / Math.sqrt(rates.length));
    expect(still.oneInTwenty).toBeGreaterThan(still.mean);
  });

  it('says that a budget is kept, and that nothing is flagged while nothing moves', () => {
    const { still, atTolerance } = expectedFalseAlarms(numeric(10, 14_000), 2_000, budget);
    expect(still.mean).toBeLessThan(1e-6);
    expect(atTolerance!.mean).toBeGreaterThan(0.005);
    expect(atTolerance!.mean).toBeLessThan(0.01);
    expect(atTolerance!.oneInTwenty).toBeGreaterThan(atTolerance!.mean);
    expect(simulated('budget', 6, [2_800, 400], [10, 20]).filter((rate) => rate > 0).length).toBeLessThan(2);
  });

  it('grows with the number of columns under fixed thresholds, and not within a budget', () => {
    const rate = (columns: number, by: JudgedBy) => expectedFalseAlarms(numeric(columns, 14_000), 2_000, by);
    expect(rate(1, thresholds).still.mean).toBeCloseTo(0.05, 2);
    expect(rate(10, thresholds).still.mean).toBeGreaterThan(0.35);
    expect(rate(1_000, thresholds).still.mean).toBeGreaterThan(0.999);
    expect(rate(1_000, budget).atTolerance!.mean).toBeLessThan(0.012);
  });

  it('knows the majority rule, switched-off tests and categories', () => {
    const rate = (by: Partial<Extract<JudgedBy, { preset: 'thresholds' }>>, columns = numeric(10, 14_000)) =>
      expectedFalseAlarms(columns, 2_000, { ...thresholds, ...by }).still.mean;
    expect(rate({ features: 'majority' })).toBeLessThan(0.001);
    expect(rate({ ks: null })).toBeLessThan(1e-6);
    expect(rate({}, [{ kind: 'categorical', cells: 4, rows: 14_000 }])).toBeCloseTo(0.05, 2);
    expect(rate({ chiSquare: null }, [{ kind: 'categorical', cells: 4, rows: 14_000 }])).toBe(0);
    expect(expectedFalseAlarms([], 2_000, budget).still).toEqual({ mean: 0, oneInTwenty: 0 });
  });

  it('spreads more between monitors when the reference is small', () => {
    const spread = (rows: number): number => {
      const { still } = expectedFalseAlarms(numeric(5, rows), 2_000, thresholds);
      return still.oneInTwenty / still.mean;
    };
    expect(spread(2_000)).toBeGreaterThan(spread(20_000) + 0.2);
  });

  it('holds the quantiles of KS given the reference that a simulation finds', () => {
    const size = process.env['NIGHTLY'] ? { references: 400, windows: 2_000 } : { references: 120, windows: 300 };
    const rates = ksConditionalRates([5], { ...size, points: 128, parts: 2, seed: 'again' }).get(5)!;
    // The lower and the upper quartile lie between the stored quantiles .25 and .75.
    expect(rates[0]).toBeGreaterThan(0.02);
    expect(rates[0]).toBeLessThan(0.045);
    expect(rates[1]).toBeGreaterThan(0.045);
    expect(rates[1]).toBeLessThan(0.08);
  });
});
