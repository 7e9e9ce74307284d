import { describe, expect, it } from 'vitest';
import { minimumDetectableEffect } from '../../../src/judge/verdict/minimum-detectable-effect.js';
import { compare } from '../../../src/monitor/compare.js';
import { profile } from '../../../src/profile/profile.js';
import { FastRandom } from '../../calibration/fast-random.js';
import { withShare } from '../../calibration/shares.js';

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

describe('minimumDetectableEffect', () => {
  it('tells of each column, and may be given up by who is told', () => {
    const reference = { x: normals(500, 'x'), y: normals(500, 'y'), z: normals(500, 'z') };
    const told: unknown[] = [];
    const controller = new AbortController();
    const settings = { windowSize: 500, signal: controller.signal };
    minimumDetectableEffect(reference, { ...settings, onProgress: (progress) => void told.push(progress) });
    expect(told).toEqual([1, 2, 3].map((done) => ({ done, total: 3, unit: 'columns' })));
    const onProgress = (): void => controller.abort('enough');
    expect(() => minimumDetectableEffect(reference, { ...settings, onProgress })).toThrow(
      expect.objectContaining({ code: 'ABORTED', cause: 'enough' }),
    );
  });

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
    ['a rise of one of five', [0.2, 0.2, 0.2, 0.2, 0.2], 200],
    ['a rise of one of five in longer windows', [0.3, 0.25, 0.2, 0.15, 0.1], 1_000],
    ['a fall of one of two', [0.9, 0.1], 200],
  ])('is flagged in four of five windows when the share of a category changes by it: %s', (_, shares, windowSize) => {
    let flagged = 0;
    const references = windows / 5;
    for (let r = 0; r < references; r++) {
      const reference = profile({ x: letters(2 * windowSize, shares, `reference ${windowSize} ${r}`) });
      const moved = withShare(shares, 0, minimumDetectableEffect(reference, { windowSize })[0]!.share!);
      for (let w = 0; w < windows / references; w++)
        if (compare(reference, { x: letters(windowSize, moved, `${windowSize} ${r} ${w}`) }).verdict === 'drift')
          flagged++;
    }
    expect(Math.abs(flagged / windows - 0.8)).toBeLessThan(0.03 + 3 * Math.sqrt((0.8 * 0.2) / windows));
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

  it('leaves out columns that cannot be tested, and those whose categories are too rare for the window', () => {
    const shop = Array.from({ length: 600 }, (_, i) => 'abc'[i % 3]!);
    const id = Array.from({ length: 600 }, (_, i) => `row ${i}`);
    const effects = minimumDetectableEffect({ shop, id }, { windowSize: 300 });
    expect(effects.map(({ column }) => column)).toEqual(['shop']);
    expect(effects[0]).not.toHaveProperty('shift');
    expect(effects[0]!.psi).toBeGreaterThan(0.05);
    const code = Array.from({ length: 10_000 }, (_, i) => `code ${i % 100}`);
    expect(minimumDetectableEffect({ code }, { windowSize: 50 })).toEqual([]);
    expect(minimumDetectableEffect({ code }, { windowSize: 1_000 })).toHaveLength(1);
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
