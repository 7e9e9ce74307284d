import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { DriftSenseError, messageOf } from '../errors.js';
import { shellWord } from '../shell-word.js';

/** What to say of a file that a person named and that cannot be read: who may not read it, and the command that helps. */
export function unreadable(path: string, error: unknown): DriftSenseError {
  const { code } = error as { code?: unknown };
  const details = { file: path };
  if (code === 'EISDIR')
    return new DriftSenseError('FILE_UNREADABLE', `${path} is a directory, not a file`, {
      cause: error,
      details,
      remedy: `name a file in it: ls ${shellWord(path)}`,
    });
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new DriftSenseError('FILE_NOT_FOUND', `${path} does not exist`, {
      cause: error,
      details,
      remedy: `name a file that is there: ls ${shellWord(dirname(path))}`,
    });
  if (code === 'EACCES' || code === 'EPERM') {
    const closed = closedDirectory(path);
    const what = closed === undefined ? `read ${path}` : `enter ${closed}`;
    return new DriftSenseError('FILE_UNREADABLE', `uid ${process.geteuid?.() ?? '?'} may not ${what} (${code})`, {
      cause: error,
      details,
      remedy: closed === undefined ? letIn(path, 'r') : letIn(closed, 'rx'),
    });
  }
  return new DriftSenseError('FILE_UNREADABLE', `${path} cannot be read: ${messageOf(error)}`, {
    cause: error,
    details,
    remedy: `see what it is: ls -l ${shellWord(path)}`,
  });
}

/** The directory that keeps us from a path: itself, or the one above it that cannot be passed. Undefined for a file. */
function closedDirectory(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? path : undefined;
  } catch {
    const above = dirname(path);
    return above === path ? path : (closedDirectory(above) ?? above);
  }
}

/** The command that opens a path to the one who runs, and to nobody else: somebody else's by the group. */
function letIn(path: string, rights: string): string {
  const [word, owner] = [shellWord(path), statSync(path, { throwIfNoEntry: false })?.uid];
  if (owner === process.geteuid?.()) return `chmod u+${rights} ${word}`;
  return `let the group in: sudo chgrp ${process.getegid?.() ?? '<group>'} ${word} && sudo chmod g+${rights} ${word}`;
}
