import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DriftSenseError } from '../../errors.js';
import { nodeFileSystem } from '../../ports/file-system.node.js';
import { countText } from '../../show/number-text.js';
import { ensureDirectory } from '../../store/directory.js';
import { ioError } from '../../store/io-error.js';
import { statOf } from '../../store/look.js';
import { replaceFile } from '../../store/replace-file.js';
import {
  dayText,
  fewestDays,
  isStreamFileName,
  streamFileName,
  streamTruth,
  trainingDays,
  trainingText,
} from '../generate/stream-files.js';
import { exitCodes, type ExitCode, type Io } from '../io.js';
import { Progress } from '../progress.js';
import { shellWord } from '../../shell-word.js';

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
  await ensureDirectory(nodeFileSystem, out);
  for (const path of [train, truth, stream])
    if (!force && (await statOf(nodeFileSystem, path)) !== undefined)
      throw new DriftSenseError('FILE_EXISTS', `'${path}' exists already`, {
        details: { path },
        remedy: `driftsense generate-data --out ${shellWord(out)} --force replaces it; or choose another --out`,
      });
  await ensureDirectory(nodeFileSystem, stream);
  if (force) await removeEarlier(truth, stream);
  const options = { days, rows, seed };
  const progress = new Progress(io, days, 'files');
  for (let day = 1; day <= days; day++) {
    if (io.signal.aborted)
      throw new DriftSenseError('ABORTED', `interrupted after ${day - 1} of ${days} files`, {
        remedy: `driftsense generate-data --out ${shellWord(out)} --force`,
      });
    await replaceFile(nodeFileSystem, join(stream, streamFileName(day)), dayText(day, options));
    progress.step(rows);
  }
  await replaceFile(nodeFileSystem, train, trainingText(options));
  await replaceFile(nodeFileSystem, truth, `${JSON.stringify(streamTruth(options), null, 2)}\n`);
  progress.end();
  io.out(
    flags.json
      ? JSON.stringify({ train, stream, days, rows, seed, truth })
      : `wrote ${train}: ${countText(trainingDays * rows)} rows; ${stream}: ${days} files of ${countText(rows)} rows; seed ${seed}`,
  );
  return exitCodes.ok;
}

/** Days of a longer stream must not stay behind those of a shorter one, nor its truth beside other files. */
async function removeEarlier(truth: string, stream: string): Promise<void> {
  try {
    await rm(truth, { force: true });
    for (const name of await readdir(stream)) if (isStreamFileName(name)) await rm(join(stream, name));
  } catch (error) {
    throw ioError(error, nodeFileSystem, 'write', join(stream, 'stream_0001.csv'));
  }
}

const range = (flag: string, expected: string, got: number): DriftSenseError =>
  new DriftSenseError('OPTION_INVALID', `${flag}: expected a whole number ${expected}, got ${got}`, {
    remedy: 'driftsense generate-data --help',
  });
