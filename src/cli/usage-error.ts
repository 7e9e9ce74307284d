import type { CommanderError } from 'commander';
import { DriftSenseError } from '../errors.js';

/** What the parser of the command line refused, as an error of ours: the cause with the nearest name, and where to look. */
export function usageError({ message }: CommanderError, command: string | undefined): DriftSenseError {
  const cause = message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (?:one of )?(.*)\?\)$/, "; did you mean '$1'?")
    .replace(/ is invalid\. /, ': ');
  const help = command === undefined ? 'driftsense --help' : `driftsense ${command} --help`;
  return new DriftSenseError('OPTION_INVALID', cause, { remedy: help });
}
