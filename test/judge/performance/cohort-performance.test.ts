import { describe, expect, it } from 'vitest';
import { evaluateClasses } from '../../../src/act/train/evaluate.js';
import { cohortPerformance, type LabelledCohort } from '../../../src/judge/performance/cohort-performance.js';
import type { TaskSettings } from '../../../src/judge/performance/outcomes.js';
import { aucEstimate } from '../../../src/stats/metrics/ranking.js';
import { accuracyEstimate } from '../../../src/stats/metrics/classification.js';
import { maeEstimate } from '../../../src/stats/metrics/regression.js';
import { seededRandom } from '../../../src/stats/random.js';

const binary: TaskSettings = { task: 'binary', classes: ['no', 'yes'], decisionThreshold: 0.5, lossScale: 1 };
const regression: TaskSettings = { task: 'regression', classes: [], decisionThreshold: 0.5, lossScale: 1 };

const cohortOf = (
  joined: Partial<LabelledCohort['joined']> = {},
  more: Partial<LabelledCohort> = {},
): LabelledCohort => {
  const labels = joined.labels ?? new Float64Array();
  return {
    window: '2024-03-30',
    from: 5,
    to: 9,
    predictions: 10,
    mature: 8,
    covered: 6,
    joined: { rows: labels.length, labels, predictions: labels, ...joined },
    ...more,
  };
};

describe('performance by time of prediction', () => {
  it('is the metrics of the labelled rows, with how many these are of how many', () => {
    const labels = Float64Array.of(0, 1, 1, 0, 1);
    const scores = Float64Array.of(0.2, 0.9, 0.4, 0.6, 0.8);
    const predictions = Float64Array.of(0, 1, 0, 1, 1);
    const lag = { rows: 5, median: 1, p90: 2 };
    const report = cohortPerformance(cohortOf({ labels, scores, predictions }, { modelVersion: 3, lag }), binary);
    expect(report).toMatchObject({
      window: '2024-03-30',
      from: 5,
      to: 9,
      rows: 10,
      labelled: 5,
      maturity: 0.5,
      provisional: true,
      modelVersion: 3,
      coverage: 0.75,
      lag,
    });
    expect(report.metrics['accuracy']).toEqual(accuracyEstimate(labels, predictions));
    expect(report.metrics['auc']).toEqual(aucEstimate(labels, scores));
    // As at training.
    const trained = evaluateClasses(labels, scores, 2);
    expect(Object.keys(report.metrics).toSorted()).toEqual(Object.keys(trained).toSorted());
    for (const [name, { value, interval }] of Object.entries(report.metrics)) {
      expect(value, name).toBeCloseTo(trained[name]!, 12);
      expect(interval[0] <= value && value <= interval[1], name).toBe(true);
    }
  });

  it('is provisional below nine labels of ten predictions', () => {
    const labels = new Float64Array(9).map((_, i) => i);
    expect(cohortPerformance(cohortOf({ labels }), regression).provisional).toBe(false);
    expect(cohortPerformance(cohortOf({ labels }, { predictions: 11 }), regression).provisional).toBe(true);
  });

  it('is the same to the last bit whatever the order of the rows', () => {
    const random = seededRandom('rows');
    const rows = Array.from({ length: 500 }, () => {
      const label = random.normal() * 10 ** random.integer(9);
      return { label, prediction: label + random.normal() };
    });
    const reportOf = (order: typeof rows) =>
      cohortPerformance(
        cohortOf(
          {
            labels: Float64Array.from(order, ({ label }) => label),
            predictions: Float64Array.from(order, ({ prediction }) => prediction),
          },
          { predictions: 500 },
        ),
        regression,
      );
    const expected = reportOf(rows);
    const plain = maeEstimate(
      rows.map(({ label }) => label),
      rows.map(({ prediction }) => prediction),
    )!;
    expect(expected.metrics['mae']!.value).toBeCloseTo(plain.value, 10);
    for (let i = 0; i < 50; i++) expect(reportOf(random.shuffle(rows))).toEqual(expected);
  });

  it('leaves out what needs a score where some row has none, and has nothing to say of no row', () => {
    const labels = Float64Array.of(0, 1, 1);
    const scores = Float64Array.of(0.2, Number.NaN, 0.4);
    const report = cohortPerformance(cohortOf({ labels, scores }), binary);
    expect(report.metrics).toMatchObject({
      accuracy: { value: 1 },
      macroF1: { value: 1 },
      truePositives: { value: 2 },
    });
    for (const name of ['auc', 'logLoss', 'brier']) expect(report.metrics).not.toHaveProperty(name);
    const none = cohortPerformance(cohortOf({}, { predictions: 0, mature: 0, covered: 0 }), binary);
    expect(none).toMatchObject({ labelled: 0, maturity: 0, metrics: {} });
    expect(none).not.toHaveProperty('coverage');
  });
});
