import { rename } from 'node:fs/promises';
import { nodeFileSystem } from '../ports/file-system.node.js';
import { ioError } from '../store/io-error.js';
import { statOf } from '../store/look.js';

/** A file that grows by one line per window, so that a crash loses nothing that was judged. */
export interface ResultsFile {
  write(line: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a results file anew; that of the run before stays beside it as `….previous`.
 *
 * @throws DriftSenseError `FILE_UNWRITABLE`, `IO_FULL`, `IO_FAILED`; `write` as well.
 */
export async function openResults(path: string): Promise<ResultsFile> {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw ioError(error, nodeFileSystem, 'write', path);
    }
  };
  if ((await statOf(nodeFileSystem, path)) !== undefined) await guarded(() => rename(path, `${path}.previous`));
  const file = await guarded(() => nodeFileSystem.open(path, 'a'));
  return {
    async write(line) {
      await guarded(async () => {
        for (let bytes = new TextEncoder().encode(line); bytes.length > 0;)
          bytes = bytes.subarray(await file.write(bytes));
      });
    },
    close: () => file.close(),
  };
}
