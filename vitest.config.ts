import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** A test that spies, replaces modules, or measures or changes its process, has one alone, as have those of other processes. */
const touchesProcess =
  /\bvi\.(?!fn\()|setFlagsFromString|memoryUsage|asOrdinaryUser|process\.(?:chdir|on)\(|process\.env\[.*\] = /;
const startsProcesses = /^test\/(?:benchmarks|end-to-end|examples|package|reliability)\//;
/** Simulations: counts over many seeds. Run without coverage, which costs them half as much again. */
const figures = ['test/calibration/**/*.test.ts'];
const alone = readdirSync(path('test'), { recursive: true, encoding: 'utf8' })
  .map((file) => `test/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/calibration/'))
  .filter((file) => startsProcesses.test(file) || touchesProcess.test(readFileSync(path(file), 'utf8')));

const each = {
  resolve: {
    alias: [
      { find: /^driftsense$/, replacement: path('src/index.ts') },
      { find: /^driftsense\/(node|stats|testing)$/, replacement: path('src/$1.ts') },
    ],
  },
};
/** Ends what hangs; it judges no machine, however slow or busy, so it is far beyond what anything takes on one that is neither. */
const timeout = 600_000;
const test = {
  setupFiles: ['test/no-network.ts', 'test/published-results.ts'],
  testTimeout: timeout,
  hookTimeout: timeout,
  expect: { poll: { timeout } },
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    // They begin in the order of their names. All of the last share two processes, and the modules loaded there.
    projects: [
      { ...each, test: { ...test, name: 'alone', include: alone } },
      { ...each, test: { ...test, name: 'figures', include: figures } },
      {
        ...each,
        test: {
          ...test,
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...alone, ...figures],
          isolate: false,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'lcov', 'json-summary'],
      thresholds: { lines: 90, branches: 85 },
    },
  },
});
