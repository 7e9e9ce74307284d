import { DriftSenseError } from '../errors.js';

/** The same error with another message or remedy. */
function changed(
  error: DriftSenseError,
  { message = error.message, remedy }: { readonly message?: string; readonly remedy: string },
): DriftSenseError {
  const { code, details, retryable } = error;
  return new DriftSenseError(code, message, { cause: error, retryable, details, remedy });
}

const readerOption = /\b(ragged|encoding|delimiter|decimal): '([^']*)'/g;

/**
 * An error about the content of a CSV file, its remedy in the words of the command line.
 *
 * @param setting - How an option of the reader is given here.
 */
export function aboutFile(error: unknown, setting: Setting): unknown {
  if (!DriftSenseError.is(error) || !error.code.startsWith('CSV_')) return error;
  return changed(error, {
    remedy: error.remedy.replaceAll(readerOption, (_, option: string, value: string) => setting(option, value)),
  });
}

/** How an option of the reader is given: `--ragged skip`, `data: {ragged: skip} in config.yaml`. */
export type Setting = (option: string, value: string) => string;

const plain = /^[\w-]+$/;
export const byFlag: Setting = (option, value) => `--${option} ${plain.test(value) ? value : `'${value}'`}`;
export const inConfig =
  (config: string): Setting =>
  (option, value) =>
    `data: {${option}: ${plain.test(value) ? value : `"${value}"`}} in ${config}`;

/** An error of a configured command, with the paths and the commands that help here. */
export function explained(error: unknown, config: string): unknown {
  if (!DriftSenseError.is(error, 'UNKNOWN_COLUMN')) return aboutFile(error, inConfig(config));
  const placed = error.message.startsWith(config) ? error.message : `${config}: ${error.message}`;
  return changed(error, { message: placed, remedy: `correct the name in ${config}` });
}
