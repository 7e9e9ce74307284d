import type { DriftSenseError } from '../../errors.js';
import type { ModelVersion } from '../../contracts/registry.js';
import type { FileSystem } from '../../ports/file-system.js';
import { statOf } from '../../store/look.js';
import { ioError } from '../../store/io-error.js';
import { replaceFile } from '../../store/replace-file.js';
import { isRegistryCsv, registryCsv, type VersionSummary } from './registry-csv.js';
import { csvName, keptCsvName } from './registry-directory.js';

/** What the export needs of its registry. */
export interface ExportSource {
  numbers(): Promise<number[]>;
  /** Those that can be read, in their order; the registry has reported the others. */
  readable(versions: readonly number[]): AsyncIterable<ModelVersion>;
  /** An export that failed does not undo the commit before it. */
  failed(error: DriftSenseError): void;
}

/**
 * Writes `registry.csv` after commits. Calls that come while one is being written share the next. Versions never change,
 * so each is read once.
 */
export function csvExport(fs: FileSystem, directory: string, source: ExportSource): () => Promise<void> {
  const path = `${directory}/${csvName}`;
  const known = new Map<number, VersionSummary>();
  let running = Promise.resolve();
  let waiting: Promise<void> | undefined;
  let looked = false;

  async function rows(numbers: readonly number[]): Promise<VersionSummary[]> {
    const fresh = numbers.filter((n) => !known.has(n));
    for await (const { model: _, scoreReference: __, ...summary } of source.readable(fresh))
      known.set(summary.version, summary);
    return numbers.flatMap((n) => known.get(n) ?? []);
  }

  async function write(): Promise<void> {
    try {
      if (!looked) await keepForeign(fs, directory, path);
      looked = true;
      // Another process may have committed meanwhile, and replaced the file before us: whoever replaces it last looks again.
      for (let numbers = await source.numbers(), seen = -1; numbers.length !== seen; numbers = await source.numbers()) {
        await replaceFile(fs, path, registryCsv(await rows(numbers)));
        seen = numbers.length;
      }
    } catch (error) {
      source.failed(ioError(error, fs, 'write', path));
    }
  }

  return () => {
    waiting ??= running.then(() => {
      waiting = undefined;
      running = write();
      return running;
    });
    return waiting;
  };
}

/** A `registry.csv` that somebody else wrote is somebody's data: it is kept under another name before ours replaces it. */
async function keepForeign(fs: FileSystem, directory: string, path: string): Promise<void> {
  const stat = await statOf(fs, path);
  if (stat?.kind !== 'file' || stat.size === 0) return;
  const content = await fs.read(path);
  if (isRegistryCsv(content)) return;
  let n = 1;
  while ((await statOf(fs, `${directory}/${keptCsvName(n)}`)) !== undefined) n++;
  await replaceFile(fs, `${directory}/${keptCsvName(n)}`, content);
}
