import { DriftSenseError, type ErrorCode } from '../../errors.js';
import type { FileSystem } from '../../ports/file-system.js';
import { numbersIn } from '../../store/commit.js';
import { shellWord } from '../../shell-word.js';
import { entriesOf } from '../../store/look.js';
import { moves } from './alias-log.js';
import { storedDecisions } from './decision-log.js';
import { assertAliasName } from './alias-name.js';
import {
  aliasesName,
  decisionsName,
  foreignFilesIn,
  isSafeDirectory,
  versionNames,
  worldWritable,
} from './registry-directory.js';
import { isDamage, readVersionFile } from './version-file.js';

/** Something wrong in a registry directory that does not stop the rest of it. */
export interface RegistryProblem {
  readonly code: ErrorCode;
  /** Relative to the registry: `model_v3.json`, `aliases/champion/00000002.json`; `.` is the directory itself. */
  readonly file: string;
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

export const problemOf = (
  directory: string,
  file: string,
  { code, message, remedy }: DriftSenseError,
): RegistryProblem =>
  Object.freeze({ code, file: file === directory ? '.' : file.slice(directory.length + 1), message, remedy });

/** Reads everything in a registry and says what is damaged, unsafe or foreign. */
export async function registryProblems(
  fs: FileSystem,
  directory: string,
  maxBytes: number,
): Promise<RegistryProblem[]> {
  const found: RegistryProblem[] = [];
  const report = (file: string, error: DriftSenseError): void => void found.push(problemOf(directory, file, error));
  const foreign = (file: string): void =>
    report(
      file,
      new DriftSenseError('REGISTRY_FOREIGN', `'${file}' was not written by driftsense`, {
        remedy: `it is left alone; to move it away: mv ${shellWord(file)} ${shellWord(`${file}.kept`)}`,
      }),
    );
  async function noting(file: string, look: () => Promise<unknown>): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (!isDamage(error) && !DriftSenseError.is(error, 'REGISTRY_UNSAFE')) throw error;
      report(file, error);
    }
  }
  async function aliasProblems(aliases: string, name: string): Promise<void> {
    try {
      assertAliasName(name);
    } catch {
      return foreign(`${aliases}/${name}`); // no alias of ours can have this name
    }
    if (!(await isSafeDirectory(fs, `${aliases}/${name}`))) return;
    for await (const move of moves(fs, `${aliases}/${name}`, name, report)) void move;
  }

  if (!(await isSafeDirectory(fs, directory))) return found;
  const open = await worldWritable(fs, directory);
  if (open !== undefined) report(directory, open);
  const strangers = await foreignFilesIn(fs, directory);
  for (const name of strangers) foreign(`${directory}/${name}`);
  for (const n of await numbersIn(fs, directory, versionNames)) {
    const name = versionNames.nameOf(n);
    if (!strangers.includes(name))
      await noting(`${directory}/${name}`, () => readVersionFile(fs, directory, n, maxBytes));
  }
  const aliases = `${directory}/${aliasesName}`;
  await noting(aliases, async () => {
    if (!(await isSafeDirectory(fs, aliases))) return;
    for (const name of await entriesOf(fs, aliases))
      if (!name.startsWith('.')) await noting(`${aliases}/${name}`, () => aliasProblems(aliases, name));
  });
  const decisions = `${directory}/${decisionsName}`;
  await noting(decisions, async () => {
    if (!(await isSafeDirectory(fs, decisions))) return;
    for await (const decision of storedDecisions(fs, decisions, report)) void decision;
  });
  return found;
}
