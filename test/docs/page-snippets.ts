import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
/** README, the pages of docs and of examples, without those made of the code. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('api/'))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `examples/${name}`),
];

export interface Snippet {
  readonly page: string;
  /** Page and line, for messages. */
  readonly place: string;
  readonly file: string;
  readonly code: string;
  /** By itself; else it needs files, or is a module that another one imports. */
  readonly runs: boolean;
  /** What the page shows right under it as its output. */
  readonly output: string | undefined;
}

/** A folder for modules: inside the checkout, so that packages resolve, and outside node_modules, whose files would run without the aliases. */
export function moduleFolder(): string {
  mkdirSync(join(root, '.snippets'), { recursive: true });
  return mkdtempSync(join(root, '.snippets/run-'));
}

/**
 * The ```ts and ```js blocks of all pages, each written to the folder as a module of its own; one that begins with a file
 * name (`// trainer.js`) has that name, so that others can import it. `ts no-run` needs files beside it.
 */
export const snippetsIn = (folder: string): readonly Snippet[] =>
  pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return [...text.matchAll(/^```(ts|js)( no-run)?\n(.*?)^```$/gms)].map(([whole, language, noRun, body], k, all) => {
      const { index } = all[k]!;
      const line = text.slice(0, index).split('\n').length;
      const given = /^\/\/ ([\w-]+\.js)$/m.exec(body!.split('\n')[0]!)?.[1];
      const file = join(folder, given ?? `${page.replaceAll(/\W+/g, '-')}-${line}.${language}`);
      // What lies beside the page is imported as its reader would.
      const beside = body!.replaceAll(/(?<=from ')\.\/(?=([\w-]+)\.js')/g, (here, name: string) =>
        existsSync(join(root, dirname(page), `${name}.ts`)) ? `${relative(folder, join(root, dirname(page)))}/` : here,
      );
      const code = `${beside}\nexport {};\n`;
      writeFileSync(file, code, { flag: 'wx' });
      const output = /^\n```text\n(.*?)^```$/ms.exec(text.slice(index + whole.length + 1));
      const shown = output?.index === 0 ? output[1]! : undefined;
      return { page, place: `${page}:${line}`, file, code, runs: !given && !noRun, output: shown };
    });
  });

/** The blocks of a page in another language, as they stand there. */
export const blocksOf = (page: string, language: 'yaml' | 'sh' | 'python'): readonly string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, body]) => body!,
  );

/** The lines of the shell blocks of a page, in their order, without comments. */
export const shellLines = (page: string): readonly string[] =>
  blocksOf(page, 'sh').flatMap((block) =>
    block.split('\n').flatMap((line) => line.split(/(?:^|\s)#/)[0]!.trim() || []),
  );
