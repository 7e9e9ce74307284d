import * as z from 'zod';
import { plainText } from '../act/alert/plain-text.js';
import type { ErrorCode } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import { closestForm, problemOf } from '../options.js';
import { keysAt, pathsOf } from './schema-keys.js';
import { configSchema, type Path } from './schema.js';

/** Takes down a problem with what stands at a path, and the code of its own where it has one. */
export type Report = (path: Path, message: string, code?: ErrorCode) => void;

/**
 * A problem that the schema found, in words: what was expected and what came. Of several forms the one that came closest
 * is explained. An unknown key names the nearest known one.
 *
 * @param written - The value as the file writes it, so that no variable of the environment is shown.
 */
export function explain(
  issue: z.core.$ZodIssue,
  report: Report,
  written: (path: Path) => unknown,
  above: Path = [],
): void {
  const path = [...above, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) report([...path, key], unknownKey(path, key));
    return;
  }
  const inside = closestForm(issue);
  if (inside.length > 0) {
    for (const one of inside) explain(one, report, written, path);
    return;
  }
  if (path.length === 0) return report(path, "expected keys with values, such as 'data: {reference: train.csv}'");
  report(path, problemOf({ ...issue, input: written(path), path: [] } as z.core.$ZodIssue, inWords(path)));
}

/** A path as messages show it: on one line, long names cut. */
export const inWords = (path: Path): string => path.map((step) => plainText(String(step))).join('.');

let paths: readonly Path[] | undefined;
const allPaths = (): readonly Path[] => (paths ??= pathsOf(configSchema));

/** Paths whose last key is spelled nearly so, of a key that is unlike any where it stands. */
function pathsLike(key: string): readonly Path[] {
  const near = nearestName(
    key,
    allPaths().map((path) => String(path.at(-1))),
  );
  return allPaths().filter((path) => path.at(-1) === near);
}

function unknownKey(path: Path, key: string): string {
  const name = inWords([...path, key]);
  const known = keysAt(configSchema, path);
  const alike = nearestName(key, known) ?? known.find((one) => key.length > 4 && one.startsWith(key.slice(0, 5)));
  const exact = allPaths().filter((other) => other.at(-1) === key);
  const elsewhere = alike === undefined && exact.length === 0 ? pathsLike(key) : exact;
  const meant = [...(alike === undefined ? [] : [alike]), ...elsewhere.map((other) => other.join('.'))];
  if (meant.length === 0) return `unknown key '${name}'; known here: ${known.join(', ')}`;
  return `unknown key '${name}'; did you mean ${meant.map((one) => `'${one}'`).join(' or ')}?`;
}
