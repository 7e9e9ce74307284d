import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { comparePair, type Pair } from './compare-pair.js';
import type { ParsedColumn } from '../src/contracts/batch.js';
import { here } from './peer.js';
import { readCsv } from '../src/node.js';
import { seededRandom } from '../src/stats/random.js';
import { version } from '../src/version.js';

const rows = 400_000;

/** A CSV file of 400,000 rows: sixteen columns of numbers, four of eight categories. Kept for the next comparison. */
export function csvFile(): string {
  const random = seededRandom('csv');
  const line = (): string => {
    const numbers = Array.from({ length: 16 }, (_, k) =>
      k < 4 ? String(random.integer(100_000)) : random.normal().toFixed(7),
    );
    return [...numbers, ...Array.from({ length: 4 }, () => `category ${random.integer(8)}`)].join(',');
  };
  return fileOf(`rows-${rows}.csv`, [...numbers(16, 'x'), ...numbers(4, 'c')], rows, line);
}

/** A CSV file of 200,000 rows: twenty columns of doubles as they print, nearly all with 16 or 17 digits. Kept as well. */
export function longCsvFile(): string {
  const random = seededRandom('long csv');
  const line = (): string => Array.from({ length: 20 }, () => random.normal()).join(',');
  return fileOf('rows-long-200000.csv', numbers(20, 'x'), 200_000, line);
}

function fileOf(name: string, header: readonly string[], count: number, line: () => string): string {
  const folder = 'node_modules/.cache/driftsense';
  const path = join(folder, name);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.part`, `${[header.join(','), ...Array.from({ length: count }, line)].join('\n')}\n`);
  renameSync(`${path}.part`, path);
  return path;
}

const numbers = (count: number, letter: string): string[] =>
  Array.from({ length: count }, (_, k) => `${letter}${k + 1}`);

/** The file read to typed columns by ours and by a peer, whose `read` tells the number of rows and the sum of x1. */
export async function compareCsv(
  pair: Pick<Pair, 'name' | 'peer' | 'rounds'> & Partial<Pair>,
  { threads = 1, path = csvFile() } = {},
): Promise<void> {
  const readFile = await reader(threads);
  await comparePair({
    job: 'A CSV file of 80 MB, 20 columns, read to typed columns',
    tasks: { read: 1 },
    warm: 1,
    ours: here('driftsense', version, {
      read: async () => {
        const batch = await readFile(path);
        const { values } = batch.column('x1') as ParsedColumn;
        return [batch.size, values.reduce((sum, x) => sum + x, 0)];
      },
    }),
    differ: (ours, peer) => (ours === peer ? undefined : `ours found ${ours}, the peer ${peer}`),
    ...pair,
  });
}

/** Threads are those of the built package: each needs a file. */
async function reader(threads: number): Promise<typeof readCsv> {
  if (threads === 1) return readCsv;
  const built = (await import(pathToFileURL('dist/bundled/node.js').href)) as typeof import('../src/node.js');
  return (path) => built.readCsv(path, { threads });
}

/** Sum of a column of texts, as a peer without typed columns leaves it to its user. */
export function typed(records: readonly Readonly<Record<string, string>>[]): [rows: number, sum: number] {
  const columns = Object.keys(records[0]!).map((name) =>
    name.startsWith('x')
      ? Float64Array.from(records, (record) => Number(record[name]))
      : records.map((record) => record[name]),
  );
  return [records.length, (columns[0] as Float64Array).reduce((sum, x) => sum + x, 0)];
}
