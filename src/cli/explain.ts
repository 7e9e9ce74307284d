import { DriftSenseError, type ErrorCode } from '../errors.js';
import { shellWord } from '../shell-word.js';

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
  const remedy = error.remedy.replaceAll(readerOption, (_, option: string, value: string) => setting(option, value));
  // What ended a run goes by here twice.
  return changed(error, { remedy: remedy.endsWith(lookAt(error)) ? remedy : `${remedy}${lookAt(error)}` });
}

/** The command that shows the place in the file. */
function lookAt({ code, details: { file, line } }: DriftSenseError): string {
  if (typeof file !== 'string') return '';
  const shown = typeof line === 'number' ? `${line}p` : code === 'CSV_DUPLICATE_HEADER' ? '1p' : undefined;
  if (shown === undefined) return `; to put it aside: mv ${shellWord(file)} ${shellWord(`${file}.kept`)}`;
  return `; to see it: ${/\.gz$/i.test(file) ? `gzip -dc ${shellWord(file)} | sed -n ${shown}` : `sed -n ${shown} ${shellWord(file)}`}`;
}

/** How an option of the reader is given: `--ragged skip`, `data: {ragged: skip} in config.yaml`. */
export type Setting = (option: string, value: string) => string;

const plain = /^[\w-]+$/;
export const byFlag: Setting = (option, value) => `--${option} ${plain.test(value) ? value : `'${value}'`}`;
export const inConfig =
  (config: string): Setting =>
  (option, value) =>
    `data: {${option}: ${plain.test(value) ? value : `"${value}"`}} in ${config}`;

/** Codes of errors about what a configuration says, found when its parts are made. */
const ofSettings: ReadonlySet<ErrorCode> = new Set([
  'OPTION_INVALID',
  'SCHEMA_INVALID',
  'VALUE_NESTED',
  'WEIGHTS_UNSUPPORTED',
]);

/** A registry has a directory of its own: where one part of it may not be used, all of it is handed over at once. */
export function aboutRegistry(error: unknown, registry: string): unknown {
  if (!DriftSenseError.is(error)) return error;
  const { errno, uid, directory } = error.details;
  const isDenied = errno === 'EACCES' || errno === 'EPERM';
  if (!isDenied || typeof uid !== 'number' || !`${String(directory)}/`.startsWith(`${registry}/`)) return error;
  const all = shellWord(registry);
  return changed(error, {
    remedy: `give uid ${uid} all of '${registry}': sudo chown -R ${uid} ${all} && sudo chmod -R u=rwX,go= ${all}`,
  });
}

/** An error of a configured command, with the paths and the commands that help here. */
export function explained(error: unknown, config: string): unknown {
  if (!DriftSenseError.is(error)) return error;
  const again = `driftsense doctor --config ${shellWord(config)}`;
  if (error.code === 'UNKNOWN_COLUMN') {
    const placed = error.message.startsWith(config) ? error.message : `${config}: ${error.message}`;
    return changed(error, { message: placed, remedy: `correct the name in ${config}, then: ${again}` });
  }
  if (ofSettings.has(error.code) && !error.remedy.includes('driftsense '))
    return changed(error, { remedy: `${error.remedy}, in ${config}; then: ${again}` });
  return aboutFile(error, inConfig(config));
}
