import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Batch } from '../../src/contracts/batch.js';
import { seededRandom } from '../../src/stats/random.js';
import { writeOld } from '../old-files.js';

/** A new folder with these files, by their paths in it. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-config-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeOld(join(folder, path), content);
  }
  return folder;
}

/** A batch as CSV. */
export function csvOf(batch: Batch): string {
  const cells = batch.names.map((name) =>
    [...batch.column(name)!].map((cell) => (Number.isNaN(cell) ? '' : String(cell))),
  );
  const records = Array.from({ length: batch.size }, (_, row) => cells.map((column) => column[row]).join(','));
  return [batch.names.join(','), ...records, ''].join('\n');
}

/** A model that is wrong on a share of the rows: columns `x`, `label`, `guess`, as CSV. */
export function guesses(rows: number, errorRate: number, seed: string): string {
  const random = seededRandom(seed);
  const lines = Array.from({ length: rows }, () => {
    const label = random.uniform() < 0.5 ? 'yes' : 'no';
    const other = label === 'yes' ? 'no' : 'yes';
    return `${random.normal()},${label},${random.uniform() < errorRate ? other : label}`;
  });
  return ['x,label,guess', ...lines, ''].join('\n');
}
