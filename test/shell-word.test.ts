import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../src/shell-word.js';

describe('shellWord', () => {
  it('leaves plain paths as they are', () => {
    for (const path of ['config.yaml', '/a/b-c_d/e.csv', './x@2', 'C:/data']) expect(shellWord(path)).toBe(path);
  });

  it('is one word for a shell, whatever the text', () => {
    const texts = ['a b', "it's", '$(rm x)', '`x`', '-f', '~', '*', 'a;b', '', 'größe', '"', '\\', '!!', '#x', '=x'];
    const shown = execFileSync('sh', ['-c', `printf '%s\\n' ${texts.map(shellWord).join(' ')}`], { encoding: 'utf8' });
    expect(shown).toBe(`${texts.join('\n')}\n`);
  });
});
