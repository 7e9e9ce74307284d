import { describe, expect, it } from 'vitest';
import type { Metric } from 'driftsense';
import { decisions, evaluateClasses, evaluateNumbers } from '../../../src/act/train/evaluate.js';
import { gainOf, lookAtGains as gainsInSteps } from '../../../src/act/train/gate-gains.js';
import { allSteps } from '../../../src/all-steps.js';
import { rowContributions, type Predicted } from '../../../src/act/train/row-contributions.js';
import { meanOf, standardError } from '../../../src/stats/metrics/mean-error.js';
import { seededRandom } from '../../../src/stats/random.js';

const lookAtGains = (...given: Parameters<typeof gainsInSteps>) => allSteps(gainsInSteps(...given));
import { draw } from './gate-rows.js';

/** Labels, and a model that knows something of them: numbers for 0 classes. */
function rowsOf(seed: string, rows: number, classes: number): Predicted {
  const random = seededRandom(seed);
  const labels = draw(rows, () => (classes === 0 ? 50 + 10 * random.normal() : random.integer(classes)));
  if (classes === 0) return { labels, classes, decided: [], said: labels.map((y) => y - 1 + 4 * random.normal()) };
  const said =
    classes === 2
      ? labels.map((y) => Math.round(20 * Math.min(1, Math.max(0, 0.3 + 0.4 * y + 0.2 * random.normal()))) / 20)
      : Float64Array.from(labels).map(() => 0);
  if (classes === 2) return { labels, said, classes, decided: decisions(said, 2) };
  const probabilities = new Float64Array(rows * classes);
  for (const [row, label] of labels.entries()) {
    const weights = Array.from({ length: classes }, (_, k) => random.uniform() + (k === label ? 0.6 : 0));
    const sum = weights.reduce((a, b) => a + b);
    for (const [k, weight] of weights.entries()) probabilities[row * classes + k] = weight / sum;
  }
  return { labels, said: probabilities, classes, decided: decisions(probabilities, classes) };
}

const evaluated = ({ labels, said, classes }: Predicted) =>
  classes === 0 ? evaluateNumbers(labels, said) : evaluateClasses(labels, said, classes);

/** Without one row. */
function without(row: number, { labels, said, classes }: Predicted): Predicted {
  const width = Math.max(1, classes > 2 ? classes : 1);
  const fewer = said.filter((_, i) => Math.floor(i / width) !== row);
  return { labels: labels.filter((_, i) => i !== row), said: fewer, classes, decided: [] };
}

const metrics: readonly [Metric, number][] = [
  ...(['accuracy', 'logLoss', 'brier', 'macroF1', 'auc'] as const).map((metric) => [metric, 2] as [Metric, number]),
  ...(['accuracy', 'logLoss', 'macroF1'] as const).map((metric) => [metric, 4] as [Metric, number]),
  ...(['mae', 'rmse', 'bias', 'rSquared'] as const).map((metric) => [metric, 0] as [Metric, number]),
];

describe('what each row adds to a metric', () => {
  it.each(metrics)('has the metric as its mean, and its standard error: %s of %i classes', (metric, classes) => {
    const rows = rowsOf(`${metric} ${classes}`, 400, classes);
    const added = rowContributions[metric](rows);
    const value = evaluated(rows)[metric]!;
    expect(meanOf(added)).toBeCloseTo(Math.abs(value), 10);
    // The jackknife, which knows no formula: by how much the metric moves when a row is left out.
    const left = rows.labels.map((_, row) => Math.abs(evaluated(without(row, rows))[metric]!));
    const centre = meanOf(left);
    const n = left.length;
    const jackknife = Math.sqrt(((n - 1) / n) * left.reduce((sum, one) => sum + (one - centre) ** 2, 0));
    expect(standardError(added, meanOf(added)) / jackknife).toBeCloseTo(1, 1.3);
  });

  it('of models without errors are no gain, and of one class have no area', () => {
    const labels = Float64Array.of(1, 2, 4);
    const same = { labels, champion: labels, challenger: labels };
    const gains = lookAtGains(same, ['mae', 'rmse', 'bias', 'rSquared'], { classes: 0, decisionThreshold: 0.5 });
    expect(gains).toEqual(Object.fromEntries(Object.keys(gains).map((name) => [name, { sum: 0, squares: 0 }])));
    expect(Object.keys(gains).length).toBe(4);
    const ones = Float64Array.of(1, 1, 1);
    const scores = Float64Array.of(0.2, 0.7, 0.9);
    const one = lookAtGains({ labels: ones, champion: scores, challenger: scores }, ['auc', 'brier'], {
      classes: 2,
      decisionThreshold: 0.5,
    });
    expect(Object.keys(one)).toEqual(['brier']);
  });
});

describe('the lower bound of a gain', () => {
  /** Two models that err alike: how often the bound says that the second is better, of 400 times. */
  const claims = (metric: Metric, classes: number): number => {
    let count = 0;
    for (let run = 0; run < 400; run++) {
      const random = seededRandom(`${metric} ${run}`);
      const labels = draw(300, () => (classes === 0 ? 10 * random.normal() : random.integer(2)));
      const shared = draw(300, () => random.normal());
      const model = () =>
        labels.map((y, i) => {
          const noise = 0.6 * shared[i]! + 0.8 * random.normal();
          return classes === 0 ? y + 2 + 4 * noise : 1 / (1 + Math.exp(-(2 * y - 1 + noise)));
        });
      const rows = { labels, champion: model(), challenger: model() };
      const sums = lookAtGains(rows, [metric], { classes, decisionThreshold: 0.5 })[metric]!;
      if (gainOf(sums, 300).lower > 0) count++;
    }
    return count;
  };

  // At 5 % are 20, with a standard error of 4.4: at most three of them more, and not none, or it would not be a test.
  it.each(metrics.filter(([, classes]) => classes !== 4))('is wrong in about 5 %% of cases: %s', (metric, classes) => {
    const count = claims(metric, classes);
    expect(count).toBeLessThanOrEqual(20 + 3 * 4.4);
    expect(count).toBeGreaterThanOrEqual(20 - 3 * 4.4);
  });
});
