import { defineConfig } from 'tsup';

const entries = { index: 'src/index.ts', node: 'src/node.ts', stats: 'src/stats.ts', testing: 'src/testing.ts' };
// Small development packages that are built in, so that users install neither them nor their trees.
const noExternal = [/^d3-/, 'internmap', 'commander'];

export default defineConfig((options) => [
  // One file per source file, so that a bundler drops what an application does not use.
  {
    target: 'es2022',
    entry: ['src/**/*.ts', '!src/**/*.d.ts', '!src/cli.ts', '!src/cli/**'],
    format: 'esm',
    splitting: true,
    noExternal,
    clean: true,
    dts: options.dts === false ? false : { entry: entries, compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  {
    target: 'es2022',
    entry: entries,
    format: 'cjs',
    splitting: true,
    noExternal,
    dts: options.dts === false ? false : { entry: entries, compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  // The command, in one file. Commander inside it asks for Node's modules by `require`.
  {
    target: 'es2022',
    entry: { cli: 'src/cli.ts' },
    format: 'esm',
    splitting: false,
    noExternal,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  },
]);
