import { join } from 'node:path';
import { DriftSenseError } from '../../errors.js';
import { nodeFileSystem } from '../../ports/file-system.node.js';
import { ensureDirectory } from '../../store/directory.js';
import { statOf } from '../../store/look.js';
import { replaceFile } from '../../store/replace-file.js';
import { dayText, fewestDays, streamFileName, streamTruth, trainingText } from '../generate/stream-files.js';
import { exitCodes, type ExitCode, type Io } from '../io.js';

export interface GenerateFlags {
  readonly out: string;
  readonly seed: number;
  readonly days: number;
  readonly rows: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/**
 * `generate-data`: a synthetic stream with known changes. The truth file is written last, so a folder that has it is whole.
 *
 * @throws DriftSenseError `OPTION_INVALID`, `FILE_EXISTS` without `--force`, `FILE_UNWRITABLE`.
 */
export async function generateData(flags: GenerateFlags, io: Io): Promise<ExitCode> {
  const { out, seed, days, rows, force = false } = flags;
  if (days < fewestDays || days > 9_999) throw range('--days', `from ${fewestDays} to 9,999`, days);
  if (rows < 100 || rows > 1_000_000) throw range('--rows', 'from 100 to 1,000,000', rows);
  const stream = join(out, 'stream');
  const [train, truth] = [join(out, 'train.csv'), join(out, 'truth.json')];
  for (const path of [train, truth, stream])
    if (!force && (await statOf(nodeFileSystem, path)) !== undefined)
      throw new DriftSenseError('FILE_EXISTS', `'${path}' exists already`, {
        details: { path },
        remedy: `driftsense generate-data --out ${out} --force replaces it; or choose another --out`,
      });
  await ensureDirectory(nodeFileSystem, out);
  await ensureDirectory(nodeFileSystem, stream);
  const options = { days, rows, seed };
  for (let day = 1; day <= days; day++) {
    if (io.signal.aborted)
      throw new DriftSenseError('ABORTED', `interrupted after ${day - 1} of ${days} files`, {
        remedy: `driftsense generate-data --out ${out} --force`,
      });
    await replaceFile(nodeFileSystem, join(stream, streamFileName(day)), dayText(day, options));
    io.progress?.(`generating ${day}/${days}`);
  }
  await replaceFile(nodeFileSystem, train, trainingText(options));
  await replaceFile(nodeFileSystem, truth, `${JSON.stringify(streamTruth(options), null, 2)}\n`);
  io.progress?.('');
  io.out(
    flags.json
      ? JSON.stringify({ train, stream, days, rows, seed, truth })
      : `${train}: ${(7 * rows).toLocaleString('en')} rows; ${stream}: ${days} files of ${rows.toLocaleString('en')} rows; seed ${seed}`,
  );
  return exitCodes.ok;
}

const range = (flag: string, expected: string, got: number): DriftSenseError =>
  new DriftSenseError('OPTION_INVALID', `${flag}: expected a whole number ${expected}, got ${got}`, {
    remedy: 'driftsense generate-data --help',
  });
