import type { Batch } from '../../contracts/batch.js';
import type { TrainingQuery, TrainingSource } from '../../contracts/training-source.js';
import { DriftSenseError } from '../../errors.js';
import { throwIfAborted } from './pace.js';
import { requireGiven } from '../../require-given.js';

/** Paths, oldest first, or a function that lists them anew for each training run. */
export type FileList = readonly string[] | (() => readonly string[] | Promise<readonly string[]>);

/** Options of {@link sourceFiles}. */
export interface SourceFilesOptions {
  /** Reads one file whole, for example `readCsv`. */
  readonly read: (path: string) => Promise<Batch>;
  /** Files of the rows that the first model was trained on, for strategy `append`. Default: the monitor's reference. */
  readonly reference?: FileList;
}

/**
 * A training source that reads files again when training asks for them: nothing is kept between runs. A file stands for
 * the window of the same name (`window: 'file'`), with or without its directory.
 *
 * @param files - The files of the windows.
 * @throws DriftSenseError `OPTION_INVALID` without a reader; while reading `TRAINING_DATA` naming a window for which there
 *   is no file, `ABORTED` once the signal has fired, and what the reader throws; `VALUE_OUT_OF_DOMAIN` for what are no
 *   options.
 * @example
 * sourceFiles(['data/day_1.csv', 'data/day_2.csv'], { read: readCsv });
 */
export function sourceFiles(files: FileList, options: SourceFilesOptions): TrainingSource {
  requireGiven(options, 'sourceFiles', 'how a file is read');
  const { read, reference } = options;
  if (typeof read !== 'function')
    throw new DriftSenseError('OPTION_INVALID', `sourceFiles.read: expected a function, got ${typeof read}`);
  async function* readAll(paths: readonly string[], signal: AbortSignal) {
    for (const path of paths) {
      throwIfAborted(signal);
      const batch = await read(path);
      throwIfAborted(signal);
      yield batch;
    }
  }
  return {
    async *rows({ from, to, signal }: TrainingQuery) {
      const paths = await list(files);
      const first = from === undefined ? 0 : placeOf(from, paths);
      const last = to === undefined ? paths.length - 1 : placeOf(to, paths);
      yield* readAll(paths.slice(first, last + 1), signal);
    },
    ...(reference && {
      async *reference({ signal }: Pick<TrainingQuery, 'signal'>) {
        yield* readAll(await list(reference), signal);
      },
    }),
  };
}

const list = async (files: FileList): Promise<readonly string[]> => (typeof files === 'function' ? files() : files);

function placeOf(window: string, paths: readonly string[]): number {
  const exact = paths.indexOf(window);
  const place = exact >= 0 ? exact : paths.findIndex((path) => baseName(path) === baseName(window));
  if (place < 0)
    throw new DriftSenseError('TRAINING_DATA', `expected a file for window '${window}' among ${paths.length} files`, {
      details: { window },
      remedy: 'list the file, or use rowBuffer() where windows are not files',
    });
  return place;
}

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
