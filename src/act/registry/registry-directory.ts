import { DriftSenseError } from '../../errors.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { NumberedNames } from '../../store/commit.js';
import { entriesOf, statOf } from '../../store/look.js';
import { recordFile } from '../../store/record-file.js';
import { isRecord } from '../../store/record.js';
import { shellWord } from '../../shell-word.js';

/** The export; the directory of version files beside it is the registry. */
export const csvName = 'registry.csv';
/** Where a `registry.csv` that is not ours is kept before ours takes its place. */
export const keptCsvName = (n: number): string => `registry.kept-${n}.csv`;
const keptCsv = /^registry\.kept-[0-9]+\.csv$/;
export const aliasesName = 'aliases';
export const decisionsName = 'decisions';

const othersMayWrite = 0o002;

/** File names of model versions, numbered from 1. */
export const versionNames: NumberedNames = {
  nameOf: (n) => `model_v${n}.json`,
  numberOf(name) {
    const digits = /^model_v([1-9][0-9]{0,8})\.json$/.exec(name)?.[1];
    return digits === undefined ? undefined : Number(digits);
  },
  last: 999_999_999,
};

const digits = 8;
/** File names of moves of an alias and of decisions: `00000001.json`. */
export const recordNames: NumberedNames = {
  nameOf: (n) => `${String(n).padStart(digits, '0')}.json`,
  numberOf(name) {
    const n = /^[0-9]{8}\.json$/.test(name) ? Number(name.slice(0, digits)) : 0;
    return n > 0 ? n : undefined;
  },
  last: 10 ** digits - 1,
};

/**
 * Looks at a directory of the registry without following links.
 *
 * @returns false when it does not exist.
 * @throws DriftSenseError `REGISTRY_UNSAFE` for a symbolic link, which could lead anywhere, or a file.
 */
export async function isSafeDirectory(fs: FileSystem, path: string): Promise<boolean> {
  const stat = await statOf(fs, path);
  if (stat === undefined) return false;
  if (stat.kind === 'directory') return true;
  throw new DriftSenseError('REGISTRY_UNSAFE', `'${path}' is a ${stat.kind}; a registry needs a directory of its own`, {
    details: { path, kind: stat.kind },
    remedy:
      stat.kind === 'link'
        ? `name the directory it leads to, which is said by: readlink -f ${shellWord(path)}`
        : `mv ${shellWord(path)} ${shellWord(`${path}.kept`)}, or choose another directory`,
  });
}

/** The error to report or throw when every user of the machine may write into the registry. */
export async function worldWritable(fs: FileSystem, path: string): Promise<DriftSenseError | undefined> {
  const stat = await statOf(fs, path);
  if (stat?.kind !== 'directory' || (stat.mode & othersMayWrite) === 0) return undefined;
  const mode = stat.mode.toString(8).padStart(4, '0');
  return new DriftSenseError('REGISTRY_WORLD_WRITABLE', `everyone may write in '${path}' (mode ${mode})`, {
    details: { path, mode },
    remedy: `chmod 700 ${shellWord(path)}`,
  });
}

/** Names in the registry that this library did not write. Hidden files are nobody's business. */
export async function foreignFilesIn(fs: FileSystem, directory: string): Promise<string[]> {
  const foreign: string[] = [];
  for (const name of (await entriesOf(fs, directory)).toSorted()) {
    if (
      name.startsWith('.') ||
      name === csvName ||
      name === aliasesName ||
      name === decisionsName ||
      keptCsv.test(name)
    )
      continue;
    const file = versionNames.numberOf(name) === undefined ? undefined : await recordFile(fs, `${directory}/${name}`);
    if (file?.stat.kind !== 'file' || !(await mayBeRecord(fs, file.path))) foreign.push(name);
  }
  return foreign;
}

/** What may not be read is told as such by who reads it. */
async function mayBeRecord(fs: FileSystem, path: string): Promise<boolean> {
  try {
    return isRecord(await fs.read(path));
  } catch {
    return true;
  }
}
