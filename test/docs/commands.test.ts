import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliPage } from '../../scripts/pages/cli-page.js';
import { blocksOf, pages, root } from './page-snippets.js';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const withBlocks = (language: 'sh' | 'python') =>
  pages.flatMap((page) => blocksOf(page, language).map((code, k) => ({ place: `${page}, block ${k + 1}`, code })));

/** Lines of the shell blocks of all pages, and what their text names between backticks. */
const lines = pages.flatMap((page) => {
  const inText = [
    ...read(page)
      .replaceAll(/^```.*?^```$/gms, '')
      .matchAll(/`([^`\n]+)`/g),
  ].map(([, code]) => code!);
  return [...blocksOf(page, 'sh').join('\n').split('\n'), ...inText].map((line) => ({
    page,
    line: line.split(/(?:^|\s)#/)[0]!.trim(),
  }));
});
/** What follows a command in any of the lines, with the place. */
const after = (command: RegExp): (readonly [place: string, words: readonly string[]])[] =>
  lines.flatMap(({ page, line }) =>
    line.split(/ (?:&&|;|\|) /).flatMap((part) => {
      const found = command.exec(part);
      if (found === null) return [];
      const words = part.slice(found.index + found[0].length);
      return [[`${page}: ${line}`, words.split(/\s+/)] as const];
    }),
  );
const missing = (used: ReturnType<typeof after>, known: (words: readonly string[]) => boolean): string[] =>
  used.flatMap(([place, words]) => (known(words) ? [] : [place]));

describe('commands in README, docs and examples', () => {
  it.each(withBlocks('sh'))('are what a shell can read: $place', ({ code }) => {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  it.skipIf(!python)(`are Python where they are said to be${python ? '' : ': SKIPPED, there is no python3'}`, () => {
    const blocks = withBlocks('python');
    expect(blocks.length).toBeGreaterThan(3);
    const parse = 'import ast, json, sys\nfor b in json.load(sys.stdin): ast.parse(b["code"], b["place"])';
    expect(spawnSync('python3', ['-c', parse], { input: JSON.stringify(blocks), encoding: 'utf8' }).stderr).toBe('');
  });

  it('name scripts of package.json, targets of the Makefile and files that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const targets = new Set([...read('Makefile').matchAll(/^([a-z]+):/gm)].map(([, target]) => target!));
    const run = after(/^npm run (?:(?:--silent|-s) )?/);
    const make = after(/^make (?=[a-z])/);
    const tsx = after(/^npx tsx (?=\w+\/)/);
    for (const used of [run, make, tsx]) expect(used.length).toBeGreaterThan(3);
    expect(missing(run, ([name]) => name! in scripts)).toEqual([]);
    expect(missing(make, ([name]) => targets.has(name!))).toEqual([]);
    expect(missing(tsx, ([file]) => existsSync(join(root, file!)))).toEqual([]);
  });

  it('name subcommands of driftsense, with options that these take', async () => {
    const helps = new Map(
      [...(await cliPage()).matchAll(/^## (\S+)\n(.*?)(?=^## |$(?![\s\S]))/gms)].map(([, name, text]) => [
        name!,
        text!,
      ]),
    );
    const used = after(/(?:^|\s|\/)(?:driftsense|dist\/cli\.js|--rm monitor) (?=[a-z])/);
    expect(helps.size).toBeGreaterThan(8);
    expect(used.length).toBeGreaterThan(15);
    expect(
      missing(used, ([command, ...rest]) => {
        const help = helps.get(command!);
        const options = rest.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0]!);
        return help !== undefined && options.every((option) => help.split(/[\s,]+/).includes(option));
      }),
    ).toEqual([]);
  });
});
