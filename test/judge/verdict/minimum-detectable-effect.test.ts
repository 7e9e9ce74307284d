import { describe, expect, it } from 'vitest';
import { minimumDetectableEffect } from '../../../src/judge/verdict/minimum-detectable-effect.js';
import { compare } from '../../../src/monitor/compare.js';
import { profile } from '../../../src/profile/profile.js';
import { FastRandom } from '../../calibration/fast-random.js';

const normals = (n: number, seed: string, shift = 0): Float64Array => {
  const random = new FastRandom(seed);
  return Float64Array.from({ length: n }, () => random.normal() + shift);
};

const letters = (n: number, shares: readonly number[], seed: string): string[] => {
  const random = new FastRandom(seed);
  return Array.from({ length: n }, () => {
    let u = random.uniform();
    let k = 0;
    while (k < shares.length - 1 && u >= shares[k]!) u -= shares[k++]!;
    return 'abcde'[k]!;
  });
};

/** Shares that are away from these by a PSI, mass moved along a direction. */
function movedBy(psi: number, shares: readonly number[], direction: readonly number[]): number[] {
  const by = (amount: number) => shares.map((share, k) => share + amount * direction[k]!);
  let [low, high] = [0, 0.199 / -Math.min(...direction)];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const reached = by(middle).reduce((sum, q, k) => sum + (q - shares[k]!) * Math.log(q / shares[k]!), 0);
    if (reached < psi) low = middle;
    else high = middle;
  }
  return by(low);
}

describe('minimumDetectableEffect', () => {
  const windows = process.env['NIGHTLY'] ? 2_000 : 250;

  it.each([200, 1_000, 5_000])(
    'is flagged in four of five windows of %i rows when a column moves by it',
    (windowSize) => {
      let flagged = 0;
      const references = 10;
      for (let r = 0; r < references; r++) {
        const reference = profile({ x: normals(5 * windowSize, `reference ${windowSize} ${r}`) });
        const [effect] = minimumDetectableEffect(reference, { windowSize });
        for (let w = 0; w < windows / references; w++) {
          const window = { x: normals(windowSize, `window ${windowSize} ${r} ${w}`, effect!.shift) };
          if (compare(reference, window).verdict === 'drift') flagged++;
        }
      }
      const error = 3 * Math.sqrt((0.8 * 0.2) / windows);
      expect(Math.abs(flagged / windows - 0.8)).toBeLessThan(0.05 + error);
    },
  );

  it.each([
    ['from one to another', [1, 0, 0, 0, -1]],
    ['from two to two others', [1, 1, 0, -1, -1]],
    ['from all others to one', [1, -0.25, -0.25, -0.25, -0.25]],
    ['from one to all others', [-1, 0.25, 0.25, 0.25, 0.25]],
  ])('is flagged in .68 to .87 of windows when categories move by it, depending on the shape: %s', (_, direction) => {
    const even = [0.2, 0.2, 0.2, 0.2, 0.2];
    for (const windowSize of [200, 1_000]) {
      let flagged = 0;
      const references = 10;
      for (let r = 0; r < references; r++) {
        const reference = profile({ x: letters(5 * windowSize, even, `reference ${windowSize} ${r}`) });
        const [effect] = minimumDetectableEffect(reference, { windowSize });
        const moved = movedBy(effect!.psi, even, direction);
        for (let w = 0; w < windows / references; w++)
          if (compare(reference, { x: letters(windowSize, moved, `${windowSize} ${r} ${w}`) }).verdict === 'drift')
            flagged++;
      }
      const error = 3 * Math.sqrt((0.7 * 0.3) / windows);
      expect(flagged / windows).toBeGreaterThan(0.68 - error);
      expect(flagged / windows).toBeLessThan(0.87 + error);
    }
  });

  it('asks for more change in smaller windows, among more columns and with less tolerance for misses', () => {
    const reference = profile({ x: normals(2_000, 'a'), y: normals(2_000, 'b') });
    const shift = (options: Parameters<typeof minimumDetectableEffect>[1]) =>
      minimumDetectableEffect(reference, options)[0]!.shift!;
    const usual = shift({ windowSize: 1_000 });
    expect(shift({ windowSize: 100 })).toBeGreaterThan(usual);
    expect(shift({ windowSize: 1_000, level: 0.0009 })).toBeGreaterThan(usual);
    expect(shift({ windowSize: 1_000, power: 0.95 })).toBeGreaterThan(usual);
    expect(shift({ windowSize: 1_000, tolerance: 0 })).toBeLessThan(usual);
    const alone = minimumDetectableEffect({ x: normals(2_000, 'a') }, { windowSize: 1_000 })[0]!.shift!;
    expect(alone).toBeLessThan(usual);
    // A column that weighs a thousand times as much has nearly all of the budget.
    expect(shift({ windowSize: 1_000, weights: { x: 1_000 } })).toBeCloseTo(alone, 3);
    expect(shift({ windowSize: 1_000, weights: { y: 1_000 } })).toBeGreaterThan(usual);
  });

  it('leaves out columns that cannot be tested and gives categories a divergence only', () => {
    const shop = Array.from({ length: 600 }, (_, i) => 'abc'[i % 3]!);
    const id = Array.from({ length: 600 }, (_, i) => `row ${i}`);
    const effects = minimumDetectableEffect({ shop, id }, { windowSize: 300 });
    expect(effects.map(({ column }) => column)).toEqual(['shop']);
    expect(effects[0]).not.toHaveProperty('shift');
    expect(effects[0]!.psi).toBeGreaterThan(0.05);
  });

  it('refuses the weight of a column that there is not, naming the nearest', () => {
    const table = { amount: Array.from({ length: 600 }, (_, i) => i % 50) };
    expect(() => minimumDetectableEffect(table, { windowSize: 300, weights: { amuont: 3 } })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_COLUMN', message: expect.stringContaining("did you mean 'amount'?") }),
    );
  });

  it('refuses options that are none', () => {
    expect(() => minimumDetectableEffect({ x: [1, 2] }, { windowSize: 0 })).toThrow('windowSize');
  });
});
