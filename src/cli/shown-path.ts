import { isAbsolute, relative } from 'node:path';
import process from 'node:process';

/** A path as a person would type it: below the folder they are in without that folder, any other in full. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}
