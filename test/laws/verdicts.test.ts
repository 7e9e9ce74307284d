import { flagsCsv, memoryAlerter, Monitor, profile, type TestResult, type WindowReport } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { settleFamily } from '../../src/judge/verdict/settle.js';
import { judgeWindow } from '../../src/monitor/judge-window.js';
import { monitorOptions } from '../../src/monitor/options.js';
import { judgeSettings, planColumns } from '../../src/monitor/plan.js';
import { FastRandom } from '../calibration/fast-random.js';

const nightly = process.env['NIGHTLY'] !== undefined;
const random = new FastRandom('verdicts');
const chosen = <T>(values: readonly T[]): T => values[Math.floor(random.uniform() * values.length)]!;

/** Two numeric columns and a categorical one, each moved by chance, with missing values here and there. */
function randomWindow(rows: number): Record<string, (number | string | null)[]> {
  const missing = chosen([0, 0, 0.01, 0.1]);
  const make = <T>(draw: () => T) => Array.from({ length: rows }, () => (random.uniform() < missing ? null : draw()));
  const [by, spread, share] = [
    chosen([0, 0, 0.1, 0.2, 0.3, 0.4, 1]),
    chosen([1, 1, 1.5]),
    chosen([0.4, 0.4, 0.45, 0.7]),
  ];
  return {
    x: make(() => random.normal() + by),
    y: make(() => spread * random.normal()),
    c: make(() => (random.uniform() < share ? 'a' : chosen(['b', 'c', 'd']))),
  };
}
const still = (rows: number) => ({
  x: Array.from({ length: rows }, () => random.normal()),
  y: Array.from({ length: rows }, () => random.normal()),
  c: Array.from({ length: rows }, () => (random.uniform() < 0.4 ? 'a' : chosen(['b', 'c', 'd']))),
});
const reference = profile(still(4_000), { range20: true });

/** The verdict that follows from the other fields of a result. */
function recomputed(result: TestResult): string {
  const { status, reason, threshold, thresholdOf, alarmsWhen, statistic, pValue, logPValue } = result;
  if (status !== 'tested' || threshold === undefined) return 'undecided';
  const drifts =
    thresholdOf === 'pValue'
      ? (logPValue ?? Math.log(pValue!)) < Math.log(threshold)
      : alarmsWhen === 'above'
        ? statistic! > threshold
        : statistic! < threshold;
  if (drifts) return 'drift';
  return { 'close-to-alarm': 'warning', 'change-within-tolerance': 'immaterial' }[reason as string] ?? 'stable';
}

describe('the verdict of a result', () => {
  it.each(['budget', 'thresholds'] as const)('follows from its other fields, after JSON too: preset %s', (preset) => {
    const options = monitorOptions.parse({ reference: still(50), preset });
    const plans = planColumns(reference, options);
    const settings = judgeSettings(options, undefined);
    const seen = new Map<string, number>();
    const wrong: unknown[] = [];
    for (let w = 0; w < (nightly ? 1_000 : 150); w++) {
      const counted = profile(randomWindow(chosen([20, 60, 300, 1_000])), { on: reference });
      const { columns } = JSON.parse(JSON.stringify(judgeWindow(reference, counted, plans, settings))) as WindowReport;
      for (const result of columns.flatMap(({ tests }) => tests)) {
        seen.set(result.verdict, (seen.get(result.verdict) ?? 0) + 1);
        if (recomputed(result) !== result.verdict) wrong.push(result);
      }
    }
    expect(wrong).toEqual([]);
    const verdicts =
      preset === 'budget' ? ['drift', 'immaterial', 'stable', 'undecided'] : ['drift', 'stable', 'undecided'];
    for (const verdict of verdicts) expect(seen.get(verdict), verdict).toBeGreaterThan(10);
  });
});

describe('the verdict of a window', () => {
  it('follows from one decider per column and data quality, whatever the tests that inform say, in a thousand windows', () => {
    const options = monitorOptions.parse({ reference: still(50) });
    const plans = planColumns(reference, options);
    const settings = judgeSettings(options, undefined);
    const { deciderLevel: level, correction } = settings;
    let [drifts, louder] = [0, 0];
    for (let w = 0; w < 1_000; w++) {
      const counted = profile(randomWindow(chosen([60, 300])), { on: reference });
      const { verdict, columns, quality } = judgeWindow(reference, counted, plans, settings);
      const deciders = columns.map(({ tests, decider }) => tests.find(({ test }) => test === decider)!);
      const tested = deciders.filter(({ status }) => status === 'tested');
      const settled = settleFamily(
        tested.map(({ logPValue, noChange }) => ({ logPValue: logPValue!, noChange })),
        { level, correction },
      );
      expect(tested.map((result) => result.verdict)).toEqual(settled.map((one) => one.verdict));
      const byColumns = settled.some((one) => one.verdict === 'drift');
      const byQuality = quality.some((question) => question.flags && question.verdict === 'drift');
      expect(verdict === 'drift').toBe(byColumns || byQuality);
      drifts += Number(verdict === 'drift');
      const others = columns.flatMap(({ tests, decider }) => tests.filter(({ test }) => test !== decider));
      expect(others.filter((one) => one.status === 'tested' && one.reason !== 'informs')).toEqual([]);
      louder += Number(verdict !== 'drift' && others.some(({ pValue = 1 }) => pValue < 0.01));
    }
    // Both happen, and windows in which an informing test alone would have alarmed.
    expect([drifts > 100, drifts < 900, louder > 10]).toEqual([true, true, true]);
  });

  it('is one for report, events, alert, flags and retraining, in random windows under either preset', async () => {
    const flagged = { drift: 0, none: 0 };
    for (let w = 0; w < (nightly ? 1_000 : 100); w++) {
      const alerter = memoryAlerter();
      const monitor = new Monitor({
        reference: still(1_000),
        preset: chosen(['budget', 'thresholds']),
        alerters: [alerter],
        concept: false,
        retrain: { mode: 'suggest', confirm: { windows: 1, of: 1 }, cooldown: { windows: 0 } },
      });
      const told: string[] = [];
      monitor.on('drift', ({ report }) => told.push(report.window.id));
      const report = await monitor.process(randomWindow(chosen([20, 200, 600])), { id: 'w' });
      await monitor.close();
      const isDrift = report.verdict === 'drift';
      flagged[isDrift ? 'drift' : 'none']++;
      const byColumns = isDrift && report.reason !== 'quality-changed';
      const byQuality = report.quality.some(({ flags, verdict }) => flags && verdict === 'drift');
      const kinds = new Set(alerter.messages.map(({ kind }) => kind));
      expect(told).toEqual(isDrift ? ['w'] : []);
      expect(kinds.has('data-drift')).toBe(byColumns);
      expect(kinds.has('data-quality')).toBe(byQuality);
      const [header, ...lines] = flagsCsv([report]).trim().split('\n');
      const place = header!.split(',').indexOf('window_verdict');
      expect(place).toBeGreaterThan(0);
      expect(lines.filter((line) => line.split(',')[place] !== report.verdict)).toEqual([]);
      // A fault upstream is no reason to retrain, whatever drifted besides.
      expect(report.decision.action !== 'none').toBe(byColumns && !byQuality);
    }
    expect(Math.min(...Object.values(flagged))).toBeGreaterThan(10);
  });
});

describe('many columns', () => {
  const table = (rows: number, columns: number, correlation: number) => {
    const common = Float64Array.from({ length: rows }, () => Math.sqrt(correlation) * random.normal());
    const own = Math.sqrt(1 - correlation);
    return Object.fromEntries(
      Array.from({ length: columns }, (_, k) => [`x${k}`, common.map((value) => value + own * random.normal())]),
    );
  };

  // Without a tolerance, which would keep all of them still whatever the budget.
  const numbersOfColumns: (readonly [columns: number, correlation: number, without: number])[] = [
    [200, 0, 0.4],
    [200, 0.6, 0.4],
  ];
  if (nightly) numbersOfColumns.push([10, 0, 0.01], [50, 0, 0.1]);
  it.each(numbersOfColumns)(
    'are flagged together no more often than the budget allows without drift, and far more often without a correction: %d, correlation %d',
    { timeout: 600_000 },
    (columns, correlation, without) => {
      const [references, windows] = nightly ? [50, 20] : [4, 15];
      const [flagged, uncorrected] = [[] as boolean[], [] as boolean[]];
      for (let r = 0; r < references; r++) {
        const rows = table(2_000, columns, correlation);
        const bare = Object.fromEntries(Object.keys(rows).map((name) => [name, { tolerance: 0 }]));
        const options = monitorOptions.parse({ reference: rows, columns: bare });
        const known = profile(rows);
        const [plans, settings] = [planColumns(known, options), judgeSettings(options, undefined)];
        for (let w = 0; w < windows; w++) {
          const counted = profile(table(100, columns, correlation), { on: known });
          const judged = judgeWindow(known, counted, plans, settings);
          flagged.push(judged.verdict === 'drift');
          const ps = judged.columns.map(({ tests }) => tests.find(({ test }) => test === 'psi')!.pValue!);
          uncorrected.push(Math.min(...ps) <= settings.deciderLevel);
        }
      }
      const rateOf = (all: readonly boolean[]) => all.filter(Boolean).length / all.length;
      expect(rateOf(flagged)).toBeLessThanOrEqual(0.01 + 3 * Math.sqrt((0.01 * 0.99) / (references * windows)));
      expect(rateOf(uncorrected)).toBeGreaterThanOrEqual(without);
    },
  );

  it('rank the one that moved by .3 sd first among fifty', () => {
    const runs = nightly ? 200 : 20;
    let first = 0;
    for (let r = 0; r < runs; r++) {
      const draw = (rows: number, moved?: number) =>
        Object.fromEntries(
          Array.from({ length: 50 }, (_, k) => [
            `x${k}`,
            Float64Array.from({ length: rows }, () => random.normal() + (k === moved ? 0.3 : 0)),
          ]),
        );
      const rows = draw(2_000);
      const options = monitorOptions.parse({ reference: rows });
      const known = profile(rows);
      const moved = r % 50;
      const judged = judgeWindow(
        known,
        profile(draw(1_000, moved), { on: known }),
        planColumns(known, options),
        judgeSettings(options, undefined),
      );
      first += Number(judged.columns[0]!.column === `x${moved}`);
    }
    expect(first).toBeGreaterThanOrEqual(0.95 * runs);
  });
});
