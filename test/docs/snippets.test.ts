import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { moduleFolder, root, snippetsIn } from './page-snippets.js';

const folder = moduleFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const snippets = snippetsIn(folder);

/** One with a mistake, in the same program: reading all types takes longer than all else. */
const mistaken = join(folder, 'mistaken.ts');
writeFileSync(mistaken, "import { compare } from 'driftsense';\ncompare({ a: [1] }, 7);\n");

function problemsOf(files: readonly string[]): string[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  // An example may name what it does not go on to use.
  const program = ts.createProgram(files, {
    ...options,
    allowJs: true,
    checkJs: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    rootDir: root,
  });
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${placeOf(file)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

const placeOf = (file: string) => snippets.find((snippet) => snippet.file === file)?.place ?? file;

describe('snippets of README and docs', () => {
  let problems: readonly string[];
  beforeAll(() => {
    problems = problemsOf([...snippets.map(({ file }) => file), mistaken]);
  });

  it('are found', () => {
    expect(snippets.filter(({ place }) => place.startsWith('README.md')).length).toBeGreaterThan(3);
    expect(snippets.length).toBeGreaterThan(12);
  });

  it('are correct under strict types', () => {
    expect(problems.filter((problem) => !problem.startsWith(mistaken))).toEqual([]);
  });

  it('would be refused with a mistake in them', () => {
    expect(problems.filter((problem) => problem.startsWith(mistaken))).toHaveLength(1);
  });

  it.each(snippets.filter(({ runs }) => runs))('run: $place', async ({ file, code, output }) => {
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...values) => void printed.push(values.join(' ')));
    const { exitCode } = process;
    try {
      await import(/* @vite-ignore */ file);
    } finally {
      log.mockRestore();
      process.exitCode = exitCode;
    }
    // What a snippet says it prints (`// → text`), it prints.
    const promised = [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text!);
    expect(printed.filter((line) => promised.includes(line))).toEqual(promised);
    // And where the page shows its output, it is that.
    if (output !== undefined) expect(`${printed.join('\n')}\n`).toBe(output);
  });
});
