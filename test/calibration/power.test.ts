import { describe, expect, it } from 'vitest';
import { compare, Monitor } from '../../src/index.js';
import { budgetRun } from './budget.js';
import { FastRandom } from './fast-random.js';
import { mixedFeatures, type Population } from './populations.js';

const nightly = process.env['NIGHTLY'] !== undefined;

/** A normal feature whose windows are shifted by so many standard deviations. */
const shifted = (by: number): Population => ({
  name: 'shifted',
  draw: (n, random, moved) => Float64Array.from({ length: n }, () => random.normal() + (moved ? by : 0)),
});
const nineteen = mixedFeatures(0)
  .slice(1)
  .map((feature): Population => ({ name: feature.name, draw: (n, random) => feature.draw(n, random, false) }));

describe('a shift of one of twenty features, windows of 2,000 rows against 5,000', () => {
  it.each([
    ['.4 standard deviations at the default tolerance', 0.4, 0.05, 0.95],
    ['.2 standard deviations at tolerance .0025', 0.2, 0.0025, 0.9],
  ])('is found: %s', { timeout: 3_600_000 }, (name, by, tolerance, least) => {
    const features = [shifted(by), ...nineteen];
    const run = budgetRun(features, {
      references: nightly ? 100 : 10,
      windows: 10,
      referenceRows: 5_000,
      windowRows: 2_000,
      moved: true,
      seed: name,
      columns: Object.fromEntries(features.map((feature) => [feature.name, { tolerance }])),
    });
    console.info(`${name}: found in ${run.flagged} of ${run.windows} windows`);
    expect(run.rate).toBeGreaterThanOrEqual(least - 3 * run.standardError);
  });
});

describe('a million rows against a million', () => {
  const normals = (seed: string, by = 0) => {
    const random = new FastRandom(seed);
    return { x: Float64Array.from({ length: 1_000_000 }, () => random.normal() + by) };
  };
  const reference = normals('reference');

  it.each([
    [0.02, 'immaterial'],
    [0.5, 'drift'],
  ] as const)('a shift of %d standard deviations is %s', (by, verdict) => {
    const { columns } = compare(reference, normals('window', by));
    expect(columns[0]!.verdict).toBe(verdict);
    // It is there beyond doubt either way: only its size makes the difference.
    expect(columns[0]!.tests[0]!.noChange!.pValue).toBeLessThan(1e-10);
  });
});

describe('a budget for a time', () => {
  const rows = (n: number, seed: string) => {
    const random = new FastRandom(seed);
    return Array.from({ length: n }, (_, i) => ({ at: i * 60_000, x: random.normal() }));
  };

  it.each([
    ['day', 1 / 4],
    ['week', 1 / 28],
    ['month', 1 / (4 * 30.4375)],
  ] as const)('of one false alarm in forty %ss gives each window of six hours its share', async (per, share) => {
    const monitor = new Monitor({
      reference: rows(1_000, 'reference'),
      columns: { at: { role: 'timestamp' } },
      window: { every: '6h' },
      alarmBudget: { falseAlarms: 1 / 40, per },
    });
    const { columns, guarantee } = await monitor.process(rows(200, 'window'));
    // Nine tenths of it are the deciders', and there is one.
    expect(columns[0]!.tests[0]!.threshold).toBeCloseTo((0.9 * share) / 40, 12);
    expect(guarantee.join()).toContain(per);
  });
});
