import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** A test that replaces modules, or measures, watches or changes its process, has one alone. */
const touchesProcess =
  /\bvi\.(?:mock|doMock|use)|spyOn\(Socket|setFlagsFromString|memoryUsage|cpuUsage|turns\.js|asOrdinaryUser|process\.(?:chdir|on)\(/;
/**
 * Run without coverage, which costs some of them three times what they cost without, and of which they would add next to
 * nothing: counts over many seeds and generated cases, tables of every option, and what other processes do.
 */
const unmeasured = new RegExp(
  `^test/(?:${[
    '(?:benchmarks|calibration|docs|end-to-end|examples|laws|options|package|regression|reliability)/.+',
    'act/(?:alert/injection|labels/(?:arrival-orders|ledger-model)|registry/conformance)',
    'cli/bad-input',
    'frozen-and-large',
    'judge/(?:concept-drift/shiryaev-roberts-delay|sequential/(?:detection-delay|simulations)|verdict/calibrate)',
    'monitor/discrete-and-far',
    'profile/(?:merge|worker-executor)',
    'source/(?:csv-(?:differential|hostile-headers|ranges)|shared-data)',
  ].join('|')})\\.test\\.ts$`,
);
const tests = readdirSync(path('test'), { recursive: true, encoding: 'utf8' })
  .map((file) => `test/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.test.ts'));
/** What they see depends on what has been compiled before. */
const ofFreshProcess = new Set([
  'test/monitor/first-windows.test.ts',
  'test/source/csv-differential.test.ts', // very many short calls: five times as long where other tests gave them other things
]);
const alone = tests.filter((file) => ofFreshProcess.has(file) || touchesProcess.test(readFileSync(path(file), 'utf8')));
const shared = tests.filter((file) => !alone.includes(file));

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
    // They begin in the order of their names. All of either of the last two share two processes, and the modules loaded there.
    projects: [
      { ...each, test: { ...test, name: 'alone', include: alone } },
      {
        ...each,
        test: { ...test, name: 'figures', include: shared.filter((file) => unmeasured.test(file)), isolate: false },
      },
      {
        ...each,
        test: { ...test, name: 'together', include: shared.filter((file) => !unmeasured.test(file)), isolate: false },
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
