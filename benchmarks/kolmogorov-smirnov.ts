import { comparePair } from './compare-pair.js';
import { numericColumns } from './data.js';
import { here, python } from './peer.js';
import { batchOf, shareTables, type SharedTable } from './shared-data.js';
import type { NumericReference, NumericWindow } from '../src/contracts/profiles.js';
import { profile } from '../src/profile/profile.js';
import { ksBinned } from '../src/stats/two-sample/ks-binned.js';
import { version } from '../src/version.js';

const windows = 7;

/** Kolmogorov–Smirnov of one column: a window counted over the frozen reference and tested. */
export async function compareKs(
  name: string,
  packageName: string,
  script: string,
  { goal, rounds }: { readonly goal: number; readonly rounds: number },
): Promise<void> {
  const tables: Record<string, SharedTable> = { reference: { doubles: numericColumns(100_000, 1, 'reference') } };
  for (let k = 0; k < windows; k++)
    tables[`window${k}`] = { doubles: numericColumns(20_000, 1, `window ${k}`, 0.02 * k) };
  const reference = profile(batchOf(tables['reference']!));
  const { grid } = reference.columns[0] as NumericReference;
  const batches = Array.from({ length: windows }, (_, k) => batchOf(tables[`window${k}`]!));
  await comparePair({
    name,
    job: 'Kolmogorov–Smirnov, reference 100,000, window 20,000, its profile included',
    tasks: { window: 1 },
    goal,
    rounds,
    warm: 200,
    windows,
    ours: here('driftsense', version, {
      window: (k) => {
        const { counts } = profile(batches[k]!, { on: reference }).columns[0] as NumericWindow;
        return ksBinned(grid!.counts, counts).statistic;
      },
    }),
    peer: await python(packageName, script, shareTables(tables)),
    // On cells the statistic may be low by the mass of a cell at most.
    differ: (ours, peer) =>
      Math.abs(Number(ours) - Number(peer)) < 1 / 60 ? undefined : `ours found D = ${ours}, the peer ${peer}`,
  });
}
