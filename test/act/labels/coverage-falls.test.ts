import { expect, it } from 'vitest';
import { alertOptions } from '../../../src/act/alert/alert-options.js';
import { advanceAlerts } from '../../../src/act/alert/advance-alerts.js';
import { initialAlertState } from '../../../src/act/alert/alert-state.js';
import { labelOptions } from '../../../src/act/labels/label-options.js';
import { LabelLedger } from '../../../src/act/labels/ledger.js';
import { adwin } from '../../../src/judge/concept-drift/adwin.js';
import { feedDetector } from '../../../src/judge/concept-drift/feed.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';
import { cohortPerformance } from '../../../src/judge/performance/cohort-performance.js';
import { coverageSignal, judgeCoverage } from '../../../src/judge/performance/coverage.js';
import { initialCoverage } from '../../../src/judge/performance/coverage-state.js';
import { labelledRows, losses, type TaskSettings } from '../../../src/judge/performance/outcomes.js';
import { seededRandom } from '../../../src/stats/random.js';
import { take, takeMatured } from './reading.js';

const hour = 3_600_000;

it('coverage falls from 90 to 20 % while accuracy stays: one label-coverage alert, no concept drift, versions apart', () => {
  const random = seededRandom('coverage falls');
  const task: TaskSettings = { task: 'binary', classes: ['no', 'yes'], decisionThreshold: 0.5, lossScale: 1 };
  const settings = { ...labelOptions.parse({}), order: 'prediction' as const, aheadMs: Infinity };
  const ledger = LabelLedger.create(settings, random);
  const detector = adwin();
  let run = startRun(detector);
  let coverage = initialCoverage;
  let alerts = initialAlertState;
  const told: string[] = [];
  let drifts = 0;
  let fed = 0;
  const accuracy: Record<string, number[]> = { 1: [], 2: [] };
  const due: { id: number; label: number; at: number }[] = [];

  for (let hours = 0; hours < 40 * 24; hours++) {
    const now = hours * hour;
    ledger.advance(now);
    while (due[0] && due[0].at <= now) {
      const { id, label, at } = due.shift()!;
      ledger.label(id, label, { at });
    }
    for (let i = 0; i < 40; i++) {
      const id = hours * 40 + i;
      const prediction = random.integer(2);
      // Version 1 is right in nine cases of ten, version 2 in seven of ten: together they would look like neither.
      const modelVersion = 1 + (i % 2);
      const label = random.uniform() < (modelVersion === 1 ? 0.9 : 0.7) ? prediction : 1 - prediction;
      ledger.record(id, { prediction, modelVersion, at: now });
      if (random.uniform() < (hours < 20 * 24 ? 0.9 : 0.2)) due.push({ id, label, at: now + 6 * hour });
    }
    const rows = take(ledger, 1);
    const result = feedDetector(detector, run, losses(rows, labelledRows(rows), task));
    run = result.run;
    fed += result.rows;
    drifts += result.detections.length;

    const matured = takeMatured(ledger);
    const window = matured[0]?.window;
    if (window === undefined) continue;
    for (const cohort of matured)
      accuracy[cohort.modelVersion!]!.push(cohortPerformance(cohort, task).metrics['accuracy']!.value);
    const judged = judgeCoverage(coverage, window, matured);
    coverage = judged.state;
    const advanced = advanceAlerts(
      alerts,
      [coverageSignal(judged.judgement)],
      { window, at: now },
      alertOptions.parse({}),
    );
    alerts = advanced.state;
    told.push(...advanced.transitions.map(({ kind, transition }) => `${window} ${kind} ${transition}`));
  }

  expect(told.filter((one) => one.endsWith('firing'))).toEqual(['1970-01-21 label-coverage firing']);
  expect(told.filter((one) => !one.endsWith('firing') && !one.endsWith('reminder'))).toEqual([]);
  expect(drifts).toBe(0);
  expect(fed).toBeGreaterThan(9_000);
  for (const [version, expected] of [
    [1, 0.9],
    [2, 0.7],
  ] as const) {
    const values = accuracy[version]!;
    expect(values).toHaveLength(38);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean - expected)).toBeLessThan(0.02);
    expect(Math.min(...values.slice(0, 19))).toBeGreaterThan(expected - 0.1); // no day is half the other version
  }
});
