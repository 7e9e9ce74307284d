import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { naturalOrder } from './natural-order.js';
import { unreadable } from './unreadable.node.js';

/** A file that a pattern found. */
export interface FoundFile {
  readonly path: string;
  /** Path below the fixed part of the pattern: the file name, with its directories where they were wildcards. */
  readonly name: string;
}

const csvFile = /\.(csv|tsv)(\.gz)?$/i;

/**
 * Files that match a pattern, in number order of their names. `*` stands for any characters and `?` for one, inside one
 * step of the path; names that begin with a dot must be asked for by a dot. A directory means the CSV files in it, a path
 * without wildcards that file. What does not exist matches nothing. Directories do not match either, unless they are called
 * as a CSV file is: those, and links that lead nowhere, are found, so that reading them says what they are.
 *
 * @throws DriftSenseError `FILE_UNREADABLE` for a directory that may not be entered.
 */
export async function findFiles(pattern: string): Promise<FoundFile[]> {
  const steps = stepsOf(pattern);
  const firstWild = steps.findIndex(isWild);
  if (firstWild < 0) return plainPath(pattern);
  const root = steps.slice(0, firstWild).join('/');
  const base = firstWild === 0 ? '.' : root === '' ? '/' : root;
  const names = await matching(base, steps.slice(firstWild), '');
  return names.toSorted(naturalOrder).map((name) => ({ path: join(base, name), name }));
}

/** Whether a file of that path, if it existed, would be among those that a pattern finds. */
export function mayFind(pattern: string, path: string): boolean {
  const [steps, parts] = [stepsOf(normalize(pattern)), stepsOf(normalize(path))];
  const isBelow = steps.every((step, i) => (isWild(step) ? matchesName(parts[i] ?? '', step) : step === parts[i]));
  const below = parts.length - steps.length;
  return isBelow && (below === 0 || (below === 1 && !steps.some(isWild)));
}

const stepsOf = (path: string): string[] => path.split(sep === '\\' ? /[\\/]/ : '/');
const isWild = (step: string): boolean => step.includes('*') || step.includes('?');

async function plainPath(path: string): Promise<FoundFile[]> {
  const found = await stat(path).catch((error: unknown) => {
    if (isNowhere(error)) return undefined;
    throw unreadable(path, error);
  });
  if (found === undefined) return [];
  if (!found.isDirectory())
    return [{ path, name: path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(sep)) + 1) }];
  const names = (await entries(path)).filter((entry) => csvFile.test(entry.name));
  return names.map(({ name }) => ({ path: join(path, name), name })).toSorted((a, b) => naturalOrder(a.name, b.name));
}

async function matching(base: string, steps: readonly string[], below: string): Promise<string[]> {
  const [step = '', ...rest] = steps;
  const found: string[] = [];
  for (const entry of await entries(join(base, below))) {
    if (!matchesName(entry.name, step)) continue;
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    const kind = entry.isSymbolicLink() ? await stat(join(base, name)).catch(() => undefined) : entry;
    const isDirectory = kind?.isDirectory() === true;
    if (rest.length > 0) {
      if (isDirectory) for (const inside of await matching(base, rest, name)) found.push(inside);
    } else if (!isDirectory || csvFile.test(name)) found.push(name);
  }
  return found;
}

/** What a directory holds; nothing when there is none. */
async function entries(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isNowhere(error)) return [];
    throw unreadable(directory, error);
  }
}

const isNowhere = (error: unknown): boolean => {
  const { code } = error as { code?: unknown };
  return code === 'ENOENT' || code === 'ENOTDIR';
};

/** Whether a name matches one step of a pattern. Greedy with one point to go back to, so never worse than length × length. */
export function matchesName(name: string, step: string): boolean {
  if (name.startsWith('.') && !step.startsWith('.')) return false;
  let at = 0;
  let inStep = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    if (step[inStep] === '*') {
      star = inStep++;
      starAt = at;
    } else if (step[inStep] === '?' || step[inStep] === name[at]) {
      at++;
      inStep++;
    } else if (star >= 0) {
      inStep = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (step[inStep] === '*') inStep++;
  return inStep === step.length;
}
