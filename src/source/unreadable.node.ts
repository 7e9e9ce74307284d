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
  if (code === 'EACCES' || code === 'EPERM')
    return new DriftSenseError('FILE_UNREADABLE', `uid ${process.geteuid?.() ?? '?'} may not read ${path} (${code})`, {
      cause: error,
      details,
      remedy: `as its owner: chmod a+r ${shellWord(path)}`,
    });
  return new DriftSenseError('FILE_UNREADABLE', `${path} cannot be read: ${messageOf(error)}`, {
    cause: error,
    details,
    remedy: `see what it is: ls -l ${shellWord(path)}`,
  });
}
