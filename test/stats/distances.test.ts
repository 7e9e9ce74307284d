import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedCramersV, cramersV } from '../../src/stats/cramers-v.js';
import { deltaSquared } from '../../src/stats/delta-squared.js';
import { hellinger } from '../../src/stats/hellinger.js';
import { jensenShannonDistance, jensenShannonDivergence } from '../../src/stats/jensen-shannon.js';
import { lInfinity } from '../../src/stats/l-infinity.js';
import { populationStabilityIndex } from '../../src/stats/psi.js';
import { totalVariation } from '../../src/stats/total-variation.js';
import { golden, relativeError } from './golden.js';

const values = golden('functions') as Record<string, number> & { p: number[]; q: number[]; tab: [number[], number[]] };

const pairs = fc
  .array(
    fc.tuple(fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1e9)), fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1e9))),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((cells) => [cells.map(([a]) => a), cells.map(([, b]) => b)] as const)
  .filter(([a, b]) => a.some((count) => count > 0) && b.some((count) => count > 0));

const distances = {
  jensenShannonDivergence: [jensenShannonDivergence, 1],
  jensenShannonDistance: [jensenShannonDistance, 1],
  hellinger: [hellinger, 1],
  totalVariation: [totalVariation, 1],
  lInfinity: [lInfinity, 1],
  deltaSquared: [deltaSquared, 4],
  cramersV: [cramersV, 1],
} as const;

describe('distances between counts', () => {
  it.each([
    ['js_div_base2', jensenShannonDivergence],
    ['js_dist_base2', jensenShannonDistance],
    ['hellinger', hellinger],
    ['tvd', totalVariation],
  ] as const)('%s is the golden value', (key, distance) => {
    expect(relativeError(distance(values.p, values.q), values[key]!)).toBeLessThan(1e-12);
  });

  it('in any other base', () => {
    const nats = jensenShannonDivergence(values.p, values.q, { base: 'e' });
    expect(jensenShannonDivergence(values.p, values.q, { base: Math.E })).toBe(nats);
    expect(jensenShannonDivergence(values.p, values.q, { base: 10 })).toBe(nats / Math.LN10);
    expect(() => jensenShannonDivergence(values.p, values.q, { base: 1 })).toThrow('number above 1, got 1');
  });

  it('in nats too, and V of the golden table', () => {
    expect(
      relativeError(jensenShannonDistance(values.p, values.q, { base: 'e' }), values['js_dist_nat']!),
    ).toBeLessThan(1e-12);
    expect(
      relativeError(jensenShannonDivergence(values.p, values.q, { base: 'e' }), values['js_dist_nat']! ** 2),
    ).toBeLessThan(1e-12);
    expect(relativeError(cramersV(...values.tab), values['cramers_v']!)).toBeLessThan(1e-12);
  });

  it.each(Object.entries(distances))(
    '%s is symmetric, 0 for equal shares, and in its range for any counts',
    (_, [distance, most]) => {
      fc.assert(
        fc.property(pairs, ([a, b]) => {
          const d = distance(a, b);
          expect(d).toBeGreaterThanOrEqual(0);
          expect(d).toBeLessThanOrEqual(most * (1 + 1e-12));
          expect(distance(b, a)).toBeCloseTo(d, 12);
          expect(
            distance(
              a,
              a.map((count) => 3 * count),
            ),
          ).toBeCloseTo(0, 7);
        }),
      );
    },
  );

  it.each(Object.entries(distances))('%s is largest for disjoint supports', (name, [distance, most]) => {
    const d = distance([5, 3, 0, 0], [0, 0, 2, 9]);
    if (name === 'lInfinity') expect(d).toBeCloseTo(9 / 11, 14);
    else expect(d).toBeCloseTo(most, 12);
  });

  it.each(Object.entries(distances))('%s does not depend on the order of cells, nor on empty ones', (_, [distance]) => {
    const d = distance([5, 3, 8, 1], [4, 9, 2, 0]);
    expect(distance([0, 1, 8, 0, 3, 5], [0, 0, 2, 0, 9, 4])).toBeCloseTo(d, 13);
  });

  it('are on one scale near each other: PSI ≈ 8·JS in nats ≈ 8·Hellinger² ≈ Δ²', () => {
    const [a, b] = [
      [1_000_000, 1_000_000, 1_000_000],
      [1_010_000, 1_000_000, 990_000],
    ];
    const psi = populationStabilityIndex(a, b);
    expect(relativeError(8 * jensenShannonDivergence(a, b, { base: 'e' }), psi)).toBeLessThan(1e-3);
    expect(relativeError(8 * hellinger(a, b) ** 2, psi)).toBeLessThan(1e-3);
    expect(relativeError(deltaSquared(a, b), psi)).toBeLessThan(1e-3);
  });

  it('total variation bounds: H² ≤ TV ≤ H√2', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [h, tv] = [hellinger(a, b), totalVariation(a, b)];
        expect(tv).toBeGreaterThanOrEqual(h * h - 1e-12);
        expect(tv).toBeLessThanOrEqual(h * Math.SQRT2 + 1e-12);
      }),
    );
  });

  it('Δ² and the balanced V stay as they are when one sample grows tenfold; V does not', () => {
    const [a, b] = [
      [600, 400, 200],
      [50, 60, 30],
    ];
    const more = a.map((count) => 10 * count);
    expect(deltaSquared(more, b)).toBeCloseTo(deltaSquared(a, b), 13);
    expect(balancedCramersV(more, b)).toBeCloseTo(balancedCramersV(a, b), 13);
    expect(cramersV(more, b)).toBeLessThan(0.6 * cramersV(a, b));
  });

  it('V is 0 with a single cell, and the balanced one stays in [0, 1]', () => {
    expect(cramersV([7], [9])).toBe(0);
    expect(balancedCramersV([7, 0], [9, 0])).toBe(0);
    expect(balancedCramersV([1, 0], [0, 1])).toBe(0);
    expect(balancedCramersV([1_000, 1_000, 1_000], [1, 0, 0])).toBe(0);
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const v = balancedCramersV(a, b);
        expect(v).toBeGreaterThanOrEqual(0);
        expect(v).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it.each(Object.entries({ ...distances, balancedCramersV: [balancedCramersV, 1] as const }))(
    '%s refuses counts over different cells and empty sides',
    (_, [distance]) => {
      for (const [a, b] of [
        [[1, 2], [1]],
        [[], []],
        [[1], [0]],
        [
          [-1, 2],
          [1, 1],
        ],
      ])
        expect(() => distance(a!, b!)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    },
  );
});
