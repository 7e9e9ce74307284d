import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapWords } from '../../src/show/wrap-words.js';

describe('words in lines', () => {
  it('keep to the width, behind an indent', () => {
    expect(wrapWords('  * v1  one two  three four', 14, '    ')).toBe('  * v1  one\n    two  three\n    four');
    expect(wrapWords('one two', Infinity, '  ')).toBe('one two');
    expect(wrapWords('', 5, '  ')).toBe('');
  });

  it('are all there, in their order, and only a word that is too long by itself goes beyond', () => {
    const words = fc.array(fc.stringMatching(/^[a-zé]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 30 }), (some, width) => {
        const lines = wrapWords(some.join(' '), width, '  ').split('\n');
        expect(lines.join(' ').split(/ +/)).toEqual(some);
        for (const line of lines) expect(line.length <= width || !line.trim().includes(' ')).toBe(true);
      }),
    );
  });
});
