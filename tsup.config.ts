import { defineConfig, type Options } from 'tsup';

const entries = { index: 'src/index.ts', node: 'src/node.ts', stats: 'src/stats.ts', testing: 'src/testing.ts' };
const shared: Options = { target: 'es2022', splitting: true };
// Built in: development packages that users need not install, and zod, of whose 70 files a few percent are used.
const noExternal = [/^d3-/, 'internmap', 'commander', /^zod/];

const types: Options = {
  entry: entries,
  format: ['esm', 'cjs'],
  dts: { only: true, compilerOptions: { ignoreDeprecations: '6.0' } },
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
  },
  { ...shared, entry: { 'show/d3': 'src/show/d3.ts' }, format: 'esm', noExternal },
  // For Node, which drops nothing and pays for every file it opens: a few large files.
  { ...shared, entry: entries, outDir: 'dist/bundled', format: 'esm', noExternal },
  { ...shared, entry: entries, format: 'cjs', noExternal },
  // The command, in one file. Commander inside it asks for Node's modules by `require`.
  {
    ...shared,
    entry: { cli: 'src/cli.ts' },
    format: 'esm',
    splitting: false,
    noExternal,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  },
  ...(dts === false ? [] : [types]),
]);
