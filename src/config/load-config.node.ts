import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DriftSenseError, messageOf } from '../errors.js';
import { checkConfig, type CustomNames, type LoadedConfig } from './check-config.js';

/** A configuration from a file, with its folder, from which its relative paths start. */
export interface ConfigFile extends LoadedConfig {
  readonly directory: string;
}

/**
 * Reads and checks a configuration file (YAML or JSON).
 *
 * @param environment - Variables for `${NAME}`. Default `process.env`.
 * @throws DriftSenseError `CONFIG_NOT_FOUND`, `FILE_UNREADABLE`, `CONFIG_INVALID`, `SECRET_MISSING`.
 */
export async function loadConfig(
  path: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  custom?: CustomNames,
): Promise<ConfigFile> {
  const text = await readText(path);
  const directory = dirname(resolve(path));
  const loaded = checkConfig(text, path, { variables: environment, readFile: tryRead }, custom);
  return { ...loaded, directory };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT')
      throw new DriftSenseError('CONFIG_NOT_FOUND', `no configuration file '${path}'`, {
        details: { path },
        remedy: `driftsense init --config ${path}`,
      });
    throw new DriftSenseError('FILE_UNREADABLE', `${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // reported with the name of the variable
  }
}
