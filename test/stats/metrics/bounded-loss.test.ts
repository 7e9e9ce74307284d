import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boundedLoss, lossScaleOf } from '../../../src/stats/metrics/bounded-loss.js';

it('is e/(e + s) to the last digit', () => {
  const number = fc.double({ min: -1e12, max: 1e12, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-100);
  fc.assert(
    fc.property(number, number, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (label, prediction, s) => {
      const e = Math.abs(label - prediction);
      expect(boundedLoss(label, prediction, s)).toBe(e === 0 ? 0 : e / (e + s));
    }),
  );
});

it('is in [0, 1] for any finite numbers and any scale', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(number, number, fc.double({ noNaN: true }), (label, prediction, size) => {
      const loss = boundedLoss(label, prediction, lossScaleOf(size));
      expect(loss >= 0 && loss <= 1).toBe(true);
    }),
  );
  expect(boundedLoss(1e308, -1e308, 1)).toBe(1);
  expect(boundedLoss(Number.MAX_VALUE, -Number.MAX_VALUE, lossScaleOf(Infinity))).toBeCloseTo(2 / 3);
});
