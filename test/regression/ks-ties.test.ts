import { describe, expect, it } from 'vitest';
import { ksTest } from '../../src/stats.js';
import { seededRandom } from '../../src/stats/random.js';
import { numericPairs, smallPair } from '../stats/golden-pairs.js';

// Row 23: scipy calls "asymptotic" what is not the limit law, and has no law for ties.
it('each p-value of KS has its own name: exact, asymptotic and limit differ on eight and seven values', () => {
  const [, { x, y }] = numericPairs().find(([name]) => name === 'tiny_8_7')!;
  const p = (method: 'exact' | 'asymptotic' | 'limit') => ksTest(x, y, { method }).pValue;
  expect(p('exact')).toBeCloseTo(0.01305, 5);
  expect(p('asymptotic')).toBeCloseTo(0.0078, 4);
  expect(p('limit')).toBeCloseTo(0.03, 3);
});

// Row 26: others compare i/m with the left limit, value by value.
describe('KS under ties', () => {
  it('compares only once all equal values are counted: rounded data hold their level', () => {
    // Comparing i/n with the left limit for every element alarms on all such data.
    const random = seededRandom('ks ties');
    const runs = 1500;
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const draw = (n: number) => Array.from({ length: n }, () => Math.round(random.normal()));
      if (ksTest(draw(200), draw(150)).pValue < 0.05) rejected++;
    }
    expect(rejected / runs).toBeLessThanOrEqual(0.05);
    expect(rejected).toBeGreaterThan(0); // a test that never rejects would pass as well
  });

  it('finds no distance between equal samples in which every value is tied', () => {
    expect(ksTest([1, 1, 2, 2, 2], [2, 1, 2, 1, 2])).toMatchObject({ statistic: 0, pValue: 1 });
    expect(ksTest([5, 5, 5], [5, 5, 5, 5, 5])).toMatchObject({ statistic: 0, pValue: 1 });
  });

  it('treats ties as continuous in the exact p-value, on the safe side of the exact law with ties', () => {
    const { x, y } = smallPair().ks_ties;
    const conservative = ksTest(x, y, { method: 'exact' }).pValue;
    expect(conservative).toBeCloseTo(0.20332961559910004, 12);
    // The law of this very pattern of ties.
    expect(ksTest(x, y, { method: 'exactTies' }).pValue).toBeCloseTo(0.116179835778705, 12);
    expect(conservative).toBeGreaterThan(0.116179835778705);
  });
});
