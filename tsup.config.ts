import { defineConfig } from 'tsup';

const shared = {
  target: 'es2022',
  splitting: true,
  treeshake: true,
  sourcemap: false,
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
} as const;

export default defineConfig({
  ...shared,
  entry: { index: 'src/index.ts', node: 'src/node.ts', stats: 'src/stats.ts', testing: 'src/testing.ts' },
  format: ['esm', 'cjs'],
  clean: true,
});
