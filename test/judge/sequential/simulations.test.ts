import { describe, expect, it } from 'vitest';
import { sequentialRates } from '../../../scripts/pages/sequential-page.js';
import { sequentialMonitor } from '../../../src/judge/sequential/sequential-monitor.js';
import { profile } from '../../../src/profile/profile.js';
import { seededRandom } from '../../../src/stats/random.js';
import {
  dependentAlarms,
  histogramOf,
  nullAlarms,
  nullColumns,
  nullDependences,
  nullReferences,
  seasonAlarms,
  summaryOf,
  type Summary,
} from './false-alarms.js';
import { autoregressions } from './null-streams.js';

const nightly = process.env['NIGHTLY'] !== undefined;
/** Which part of the nightly runs is done: `NIGHTLY=0.1` is a tenth. */
const part = nightly ? Number(process.env['NIGHTLY']) || 1 : 0;
const minutes = 60_000;

function told(what: string, figures: Summary): Summary {
  const { monitors, mean, variance, error, most } = figures;
  const text = `mean ${mean.toFixed(3)} ± ${error.toFixed(3)}, variance/mean ${(variance / mean).toFixed(2)}, most ${most}`;
  if (nightly) process.stdout.write(`${what}: ${monitors} monitors, ${text}\n`);
  return figures;
}

describe('without drift, where four false alarms are allowed', () => {
  // In 4 N rows: N is 2,000, and 500 in the quick form.
  const rowsPerFalseAlarm = nightly ? 2_000 : 500;
  const references = nightly ? nullReferences : nullReferences.slice(0, 2);
  const cells = references.flatMap((reference) => nullDependences.map((dependence) => ({ reference, dependence })));
  // 10,000 monitors, spread evenly over 3 numbers of columns, 3 sizes and 4 dependences.
  const monitorsOf = (columns: number) =>
    nightly ? Math.max(2, Math.round((10_000 / 36) * part)) : columns === 1 ? 7 : 1;

  it.each(nullColumns)(
    '%s column(s) keep that, whatever their distribution and dependence',
    (columns) => {
      const alarms = (nightly || columns < 100 ? cells : cells.slice(0, 2)).flatMap((cell) => [
        ...nullAlarms({ columns, ...cell }, { monitors: monitorsOf(columns), rowsPerFalseAlarm }),
      ]);
      const { mean, variance, error } = told(`null, ${columns} columns`, summaryOf([histogramOf(alarms)]));
      expect(mean).toBeLessThanOrEqual(4 + 3 * error);
      // Not by never alarming.
      expect(mean).toBeGreaterThan(2);
      if (nightly) expect(variance / mean).toBeLessThanOrEqual(1.5);
    },
    120 * minutes,
  );
});

describe('where two false alarms are allowed', () => {
  const [columns, rows] = nightly ? [10, 50_000] : [4, 5_000];
  const size = { columns, rows, rowsPerFalseAlarm: rows / 2 };

  it.each([0, 0.1, 0.3, 0.5, 0.8])(
    'columns whose rows depend on those before keep that at ρ = %s',
    (rho) => {
      const monitors = nightly ? Math.max(3, Math.round(100 * part)) : 2;
      const alarms = [1_000, 5_000].flatMap((reference) => [
        ...dependentAlarms({ rho, reference }, { ...size, monitors }),
      ]);
      const { mean, error } = told(`dependent, ρ = ${rho}`, summaryOf([histogramOf(alarms)]));
      expect(mean).toBeLessThanOrEqual(2 + 3 * error);
    },
    60 * minutes,
  );

  it.each([0.2, 0.5, 1])(
    'rows that are compared with those of their hour keep that in a season of %s standard deviations',
    (amplitude) => {
      const monitors = nightly ? Math.max(3, Math.round(100 * part)) : 4;
      const alarms = [...seasonAlarms({ amplitude, split: true }, { ...size, monitors })];
      const { mean, error } = told(`season of ${amplitude}`, summaryOf([histogramOf(alarms)]));
      expect(mean).toBeLessThanOrEqual(2 + 3 * error);
    },
    60 * minutes,
  );

  it('columns whose rows depend on those before would alarm without end if that were not allowed for', () => {
    const options = { rowsPerFalseAlarm: 10_000, tolerance: 0, dependence: 'independent' } as const;
    const monitor = sequentialMonitor(autoregressions(2_000, 4, 0.5, 'reference'), options);
    expect(monitor.observe(autoregressions(5_000, 4, 0.5, 'rows')).length).toBeGreaterThan(5);
  });
});

describe('a shift of .3 standard deviations in one of twenty columns that are alike', () => {
  /** Columns that share half of their variance, one of which moves. */
  const alike = (rows: number, seed: string, moved = -1, by = 0) => {
    const random = seededRandom(`attribution/${seed}`);
    const shared = Array.from({ length: rows }, () => random.normal());
    const column = (shift: number) => shared.map((x) => (x + random.normal()) / Math.SQRT2 + shift);
    return Object.fromEntries(Array.from({ length: 20 }, (_, j) => [`x${j}`, column(j === moved ? by : 0)]));
  };

  it('is named first, with its direction, by 95 of 100 alarms', () => {
    const monitors = nightly ? 200 : 10;
    const normal = profile(alike(5_000, 'reference'));
    let right = 0;
    for (let run = 0; run < monitors; run++) {
      const [moved, by] = [run % 20, run % 2 === 0 ? 0.3 : -0.3];
      const monitor = sequentialMonitor(normal, { rowsPerFalseAlarm: 50_000, seed: run });
      const [alarm] = monitor.observe(alike(1_000, `rows ${run}`, moved, by));
      const { column, direction } = alarm?.ledger[0] ?? {};
      if (column === `x${moved}` && direction === (by > 0 ? 'up' : 'down')) right += 1;
    }
    expect(right / monitors).toBeGreaterThanOrEqual(0.95);
  });
});

describe('what was published', () => {
  const { null: cells, dependent, seasons, errors } = sequentialRates();

  it('is of 10,000 monitors without drift that kept the bound, over the whole grid', () => {
    expect(summaryOf(cells.map(({ monitors }) => monitors)).monitors).toBeGreaterThanOrEqual(10_000);
    for (const columns of nullColumns) {
      const own = cells.filter((cell) => cell.columns === columns);
      for (const reference of nullReferences)
        for (const dependence of nullDependences)
          expect(own.some((cell) => cell.reference === reference && cell.dependence === dependence)).toBe(true);
      const { mean, variance, error } = summaryOf(own.map(({ monitors }) => monitors));
      expect(mean).toBeLessThanOrEqual(4 + 3 * error);
      expect(variance / mean).toBeLessThanOrEqual(1.5);
    }
  });

  it('keeps the budget where rows depend on each other, and over the hours of a day', () => {
    expect(dependent.map(({ rho }) => rho)).toEqual(expect.arrayContaining([0.3, 0.5, 0.8]));
    for (const { rho } of dependent) {
      const own = dependent.filter((cell) => cell.rho === rho);
      const { mean, error } = summaryOf(own.map(({ monitors }) => monitors));
      expect(mean).toBeLessThanOrEqual(2 + 3 * error);
    }
    for (const { split, monitors } of seasons) {
      const { mean, error } = summaryOf([monitors]);
      if (split) expect(mean).toBeLessThanOrEqual(2 + 3 * error);
    }
    expect(new Set(seasons.map(({ split }) => split))).toEqual(new Set([true, false]));
  });

  it('finds an error rate that doubles in at most 1.3 times the rows that the best detector takes', () => {
    const doubled = errors.filter(({ from, to }) => from === 0.1 && to === 0.2);
    expect(doubled.map(({ how }) => how.includes('proven'))).toContain(true);
    expect(doubled.length).toBe(4);
    for (const { own, best } of doubled) expect(own.delay).toBeLessThanOrEqual(1.3 * best.delay);
  });
});
