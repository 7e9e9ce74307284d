import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';
import { sortAscending, sortingRoom } from '../../src/stats/sort-ascending.js';

const random = seededRandom('sort');
const size = 20_000;
const many = (value: (i: number) => number) => Float64Array.from({ length: size }, (_, i) => value(i));

const samples: [string, Float64Array][] = [
  ['normal', many(() => random.normal())],
  ['far from 0', many(() => 1e9 + random.normal())],
  ['with a long tail', many(() => Math.exp(10 * random.normal()))],
  ['with one outlier', many((i) => (i === 7 ? 1e300 : random.normal()))],
  ['with outliers at every scale', many((i) => 2 ** ((i % 2_000) - 1_000) * random.normal())],
  ['whole', many(() => random.integer(40))],
  ['equal', many(() => 0.1)],
  ['all but one equal', many((i) => (i === 5 ? -3 : 0.1))],
  ['ascending', many((i) => i)],
  ['descending', many((i) => -i)],
  ['subnormal', many((i) => (i % 977) * Number.MIN_VALUE)],
  ['over the whole range', many((i) => (i % 2 === 0 ? 1 : -1) * Number.MAX_VALUE * random.uniform())],
];

describe('sortAscending', () => {
  it.each(samples)('gives what the built-in sort gives for %s values', (_, values) => {
    expect(sortAscending(values.slice())).toEqual(values.slice().sort());
  });

  it('gives what the built-in sort gives for any finite values, crowded or not', () => {
    const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }));
    fc.assert(
      fc.property(
        fc.array(numbers, { minLength: 1_000, maxLength: 3_000 }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (given, spread) => {
          const values = Float64Array.from(given, (x, i) => (i % 3 === 0 ? x : (x + 0) / spread + 0));
          const sorted = sortAscending(values.slice());
          expect(sorted.map((x) => x + 0)).toEqual(
            values
              .slice()
              .sort()
              .map((x) => x + 0),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('sorts the same in room that held other numbers before, and more of them', () => {
    const room = sortingRoom(size + 100);
    room.given.fill(7);
    room.ends.fill(7);
    for (const [, values] of samples)
      expect(sortAscending(values.slice(0, size - 10), room)).toEqual(values.slice(0, size - 10).sort());
  });

  it('sorts in place and returns the same array', () => {
    const values = Float64Array.of(2, 1);
    expect(sortAscending(values)).toBe(values);
    expect([...values]).toEqual([1, 2]);
  });
});
