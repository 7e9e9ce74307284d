import { describe, expect, it } from 'vitest';
import { budgetRun, type BudgetRun } from './budget.js';
import { autoregressive, mixedFeatures } from './populations.js';

const nightly = process.env['NIGHTLY'] !== undefined;
const sizes = nightly ? [50, 200, 2_000, 50_000] : [50, 200, 2_000];
/** 300 windows over 30 references on every change; 3,000 over 300 each night. */
const references = nightly ? 300 : 30;
const budget = 0.01;

function report(what: string, run: BudgetRun): void {
  console.info(
    `${what}: ${run.flagged} of ${run.windows} windows flagged (${(100 * run.rate).toFixed(2)} ± ${(100 * run.standardError).toFixed(2)} per 100, worst reference ${(100 * run.worst).toFixed(0)})`,
  );
}

describe('the alarm budget on the default path, twenty mixed features', () => {
  it.each(sizes)(
    'flags at most one window in a hundred without change, windows of %d rows',
    { timeout: 3_600_000 },
    (windowRows) => {
      const run = budgetRun(mixedFeatures(0), {
        references,
        windows: 10,
        referenceRows: Math.max(5_000, 5 * windowRows),
        windowRows,
        moved: false,
        seed: `null ${windowRows}`,
      });
      report(`no change, ${windowRows} rows`, run);
      expect(run.rate).toBeLessThanOrEqual(budget + 3 * run.standardError);
    },
  );

  it.each(sizes)(
    'flags at most one window in a hundred with every column moved up to its tolerance, windows of %d rows',
    { timeout: 3_600_000 },
    (windowRows) => {
      const run = budgetRun(mixedFeatures(0.05), {
        references,
        windows: 10,
        referenceRows: Math.max(5_000, 5 * windowRows),
        windowRows,
        moved: true,
        seed: `moved ${windowRows}`,
      });
      report(`moved to the tolerance, ${windowRows} rows`, run);
      expect(run.rate).toBeLessThanOrEqual(budget + 3 * run.standardError);
    },
  );

  // Ten times the budget, so that few windows tell one that is kept from one that is not.
  it('flags at most one window in ten of a budget of that, with weights of 1 to 20 and every column moved', () => {
    const features = mixedFeatures(0.05);
    const columns = Object.fromEntries(features.map(({ name }, i) => [name, { weight: 1 + i }]));
    const how = { references, windows: 5, referenceRows: 5_000, windowRows: 200, moved: true, seed: 'weights' };
    const alarmBudget = { falseAlarms: 10, per: { windows: 100 } };
    const run = budgetRun(features, { ...how, columns, alarmBudget });
    report('a budget of ten, weights of 1 to 20, moved to the tolerance, 200 rows', run);
    expect(run.rate).toBeLessThanOrEqual(10 * budget + 3 * run.standardError);
    expect(run.flagged).toBeGreaterThan(0);
  });

  it('flags a larger move, so that the counts above mean something', () => {
    const run = budgetRun(mixedFeatures(0.25), {
      references: 3,
      windows: 5,
      referenceRows: 10_000,
      windowRows: 2_000,
      moved: true,
      seed: 'power',
    });
    expect(run.rate).toBe(1);
  });
});

describe('the alarm budget with rows that depend on each other, ten AR(1) features', () => {
  it.each([0.3, 0.5, 0.8])('holds at ρ = %d, reference 14,000, windows of 700', { timeout: 3_600_000 }, (rho) => {
    const run = budgetRun(autoregressive(rho, 10), {
      references,
      windows: 10,
      referenceRows: 14_000,
      windowRows: 700,
      moved: false,
      seed: `ar ${rho}`,
    });
    report(`AR(1), ρ = ${rho}`, run);
    expect(run.rate).toBeLessThanOrEqual(budget + 3 * run.standardError);
  });
});
