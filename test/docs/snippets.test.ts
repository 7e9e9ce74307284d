import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, it, vi } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('api/'))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `examples/${name}`),
];

interface Snippet {
  /** Page and line, for messages. */
  readonly place: string;
  readonly file: string;
  readonly code: string;
  readonly runs: boolean;
  /** What the page shows right under it as its output. */
  readonly output: string | undefined;
}

// Inside the checkout, so that packages resolve, and outside node_modules, whose files would run without the aliases.
mkdirSync(join(root, '.snippets'), { recursive: true });
const folder = mkdtempSync(join(root, '.snippets/run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The ```ts blocks of all pages, each as a module of its own; `ts no-run` is only type-checked. */
const snippets: readonly Snippet[] = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```ts( no-run)?\n(.*?)^```$/gms)].map((found) => {
    const line = text.slice(0, found.index).split('\n').length;
    const file = join(folder, `${page.replaceAll(/\W+/g, '-')}-${line}.ts`);
    const code = `${found[2]!}\nexport {};\n`;
    writeFileSync(file, code);
    const output = /^\n```text\n(.*?)^```$/ms.exec(text.slice(found.index + found[0].length + 1));
    const shown = output?.index === 0 ? output[1]! : undefined;
    return { place: `${page}:${line}`, file, code, runs: found[1] === undefined, output: shown };
  });
});

function problemsOf(files: readonly string[]): string[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  // An example may name what it does not go on to use.
  const program = ts.createProgram(files, {
    ...options,
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
  it('are found', () => {
    expect(snippets.filter(({ place }) => place.startsWith('README.md')).length).toBeGreaterThan(3);
    expect(snippets.length).toBeGreaterThan(12);
  });

  it('are correct under strict types', { timeout: 120_000 }, () => {
    expect(problemsOf(snippets.map(({ file }) => file))).toEqual([]);
  });

  it('would be refused with a mistake in them', { timeout: 120_000 }, () => {
    const file = join(folder, 'mistaken.ts');
    writeFileSync(file, "import { compare } from 'driftsense';\ncompare({ a: [1] }, 7);\n");
    expect(problemsOf([file])).toHaveLength(1);
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
