import { defineSchema, Monitor, type MonitorOptions } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';

const random = seededRandom('decisions');
/** Labels, and a score that is right about them more often the farther it is from a half. */
const rowsOf = (rows: number) => {
  const score = Array.from({ length: rows }, () => random.uniform());
  return { score, label: score.map((p) => (random.uniform() < p ? 'yes' : 'no')) };
};
const schema = defineSchema({ score: 'score', label: 'label' });
const classes = defineSchema({ score: 'score', guess: 'prediction', label: 'label' });
const monitorOf = (options: Partial<MonitorOptions> = {}) =>
  new Monitor({ schema, reference: rowsOf(2_000), positive: 'yes', ...options });
const errorOf = async (monitor: Monitor, window: object) => {
  const { performance } = await monitor.process(window as never);
  await monitor.close();
  return 1 - performance!.metrics['accuracy']!.value;
};

describe('a score', () => {
  const window = rowsOf(1_000);
  const wrong = (threshold: number) =>
    window.score.filter((p, i) => (p >= threshold ? 'yes' : 'no') !== window.label[i]).length / 1_000;

  it.each([0.5, 0.2, 0.9])('becomes a prediction at the decision threshold, %d (R27.3)', async (decisionThreshold) => {
    expect(await errorOf(monitorOf({ decisionThreshold }), window)).toBeCloseTo(wrong(decisionThreshold), 12);
  });

  it('is not asked where the prediction is there as a class', async () => {
    const always = { ...window, guess: window.label.map(() => 'no') };
    const reference = { ...rowsOf(2_000), guess: Array.from({ length: 2_000 }, (_, i) => (i % 2 ? 'yes' : 'no')) };
    const monitor = monitorOf({ schema: classes, reference });
    const share = window.label.filter((label) => label === 'yes').length / 1_000;
    expect(await errorOf(monitor, always)).toBeCloseTo(share, 12);
  });

  it('that is missing gives no prediction, and no wrong one', async () => {
    const half = { ...window, score: window.score.map((p, i) => (i % 2 ? p : null)) };
    const monitor = monitorOf();
    const { performance } = await monitor.process(half);
    expect(performance).toMatchObject({ labelled: 500 });
    await monitor.close();
  });

  it.each([1.01, -0.01, 7, Infinity])('of %d is an error of its column', async (odd) => {
    const monitor = monitorOf();
    const report = await monitor.process({ ...window, score: [odd, ...window.score.slice(1)] });
    expect(report.violations).toEqual([{ column: 'score', kind: 'out-of-range', count: 1, detail: 'outside [0, 1]' }]);
    await monitor.close();
  });

  it('needs a threshold between 0 and 1', () => {
    for (const decisionThreshold of [0, 1, -1, Number.NaN])
      expect(() => monitorOf({ decisionThreshold })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });
});

describe('a prediction', () => {
  it('is a number where the label is one', async () => {
    const numbers = defineSchema({ guess: 'prediction', price: { role: 'label', type: 'numeric' } });
    const priced = (rows: number, off: number) => {
      const price = Array.from({ length: rows }, () => 100 + random.normal());
      return { price, guess: price.map((p) => p + off) };
    };
    const monitor = new Monitor({ schema: numbers, reference: priced(1_000, 0.5) });
    const { performance } = await monitor.process(priced(500, 2));
    expect(performance!.metrics['mae']!.value).toBeCloseTo(2, 9);
    await monitor.close();
  });
});
