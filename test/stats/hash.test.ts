import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash64 } from '../../src/stats/hash.js';
import { sha256 } from '../../src/stats/sha256.js';

const bits = (text: string) =>
  BigInt(`0x${hash64(text)}`)
    .toString(2)
    .padStart(64, '0');

describe('hash64', () => {
  it('is 16 hexadecimal digits and the same everywhere', () => {
    expect([hash64(''), hash64('amount'), hash64('Ünïcode 🙂')]).toEqual([
      '1d5740992d85a614',
      '800a3565f0d311ca',
      '326d70e2d3526f2c',
    ]);
  });

  it('takes bytes as well: those of plain text hash like the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(hash64(new TextEncoder().encode(text))).toBe(hash64(text));
      }),
    );
  });

  it('changes about half of its bits with one bit of the input', () => {
    const flips = new Float64Array(64);
    const runs = 4000;
    for (let i = 0; i < runs; i++) {
      const text = `column_${i}`;
      const at = i % text.length;
      const changed =
        text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << (i % 7))) + text.slice(at + 1);
      const [before, after] = [bits(text), bits(changed)];
      for (let bit = 0; bit < 64; bit++) if (before[bit] !== after[bit]) flips[bit]!++;
    }
    for (const count of flips) expect(Math.abs(count / runs - 0.5)).toBeLessThan(0.05);
  });

  it('has no collision among 90,000 similar names, and spreads either half of its digits', () => {
    const seen = new Set<string>();
    const [high, low] = [new Set<string>(), new Set<string>()];
    for (let i = 0; i < 30_000; i++)
      for (const text of [`${i}`, `feature_${i}`, `${i}\u0000${i * 31}`]) {
        const hash = hash64(text);
        seen.add(hash);
        high.add(hash.slice(0, 8));
        low.add(hash.slice(8));
      }
    expect(seen.size).toBe(90_000);
    // Of 90,000 random 32-bit words about one collides.
    expect(90_000 - high.size).toBeLessThan(8);
    expect(90_000 - low.size).toBeLessThan(8);
  });
});

describe('sha256', () => {
  it('agrees with the platform on random bytes of any length around the block borders', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
      { numRuns: 300 },
    );
    for (const length of [0, 55, 56, 63, 64, 65, 119, 120, 128, 100_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) & 255);
      expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('has the value of the standard for "abc"', () => {
    expect(sha256(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('reads a view of a larger buffer as what it shows', () => {
    const buffer = Uint8Array.from({ length: 20 }, (_, i) => i);
    expect(sha256(buffer.subarray(5, 9))).toBe(sha256(Uint8Array.of(5, 6, 7, 8)));
  });
});
