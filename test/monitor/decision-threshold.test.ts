import { compare, defineSchema, Monitor, profile, type MonitorOptions } from 'driftsense';
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

  it('in a reference is refused where it is no probability, with what to do; single odd values are counted (R27.3)', () => {
    const reference = rowsOf(2_000);
    const refused = (score: readonly unknown[]): unknown => {
      try {
        return monitorOf({ reference: { ...reference, score } }).reference.notes.join();
      } catch (error) {
        return error;
      }
    };
    const { score } = reference;
    expect(refused(score.map((p) => 100 * p))).toMatchObject({
      code: 'SCHEMA_INVALID',
      message: expect.stringMatching(
        /^column 'score' of the reference: expected probabilities in \[0, 1\], got outside \[0, 1\] in 19\d\d rows$/,
      ) as string,
      remedy: expect.stringContaining('divide percentages by 100') as string,
    });
    expect(refused(score.map((p) => [1 - p, p]))).toMatchObject({
      code: 'VALUE_NESTED',
      message: expect.stringContaining('the first is nested: score[0] in 2000 rows') as string,
      remedy: "give one score column per class, its name ending with the class: 'score_<class>'",
    });
    expect(refused(score.map(() => 'high'))).toMatchObject({ code: 'SCHEMA_INVALID' });
    expect(refused(score.map((p, i) => (i < 20 ? 1.5 : p)))).toContain('out-of-range in 20 rows');
    expect(refused(score.map((p, i) => (i < 21 ? 1.5 : p)))).toMatchObject({ code: 'SCHEMA_INVALID' });
    expect(refused(score.map((p, i) => (i % 2 ? null : p)))).toBe('');
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

describe('predictions and labels of one model (R27.2)', () => {
  const table = (guess: (i: number) => unknown, label: (i: number) => unknown) =>
    Array.from({ length: 400 }, (_, i) => ({ x: i % 7, guess: guess(i), label: label(i) }));
  const columns = { guess: { role: 'prediction' }, label: { role: 'label' } } as const;
  const yes = (i: number) => (i % 2 ? 'yes' : 'no');

  it.each([
    ['0 and 1 for no and yes', (i: number) => i % 2, yes],
    ['booleans for no and yes', (i: number) => i % 2 === 1, yes],
    ['booleans for 0 and 1', (i: number) => i % 2 === 1, (i: number) => i % 2],
    ['other words', (i: number) => (i % 2 ? 'Yes' : 'No'), yes],
    ['words for numbers', (i: number) => `v${i}`, (i: number) => i * 1.5],
  ])('are refused where they have no value in common: %s', (_, guess, label) => {
    const refused = expect.objectContaining({
      code: 'SCHEMA_INVALID',
      message: "no prediction in 'guess' is a value of the label 'label'",
      remedy: 'write both alike',
    }) as Error;
    const reference = table(guess, label);
    expect(() => new Monitor({ reference, columns })).toThrow(refused);
    const type = typeof label(1) === 'number' && label(1) !== 1 ? 'numeric' : 'categorical';
    const roles = { guess: { role: 'prediction', type }, label: { role: 'label', type } } as const;
    const stored = profile(reference, { schema: defineSchema({ x: 'numeric', ...roles }) });
    expect(() => compare(stored, reference)).toThrow(refused);
  });

  it.each([
    ['numbers and the same numbers as text', (i: number) => i % 2, (i: number) => String(i % 2)],
    ['booleans and their words', (i: number) => i % 2 === 1, (i: number) => String(i % 2 === 1)],
    ['a model that always says the same', () => 'no', yes],
    ['numbers, some of them words', (i: number) => (i % 400 === 7 ? 'n/k' : i), (i: number) => i * 1.5],
  ])('are compared: %s', (_, guess, label) => {
    const rows = table(guess, label);
    expect(compare(rows, rows, { columns }).performance!.labelled).toBeGreaterThanOrEqual(399);
  });
});
