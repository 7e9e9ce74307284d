import { basename } from 'node:path';
import { pathFrom } from '../config/load-parts.node.js';
import type { ConfigFile } from '../config/load-config.node.js';
import { DriftSenseError } from '../errors.js';
import { findFiles } from '../source/find-files.node.js';

/** The same error with another message, remedy or details. */
function changed(
  error: DriftSenseError,
  {
    message = error.message,
    ...rest
  }: { message?: string; remedy?: string; details?: Readonly<Record<string, unknown>> },
): DriftSenseError {
  const { code, details, remedy, retryable } = error;
  return new DriftSenseError(code, message, { cause: error, retryable, details, remedy, ...rest });
}

const readerOption = /\b(ragged|encoding|delimiter|decimal): '([^']*)'/g;

/**
 * An error about the content of a CSV file, with its whole path, and its remedy in the words of the command line.
 *
 * @param setting - How an option of the reader is given here.
 */
export function aboutFile(error: unknown, paths: readonly string[], setting: Setting): unknown {
  if (!DriftSenseError.is(error) || !error.code.startsWith('CSV_')) return error;
  const { file } = error.details;
  const path = paths.find((one) => basename(one) === file) ?? file;
  return changed(error, {
    ...(typeof file === 'string' &&
      error.message.startsWith(file) && { message: `${String(path)}${error.message.slice(file.length)}` }),
    details: { ...error.details, file: path },
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
export async function explained(error: unknown, file: ConfigFile, config: string): Promise<unknown> {
  if (!DriftSenseError.is(error)) return error;
  const { data } = file.config;
  const reference = pathFrom(file, data.reference);
  if (error.code.startsWith('CSV_')) {
    const found = [data.stream].flat().map((pattern) => findFiles(pathFrom(file, pattern)));
    // Where a folder cannot be listed any more, the name alone must do.
    const streams = await Promise.all(found.map((files) => files.catch(() => [])));
    const paths = [reference, ...streams.flat().map(({ path }) => path)];
    return aboutFile(error, paths, inConfig(config));
  }
  if (error.code === 'UNKNOWN_COLUMN') {
    const placed = error.message.startsWith(config) ? error.message : `${config}: ${error.message}`;
    return changed(error, { message: placed, remedy: `correct the name in ${config}` });
  }
  return error;
}
