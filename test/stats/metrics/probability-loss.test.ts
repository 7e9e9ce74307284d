import { describe, expect, it } from 'vitest';
import {
  brier,
  brierEstimate,
  logLoss,
  logLossEstimate,
  multiclassLogLoss,
  multiclassLogLossEstimate,
} from '../../../src/stats/metrics/probability-loss.js';

describe('losses of probabilities', () => {
  it('by hand', () => {
    expect(logLoss([0, 1, 1], [0.2, 0.9, 0.4])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.9) + Math.log(0.4)) / 3, 15);
    expect(brier([0, 1, 1], [0.2, 0.9, 0.4])).toBeCloseTo((0.04 + 0.01 + 0.36) / 3, 15);
    expect(multiclassLogLoss([0, 2], [0.5, 0.3, 0.2, 0.1, 0.1, 0.8], 3)).toBeCloseTo(
      -(Math.log(0.5) + Math.log(0.8)) / 2,
      15,
    );
  });

  it('of two classes are the same in both forms', () => {
    const [labels, scores] = [
      [0, 1, 1, 0],
      [0.3, 0.6, 0.99, 0.01],
    ];
    expect(
      multiclassLogLoss(
        labels,
        scores.flatMap((p) => [1 - p, p]),
        2,
      ),
    ).toBeCloseTo(logLoss(labels, scores), 14);
  });

  it('cost a confident mistake 36 nats, not everything', () => {
    expect(logLoss([1], [0])).toBeCloseTo(-Math.log(2 ** -52), 10);
    expect(logLoss([1], [1])).toBeCloseTo(0, 14);
  });

  it('have intervals mean ± 1.645·sd/√m, cut at what is possible', () => {
    const estimate = brierEstimate([0, 1, 1, 0], [0.3, 0.6, 0.9, 0.2])!;
    const losses = [0.09, 0.16, 0.01, 0.04];
    const mean = 0.075;
    const sd = Math.sqrt(losses.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 3);
    expect(estimate.value).toBeCloseTo(mean, 15);
    expect(estimate.interval[0]).toBeCloseTo(mean - 1.6448536269514722 * (sd / 2), 12);
    expect(estimate.interval[1]).toBeCloseTo(mean + 1.6448536269514722 * (sd / 2), 12);
    expect(logLossEstimate([1, 1], [1, 0.01])!.interval[0]).toBe(0);
    expect(brierEstimate([1, 1], [1, 0.1])!.interval).toEqual([0, expect.closeTo(1, 10)]);
    expect(multiclassLogLossEstimate([0, 1], [0.9, 0.1, 0.5, 0.5], 2)!.value).toBe(
      multiclassLogLoss([0, 1], [0.9, 0.1, 0.5, 0.5], 2),
    );
  });

  it('have no interval from a single row', () => {
    expect(logLossEstimate([1], [0.4])).toBeUndefined();
  });

  it('refuse labels, probabilities and lengths that are none', () => {
    const refused = expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' });
    expect(() => logLoss([0.5], [0.5])).toThrow(refused);
    expect(() => brier([1], [1.01])).toThrow(refused);
    expect(() => brier([1], [Number.NaN])).toThrow(refused);
    expect(() => logLoss([], [])).toThrow(refused);
    expect(() => multiclassLogLoss([3], [0.2, 0.3, 0.5], 3)).toThrow(refused);
    expect(() => multiclassLogLoss([0], [0.5, 0.5], 3)).toThrow(refused);
    expect(() => multiclassLogLoss([], [], 3)).toThrow(refused);
  });
});
