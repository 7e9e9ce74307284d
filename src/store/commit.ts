import { DriftSenseError } from '../errors.js';
import { fileErrorCode, type FileSystem } from '../ports/file-system.js';
import { claimNumber, type OnNoLinks } from './claim.js';
import { ioError } from './io-error.js';
import { entriesOf } from './look.js';
import { discard, writeTemporary } from './write-temporary.js';

/** Names of numbered records: `model_v7.json` and back. `numberOf` of any other name is undefined. */
export interface NumberedNames {
  nameOf(n: number): string;
  numberOf(name: string): number | undefined;
  /** The greatest number the names can hold. */
  readonly last: number;
}

/** How often a temporary file that vanished before its link is written again. */
const rewrites = 3;

/**
 * Commits a record under the next free number: temporary file, fsync, hard link, fsync of the directory. The link claims
 * the number, and nothing else does; so there is no lock to be left behind, and a number has one content for ever. When
 * the call has resolved, the record survives the process and the power. When it failed between link and directory fsync,
 * the record may or may not exist; it is whole if it does. Where there are no hard links a directory is renamed instead.
 *
 * @param first - The number to try first: highest seen + 1.
 * @param last - The number to try last. Equal to `first`, the claim is a compare-and-set.
 * @param onNoLinks - Told, at each commit, that the file system has no hard links.
 * @returns The number claimed, or undefined when all up to `last` are taken.
 * @throws DriftSenseError `IO_FULL`, `IO_FAILED`, `FILE_UNWRITABLE`; `retryable` says whether to try again.
 *
 * @example
 * const names = { nameOf: (n) => `model_v${n}.json`, numberOf, last: 999_999_999 };
 * await commitRecord(fs, 'models', names, encodeRecord(kind, body), { first: 8 }); // 8, or 9 if 8 was just taken
 */
export async function commitRecord(
  fs: FileSystem,
  directory: string,
  names: NumberedNames,
  file: Uint8Array,
  {
    first,
    last = names.last,
    onNoLinks,
  }: { readonly first: number; readonly last?: number; readonly onNoLinks?: OnNoLinks },
): Promise<number | undefined> {
  try {
    for (let attempt = 1; ; attempt++) {
      const temporary = await writeTemporary(fs, directory, file);
      try {
        const claimed = await claimNumber(fs, directory, names, temporary, {
          first,
          last,
          ...(onNoLinks && { onNoLinks }),
        });
        if (claimed !== undefined) await fs.syncDirectory(directory);
        return claimed;
      } catch (error) {
        // Somebody whose clock is a day ahead took our file for a leftover.
        if (fileErrorCode(error) !== 'ENOENT' || attempt > rewrites) throw error;
      } finally {
        await discard(fs, temporary);
      }
    }
  } catch (error) {
    throw ioError(error, fs, 'write', `${directory}/${names.nameOf(first)}`);
  }
}

/** The numbers that exist in a directory, ascending; none when there is no such directory. */
export async function numbersIn(fs: FileSystem, directory: string, names: NumberedNames): Promise<number[]> {
  const found: number[] = [];
  for (const name of await entriesOf(fs, directory)) {
    const n = names.numberOf(name);
    if (n !== undefined) found.push(n);
  }
  return found.toSorted((a, b) => a - b);
}

/** Refuses to go on when the names are used up. */
export function nextNumber(numbers: readonly number[], names: NumberedNames, directory: string): number {
  const next = (numbers.at(-1) ?? 0) + 1;
  if (next > names.last)
    throw new DriftSenseError('IO_FAILED', `'${directory}' has no number left after ${names.nameOf(names.last)}`, {
      details: { directory },
      remedy: `move '${names.nameOf(names.last)}' away if it is not yours`,
    });
  return next;
}
