import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idText } from '../../../src/act/labels/id-text.js';
import { KeyedHash, type HashKey } from '../../../src/act/labels/keyed-hash.js';

/** `vectors_sip64` of the authors' code (github.com/veorq/SipHash), for inputs of 0, 2, 4 … 62 bytes 00 01 02 03 … */
const vectors = `
310e0edd47db6f72 5a4fa9d909806c0d b7877127e09427cf cee3fe586e46c9cb 6224939a79f5f593 f3b9dd94c5bb5d7a
fbe50e86bc8f1e75 eef27a8e90ca23f7 db9bc2577fcc2a3f 9cd38d96f0b3c14b 98eea21af25cd6be 883ea3e395675393
94af49f6c650adb8 f315bb5bb835d817 a5c91da7acaa4dde 28ef495c53a387ad ce7cf2722f512771 381205bb1ab0e012
b4a31508beff4d31 4d0cf49ee5d4dcca d0a704536ba93e0e a915c29bc8067318 f21df2e41d4535f9 10a56cf5dfcd9adb
51a9cb9ecba312e6 72fe52975a4364ee b274cb8ebf87870a eaecb2a30b22a87f bd838d3aafbf8db7 135079a3231ce660
e1915f5cb1eca46c 575ff28e60381be5`;
/** Bytes 00 to 0f. */
const key: HashKey = [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c];

const hex = (hash: KeyedHash): string =>
  Array.from(new Uint8Array(Int32Array.of(hash.low, hash.high).buffer), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

const hashed = (text: string, by = key): string => {
  const hash = new KeyedHash(by);
  hash.update(text);
  return hex(hash);
};

describe('the keyed hash of an id', () => {
  it('is SipHash-2-4, by the vectors of its authors', () => {
    const expected = vectors.trim().split(/\s+/);
    const found = expected.map((_, pairs) =>
      hashed(String.fromCharCode(...Array.from({ length: pairs }, (__, i) => 2 * i + ((2 * i + 1) << 8)))),
    );
    expect(found).toEqual(expected);
  });

  it('is another one for another key', () => {
    for (let word = 0; word < 4; word++) {
      const other = key.map((x, i) => (i === word ? x ^ 1 : x)) as unknown as HashKey;
      expect(hashed('order-17', other)).not.toBe(hashed('order-17'));
    }
  });

  it('does not depend on what was hashed before', () => {
    const hash = new KeyedHash(key);
    fc.assert(
      fc.property(
        fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
        (text) => {
          hash.update(text);
          expect(hex(hash)).toBe(hashed(text));
        },
      ),
    );
  });
});

describe('an id', () => {
  it('is a text or a finite number as it prints, so that 7 and "7" are one', () => {
    expect([7, '7', 7n].map(idText)).toEqual(['7', '7', '7']);
    expect(idText('é\u0000 ')).toBe('é\u0000 ');
    expect(idText(-0)).toBe('0');
  });

  it('is nothing else, and no text without end', () => {
    const others = [undefined, null, '', Number.NaN, Infinity, true, {}, [], Symbol('id'), () => 'id', new Date(0)];
    expect(others.map(idText)).toEqual(others.map(() => undefined));
    expect(idText('x'.repeat(8_192))).toHaveLength(8_192);
    expect(idText('x'.repeat(8_193))).toBeUndefined();
    expect(idText('x'.repeat(1_000_000))).toBeUndefined();
    expect(idText(10n ** 8_200n)).toBeUndefined();
  });
});
