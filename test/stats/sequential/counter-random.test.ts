import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/stats/random.js';
import { counterKey, counterUniform } from '../../../src/stats/sequential/counter-random.js';
import { threefry2x32, uniformOfRow } from '../../oracles/threefry.js';

describe('numbers that belong to rows', () => {
  // Known answers of Random123 1.14 (kat_vectors, threefry2x32 20).
  it.each([
    [
      [0n, 0n],
      [0n, 0n],
      [0x6b200159n, 0x99ba4efen],
    ],
    [
      [0xffffffffn, 0xffffffffn],
      [0xffffffffn, 0xffffffffn],
      [0x1cb996fcn, 0xbb002be7n],
    ],
    [
      [0x13198a2en, 0x03707344n],
      [0x243f6a88n, 0x85a308d3n],
      [0xc4923a9cn, 0x483df7a0n],
    ],
  ] as const)('the slow form gives the published words for key %s', (key, counter, words) => {
    expect(threefry2x32(key, counter)).toEqual(words);
  });

  it('are those of the slow form, for any row and key', () => {
    const random = seededRandom('threefry');
    for (let i = 0; i < 2_000; i++) {
      const key = [random.integer(2 ** 32) | 0, random.integer(2 ** 32) | 0] as const;
      const row = i < 100 ? i : random.integer(2 ** (1 + random.integer(52)));
      expect(counterUniform(key, row)).toBe(uniformOfRow(key, row));
    }
  });

  it('are uniform, and those of neighbouring rows and other keys have nothing in common', () => {
    const rows = 20_000;
    const one = counterKey(1, 'ranks', 'a');
    const other = counterKey(1, 'ranks', 'b');
    const cells = new Float64Array(100);
    let [next, across] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const u = counterUniform(one, row);
      cells[Math.floor(u * 100)]! += 1;
      next += (u - 0.5) * (counterUniform(one, row + 1) - 0.5);
      across += (u - 0.5) * (counterUniform(other, row) - 0.5);
    }
    const chi = cells.reduce((sum, n) => sum + (n - rows / 100) ** 2 / (rows / 100), 0);
    expect(chi).toBeGreaterThan(55); // 99 degrees of freedom: .0001 on either side
    expect(chi).toBeLessThan(158);
    const sd = Math.sqrt(rows) / 12;
    expect(Math.abs(next)).toBeLessThan(4 * sd);
    expect(Math.abs(across)).toBeLessThan(4 * sd);
  });

  it('do not repeat beyond 2³² rows', () => {
    const key = counterKey(1, 'ranks', 'a');
    expect(counterUniform(key, 2 ** 32)).not.toBe(counterUniform(key, 0));
    expect(counterUniform(key, 2 ** 53 - 1)).toBeLessThan(1);
  });
});
