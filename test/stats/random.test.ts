import * as fc from 'fast-check';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { chiSquared } from '../../src/stats/distributions/chi-squared.js';
import { normal } from '../../src/stats/distributions/normal.js';
import { seededRandom, SeededRandom, subRandom, type RandomState } from '../../src/stats/random.js';

describe('seededRandom', () => {
  it('gives the same numbers for the same seed everywhere', () => {
    // Pinned: integer arithmetic only, so that any engine must agree.
    const random = seededRandom(7);
    expect([random.uniform(), random.integer(10), random.integer(1000)]).toEqual([0.33635842968800844, 9, 259]);
    expect(seededRandom('7').uniform()).toBe(seededRandom(7).uniform());
    expect(seededRandom(8).uniform()).not.toBe(seededRandom(7).uniform());
  });

  it('draws what pure-rand draws from the same state', () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(fc.tuple(word, word, word, fc.integer({ min: 1, max: 2 ** 31 - 1 })), (state) => {
        const peer = xoroshiro128plusFromState(state);
        const random = SeededRandom.fromState({ generator: 'xoroshiro128plus', state });
        for (let i = 0; i < 100; i++)
          expect(random.uniform()).toBe(((peer.next() >>> 5) * 2 ** 26 + (peer.next() >>> 6)) * 2 ** -53);
        expect(random.toJSON().state).toEqual([...peer.getState()]);
      }),
    );
  });

  it('goes on from a state that went through JSON as if nothing had happened', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, steps) => {
        const random = seededRandom(seed);
        for (let i = 0; i < steps; i++) random.uniform();
        const restored = SeededRandom.fromState(JSON.parse(JSON.stringify(random)) as RandomState);
        for (let i = 0; i < 5; i++) expect(restored.normal()).toBe(random.normal());
        expect(restored.sample(3, 9)).toEqual(random.sample(3, 9));
      }),
    );
  });

  it('refuses a state that it did not write', () => {
    const good = seededRandom(1).toJSON();
    for (const state of [
      null,
      {},
      { ...good, generator: 'mersenne' },
      { ...good, state: [1, 2, 3] },
      { ...good, state: [0, 0, 0, 0] },
      { ...good, state: [1, 2, 3, 0.5] },
      { ...good, state: [1, 2, 3, 2 ** 40] },
    ])
      expect(() => SeededRandom.fromState(state as RandomState)).toThrow(
        expect.objectContaining({ code: 'STATE_INVALID' }),
      );
  });

  it('has uniforms of 53 bits in [0, 1), evenly spread, without memory', () => {
    const random = seededRandom('uniforms');
    const cells = new Float64Array(100);
    let [lowBits, products, outside] = [0, 0, 0];
    let previous = random.uniform();
    const runs = 200_000;
    for (let i = 0; i < runs; i++) {
      const u = random.uniform();
      if (!(u >= 0 && u < 1)) outside++;
      cells[Math.floor(u * 100)]!++;
      if ((u * 2 ** 53) % 2 === 1) lowBits++;
      products += (u - 0.5) * (previous - 0.5);
      previous = u;
    }
    expect(outside).toBe(0);
    const x2 = cells.reduce((sum, count) => sum + (count - runs / 100) ** 2 / (runs / 100), 0);
    expect(chiSquared(99).sf(x2)).toBeGreaterThan(1e-4);
    expect(Math.abs(lowBits - runs / 2)).toBeLessThan(4 * Math.sqrt(runs / 4));
    expect(Math.abs(products) * 12).toBeLessThan(4 * Math.sqrt(runs));
  });

  it('has integers that are equally likely, also where n does not divide 2⁵³', () => {
    const random = seededRandom('integers');
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]!++;
    expect(chiSquared(6).sf(counts.reduce((sum, count) => sum + (count - 1e4) ** 2 / 1e4, 0))).toBeGreaterThan(1e-4);
    expect(random.integer(1)).toBe(0);
    // Two thirds of 2⁵³: without a fair rejection the lower half would come twice as often.
    const large = Math.floor((2 ** 53 * 2) / 3);
    let low = 0;
    for (let i = 0; i < 4000; i++) if (random.integer(large) < large / 2) low++;
    expect(Math.abs(low - 2000)).toBeLessThan(4 * Math.sqrt(1000));
    expect(() => random.integer(0)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });

  it('has normal numbers', () => {
    const random = seededRandom('normals');
    const cells = new Float64Array(20);
    for (let i = 0; i < 40_000; i++) cells[Math.min(19, Math.floor(20 * normal.cdf(random.normal())))]!++;
    expect(chiSquared(19).sf(cells.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0))).toBeGreaterThan(1e-4);
  });

  it('samples distinct indices, every one equally often, in any order', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.integer(), (k, extra, seed) => {
        const chosen = seededRandom(seed).sample(k, k + extra);
        expect(new Set(chosen).size).toBe(k);
        expect(chosen.every((i) => Number.isInteger(i) && i >= 0 && i < k + extra)).toBe(true);
      }),
    );
    const random = seededRandom('samples');
    const [times, first] = [new Float64Array(6), new Float64Array(6)];
    for (let run = 0; run < 12_000; run++) {
      const chosen = random.sample(3, 6);
      first[chosen[0]!]!++;
      for (const i of chosen) times[i]!++;
    }
    expect(times.every((count) => Math.abs(count - 6000) < 4 * Math.sqrt(3000))).toBe(true);
    expect(first.every((count) => Math.abs(count - 2000) < 4 * Math.sqrt(2000))).toBe(true);
    expect(random.sample(3, 1e12)).toHaveLength(3);
    expect(() => random.sample(4, 3)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });

  it('shuffles a copy into every order equally often', () => {
    const random = seededRandom('shuffles');
    const orders = new Map<string, number>();
    const values = Object.freeze(['a', 'b', 'c']);
    for (let i = 0; i < 12_000; i++) {
      const order = random.shuffle(values).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(2000));
  });
});

const first = (purpose: string, name: string) => subRandom(7, purpose, name).uniform();

describe('subRandom', () => {
  it('gives every purpose and name a stream of its own', () => {
    const all = [
      first('sample', 'a'),
      first('sample', 'b'),
      first('split', 'a'),
      first('sam', 'plea'),
      seededRandom(7).uniform(),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(first('sample', 'a')).toBe(all[0]);
  });

  it('gives streams that are not correlated', () => {
    const [x, y] = [subRandom(1, 'x', 'column_1'), subRandom(1, 'x', 'column_2')];
    let products = 0;
    for (let i = 0; i < 50_000; i++) products += (x.uniform() - 0.5) * (y.uniform() - 0.5);
    expect(Math.abs(products) * 12).toBeLessThan(4 * Math.sqrt(50_000));
  });
});
