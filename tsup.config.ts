import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type Options } from 'tsup';

const entries = { index: 'src/index.ts', node: 'src/node.ts', stats: 'src/stats.ts', testing: 'src/testing.ts' };
// Started by `workerTrainer` and `workerExecutor`, of either format: a trainer's module is imported, which CommonJS as it is
// built here cannot.
const threads = {
  'training-thread': 'src/act/train/training-thread.node.ts',
  'counting-thread': 'src/profile/counting-thread.node.ts',
  'csv-thread': 'src/source/csv-thread.node.ts',
};
const shared: Options = { target: 'es2022', splitting: true };
// Built in: development packages that users need not install; zod, of whose 70 files a few percent are used; and one of a few
// lines, which cost more to find than to read.
const noExternal = [/^d3-/, 'internmap', 'commander', /^zod/, 'eventemitter3'];

/** The files of `src/monitor` that load others when they are first used. */
const partLoaders = ['lazy-parts', 'small-reference', 'judge-rows', 'count-ahead'];

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * What a page loads when it is first used: most of a monitor, backtests, calibration. Node has nearly all of them in its files anyway, and
 * would pay for the many small ones that they are cut into; there they are imported at once.
 */
const partsAtOnce: Plugin = {
  name: 'parts-at-once',
  setup(build) {
    build.onLoad({ filter: /src\/(monitor|judge)\/.*\.ts$/ }, async ({ path }) => {
      const parts: string[] = [];
      const code = (await readFile(path, 'utf8')).replace(/(?<!typeof )\bimport\(('[^']+')\)/g, (_, part: string) => {
        parts.push(part);
        return `Promise.resolve(part${parts.length})`;
      });
      const imports = parts.map((part, i) => `import * as part${i + 1} from ${part};`);
      return { contents: [...imports, code].join('\n'), loader: 'ts' };
    });
  },
};

/**
 * What is loaded with a configuration or a picture says that `index.js` is there before it. Else all that it shares with
 * `index.js` is cut into files by who else reaches it, and four take a twentieth longer to compile than one.
 */
const behindIndex: Plugin = {
  name: 'behind-index',
  setup(build) {
    build.onLoad({ filter: /src\/.*\/(load-config|load-parts|inter-font)\.node\.ts$/ }, async ({ path }) => {
      const index = JSON.stringify(join(import.meta.dirname, 'src/index.node.ts'));
      return { contents: `${await readFile(path, 'utf8')}\nexport * as $index from ${index};`, loader: 'ts' };
    });
  },
};

/** Configurations have a zod of their own: `index.js` would have to hold all of it, where it uses two fifths. */
const zodApart: Plugin = {
  name: 'zod-apart',
  setup(build) {
    const [apart, suffix] = ['apart', '?apart'];
    build.onResolve({ filter: /./ }, async ({ path, pluginData, ...from }) => {
      if (pluginData !== apart && (path !== 'zod' || pluginData !== undefined)) return undefined;
      const found = await build.resolve(path, { ...from, pluginData: 'resolving' });
      return { path: found.path, suffix, pluginData: apart, sideEffects: false };
    });
    build.onLoad({ filter: /node_modules\/zod\// }, async ({ path, suffix: own }) =>
      own === suffix ? { contents: await readFile(path, 'utf8'), pluginData: apart } : undefined,
    );
  },
};

/**
 * Curves of d3-shape are classes of functions with prototypes, which esbuild keeps, used or not, unless it is told that making
 * them does nothing else.
 */
const curvesApart: Plugin = {
  name: 'curves-apart',
  setup(build) {
    build.onLoad({ filter: /node_modules\/d3-shape\/dist\/d3-shape\.mjs$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const made = code.replace(
        /^function (\w+)\([^]*?^\}\n+\1\.prototype = [^]*?^\};?\n/gm,
        (both, name: string) => `var ${name} = /* @__PURE__ */ (() => {\n${both}return ${name};\n})();\n`,
      );
      return { contents: made.replace(/^(var \w+ = )\(function/gm, '$1/* @__PURE__ */ (function') };
    });
  },
};

/**
 * Axes run over numbers: of what mixes two values only the form for numbers is used. The others, and the colours behind them, are made
 * by calls, which esbuild keeps unless it is told that they do nothing else.
 */
const numbersBetween: Plugin = {
  name: 'numbers-between',
  setup(build) {
    const change = (filter: RegExp, from: RegExp | string, to: string) =>
      build.onLoad({ filter }, async ({ path }) => {
        const code = await readFile(path, 'utf8');
        const contents = code.replace(from, to);
        if (contents === code) throw new Error(`${path} is not as it was`);
        return { contents };
      });
    change(/d3-scale\.mjs$/, 'interpolateNumber, interpolate,', 'interpolateNumber, interpolateNumber as interpolate,');
    change(/d3-interpolate\.mjs$/, /^(var \w+ = )(?=\w+\(|\(function)/gm, '$1/* @__PURE__ */ ');
  },
};

/** What tree shaking by files does not reach of itself. */
async function forBundlers(): Promise<void> {
  await exportsApart();
  await partsBehindTheMonitor();
}

/**
 * Has every part that a monitor loads later say that the monitor is there before it. Else a bundler that splits by who reaches
 * what cuts the first download into a piece for every set of parts that share a file.
 */
async function partsBehindTheMonitor(): Promise<void> {
  const code = await Promise.all(partLoaders.map((name) => readFile(`dist/monitor/${name}.js`, 'utf8')));
  const named = code.flatMap((text) => Array.from(text.matchAll(/\bimport\("(\.\/[^"]+)"\)/g), ([, part]) => part!));
  const parts = [...new Set(named)];
  if (parts.length === 0) throw new Error(`${partLoaders.join(' and ')} load nothing`);
  const monitor = `import { Monitor as $Monitor } from "./monitor.js";\nexport const $monitor = $Monitor;\n`;
  await Promise.all(parts.map((part) => appendFile(`dist/monitor/${part}`, monitor)));
}

/**
 * Gives every file that `index.js` exports from a door of its own. esbuild puts all that a file imports into the first
 * download, also where only a part that is loaded later uses it; a door that nobody uses it leaves out, and what is behind it.
 */
async function exportsApart(): Promise<void> {
  const index = await readFile('dist/index.js', 'utf8');
  const [, exported = ''] = /^export \{([^}]*)\};?\s*$/m.exec(index) ?? [];
  const left = new Set(namesIn(exported));
  await mkdir('dist/exports', { recursive: true });
  const lines: string[] = [];
  for (const [, names = '', file = ''] of index.matchAll(/^import \{([^}]*)\} from "\.\/([^"]*)";$/gm)) {
    const door = file.replaceAll('/', '-');
    const own = namesIn(names);
    if (!own.every((name) => left.delete(name))) throw new Error(`index.js renames what it exports from ${file}`);
    const imports = own.map((name) => `${name} as $${name}`).join(', ');
    const exports = own.map((name) => `export const ${name} = $${name};`).join('\n');
    await writeFile(`dist/exports/${door}`, `import { ${imports} } from "../${file}";\n${exports}\n`);
    lines.push(`export { ${own.join(', ')} } from "./exports/${door}";`);
  }
  if (left.size > 0) throw new Error(`index.js exports ${[...left].join(', ')} from nowhere`);
  await writeFile('dist/index.js', `${lines.join('\n')}\n`);
}

const namesIn = (list: string): string[] => list.split(',').flatMap((name) => name.trim() || []);

const forNode: Options = { ...shared, noExternal, esbuildPlugins: [partsAtOnce] };
/** Read by Node alone, which takes a tenth longer over spaces; functions keep their names. */
const bundled: Options = {
  ...forNode,
  // Of which three functions are used.
  noExternal: [...noExternal, 'simple-statistics'],
  outDir: 'dist/bundled',
  format: 'esm',
  esbuildOptions(options) {
    options.minifyWhitespace = true;
    options.minifySyntax = true;
    // Node shows the line that an error nobody caught was thrown in.
    options.lineLimit = 160;
  },
};

const types: Options = {
  entry: entries,
  format: ['esm', 'cjs'],
  dts: {
    only: true,
    // `await using` needs the name of its method, which older libraries of types do not know.
    banner: '/// <reference lib="esnext.disposable" />',
    compilerOptions: { ignoreDeprecations: '6.0' },
  },
};

export default defineConfig(({ dts }) => [
  // For bundlers: every source file as it is, so that what an application does not use is dropped.
  {
    ...shared,
    entry: [
      'src/**/*.ts',
      '!src/**/*.d.ts',
      '!src/**/*.node.ts',
      '!src/node.ts',
      '!src/cli.ts',
      '!src/cli/**',
      '!src/config/**',
      '!src/show/d3.ts',
    ],
    format: 'esm',
    bundle: false,
    clean: true,
    onSuccess: forBundlers,
  },
  {
    ...shared,
    entry: { 'show/d3': 'src/show/d3.ts' },
    format: 'esm',
    noExternal,
    esbuildPlugins: [curvesApart, numbersBetween],
  },
  // For Node, which drops nothing and pays for every file it opens: a few large files. Whatever shares code with `index.js`
  // cuts it into pieces: `node.js` holds all of it, and the others have copies of their own.
  {
    ...bundled,
    entry: { index: 'src/index.node.ts', node: entries.node },
    esbuildPlugins: [partsAtOnce, behindIndex, zodApart, curvesApart, numbersBetween],
  },
  { ...bundled, entry: { stats: entries.stats, testing: entries.testing, ...threads }, splitting: false },
  // `index.cjs` is for bundlers that meet a `require` in code for a browser.
  { ...forNode, entry: { ...entries, 'index.node': 'src/index.node.ts' }, format: 'cjs', shims: true },
  // The command, in one file. Commander inside it asks for Node's modules by `require`.
  {
    ...forNode,
    entry: { cli: 'src/cli.ts' },
    format: 'esm',
    splitting: false,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  },
  ...(dts === false ? [] : [types]),
]);
