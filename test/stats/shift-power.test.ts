import { describe, expect, it } from 'vitest';
import { deciderTest } from '../../src/stats/decider.js';
import { orderedPower, shiftedShares } from '../../src/stats/shift-power.js';
import { FastRandom } from '../calibration/fast-random.js';
import { psiBetween, sampler } from '../calibration/shares.js';

const [n, m] = [1_000, 200];
const p = shiftedShares(10, 0);
const power = (shift: number, tolerance: number, level: number) =>
  orderedPower({ p, q: shiftedShares(10, shift), n, m, tolerance, level });

describe('shiftedShares', () => {
  it('are equal without a shift, and at a PSI of .05 where methods say it is: .228 standard deviations', () => {
    for (const share of p) expect(share).toBeCloseTo(0.1, 12);
    expect(psiBetween(p, shiftedShares(10, 0.228))).toBeCloseTo(0.05, 3);
  });
});

describe('orderedPower', () => {
  it('is half of the level without a change, which is what each of the two parts has, and grows to 1 with the shift', () => {
    expect(power(0, 0, 0.01)).toBeCloseTo(0.005, 5);
    expect(power(0.2, 0, 0.01)).toBeLessThan(power(0.3, 0, 0.01));
    expect(power(3, 0, 0.01)).toBeGreaterThan(1 - 1e-9);
  });

  it('is what the decider does at a great shift, where the law of small ones is wrong by .07', () => {
    const [tolerance, level, runs] = [0.05, 1.8e-4, 1_500];
    const random = new FastRandom('ordered power');
    const [before, now] = [sampler(p), sampler(shiftedShares(10, 0.6))];
    let found = 0;
    for (let run = 0; run < runs; run++)
      if (deciderTest(before(n, random), now(m, random), { tolerance }).pValue < level) found++;
    const expected = power(0.6, tolerance, level);
    expect(Math.abs(found / runs - expected)).toBeLessThan(0.02 + 3 * Math.sqrt((expected * (1 - expected)) / runs));
  });
});
