import { comparePair } from './compare-pair.js';
import { numericColumns } from './data.js';
import { here, python } from './peer.js';
import { batchOf, shareTables, type SharedTable } from './shared-data.js';
import { Monitor } from '../src/index.js';
import { seededRandom } from '../src/stats/random.js';
import { version } from '../src/version.js';

const windows = 3;
const categories = Object.fromEntries(
  Array.from({ length: 4 }, (_, k) => [`c${k + 1}`, Array.from({ length: 8 }, (__, i) => `category ${i}`)]),
);

/** Sixteen columns of numbers and four of eight categories. */
function table(rows: number, seed: string): SharedTable {
  const random = seededRandom(`${seed} codes`);
  const codes = Object.keys(categories).map(
    (name) => [name, Int32Array.from({ length: rows }, () => Math.floor(8 * random.uniform() ** 2))] as const,
  );
  return { doubles: numericColumns(rows, 16, seed), codes: Object.fromEntries(codes) };
}

/**
 * The whole job of a monitor: a reference of 100,000 rows and 20 columns profiled, 30 windows of 20,000 rows judged by
 * Kolmogorov–Smirnov or chi-square, PSI and Jensen–Shannon per column.
 */
export async function compareWholeJob(
  name: string,
  packageName: string,
  script: string,
  { goal, rounds }: { readonly goal: number; readonly rounds: number },
): Promise<void> {
  const tables: Record<string, SharedTable> = { reference: table(100_000, 'reference') };
  for (let k = 0; k < windows; k++) tables[`window${k}`] = table(20_000, `window ${k}`);
  const batches = Object.fromEntries(Object.entries(tables).map(([of, given]) => [of, batchOf(given, categories)]));
  let monitor: Monitor;
  await comparePair({
    name,
    job: 'Reference of 100,000 × 20 profiled, 30 windows of 20,000 × 20 judged: KS or chi-square, PSI and JS on each column',
    tasks: { prepare: 1, window: [1, 29] },
    goal,
    rounds,
    warm: 20,
    windows,
    ours: here('driftsense', version, {
      prepare: () => {
        monitor = new Monitor({ reference: batches['reference']!, concept: false, retrain: false });
        return 0;
      },
      window: async (k) => {
        const report = await monitor.process(batches[`window${k}`]!);
        return report.columns
          .flatMap((column) => column.tests)
          .filter(({ test, statistic }) => test !== 'wasserstein' && Number.isFinite(statistic)).length;
      },
    }),
    peer: await python(packageName, script, shareTables(tables, categories)),
    differ: (ours, peer) => (ours === peer ? undefined : `ours made ${ours} statistics, the peer ${peer}`),
  });
}
