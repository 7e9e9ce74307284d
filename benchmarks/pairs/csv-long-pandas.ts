import { compareCsv, longCsvFile } from '../csv-file.js';
import { python } from '../peer.js';

const path = longCsvFile();

/** Sums are rounded in another order, and pandas' own reading of a long number may be off in its last bit. */
function differ(ours: string, peer: string): string | undefined {
  const [[rows, sum], [peerRows, peerSum]] = [ours.split(',').map(Number), peer.split(',').map(Number)];
  const same = rows === peerRows && Math.abs(sum! - peerSum!) <= 1e-9 * rows!;
  return same ? undefined : `ours found ${ours}, the peer ${peer}`;
}

for (const [name, precision] of [
  ['CSV of long numbers, exact, pandas (`round_trip`)', 'round_trip'],
  ["CSV of long numbers, pandas' default, not exact", 'high'],
] as const)
  await compareCsv(
    {
      name,
      job: 'A CSV file of 80 MB, 20 columns of numbers of 16 and 17 digits, read to typed columns; ours are exact',
      peer: await python('pandas', 'pandas_csv.py', path, precision),
      differ,
      rounds: 5,
    },
    { path },
  );
