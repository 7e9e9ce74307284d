import { describe, expect, it } from 'vitest';
import { ByteDictionary } from '../../src/source/byte-dictionary.js';
import { parseCsv } from '../../src/source/csv.js';

const size = 1 << 20;
const shapes: Record<string, string> = {
  'one huge quoted cell': `a\n"${'x\n'.repeat(size / 2 - 8)}"`,
  'doubled quotes': `a\n"${'""'.repeat(size / 2 - 8)}"`,
  'distinct texts': `a\n${Array.from({ length: size / 8 }, (_, i) => `x${i}`).join('\n')}`,
  'distinct spellings': `a\n${Array.from({ length: size / 8 }, (_, i) => `${i}.0`).join('\n')}`,
  'rows without value': `a,b\n${',\n'.repeat(size / 2)}1,2\n`,
  'blank lines': `a\n${'\n'.repeat(size)}`,
  'text after many numbers': `a\n${'1.5\n'.repeat(size / 4)}x\n`,
  'long digits': `a\n${'9'.repeat(size - 8)}\n`,
};

describe('the reader never goes quadratic', () => {
  // Not timed: what grows with the square of a mebibyte does not end before the runner gives up.
  it.each(Object.entries(shapes))('on %s', async (_, text) => {
    const batch = await parseCsv([new TextEncoder().encode(text)]);
    expect(batch.names[0]).toBe('a');
  });

  it('on texts chosen to collide in its hash', () => {
    // Found by search: all of them fall into one slot of any table up to 2,048.
    const encoder = new TextEncoder();
    const slot = (text: string): number => {
      let hash = -2_128_831_035;
      for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 16_777_619);
      hash ^= hash >>> 15;
      return hash & 0x7_ff;
    };
    const colliding: string[] = [];
    for (let i = 0; colliding.length < 300; i++) if (slot(`k${i}`) === 7) colliding.push(`k${i}`);
    const dictionary = new ByteDictionary();
    const codes = colliding.concat(colliding).map((text) => {
      const raw = encoder.encode(text);
      return dictionary.codeOf(raw, 0, raw.length);
    });
    expect(codes).toEqual([...Array(300).keys(), ...Array(300).keys()]);
    expect(dictionary.texts()).toEqual(colliding);
  });
});
