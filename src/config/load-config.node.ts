import { readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DriftSenseError } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import type { CustomParts } from './build.js';
import { checkConfig, type LoadedConfig } from './check-config.js';
import { shellWord } from '../shell-word.js';
import { unreadable } from '../source/unreadable.node.js';

/** A configuration from a file, with its folder, from which its relative paths start. */
export interface ConfigFile extends LoadedConfig {
  readonly directory: string;
}

/**
 * Reads and checks a configuration file (YAML or JSON).
 *
 * @param environment - Variables for `${NAME}`. Default `process.env`.
 * @param custom - Parts written in code, which the file may name.
 * @throws DriftSenseError `CONFIG_NOT_FOUND`, `FILE_UNREADABLE`, and what `checkConfig` throws.
 */
export async function loadConfig(
  path: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  custom?: CustomParts,
): Promise<ConfigFile> {
  const text = textOf(await readBytes(path), path);
  const directory = dirname(resolve(path));
  const loaded = checkConfig(text, path, { variables: environment, readFile: tryRead }, custom);
  return { ...loaded, directory };
}

/** At most one byte more than a configuration may have, whatever the path leads to. */
async function readBytes(path: string): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const bytes = new Uint8Array(edgeLimits.configBytes + 1);
    let filled = 0;
    for (let read = 1; read > 0 && filled < bytes.length; filled += read)
      read = (await handle.read(bytes, filled, bytes.length - filled, null)).bytesRead;
    return bytes.subarray(0, filled);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'EISDIR')
      throw new DriftSenseError('FILE_UNREADABLE', `${path} is a directory, not a configuration file`, {
        details: { path },
        remedy: `name the file in it: ls ${shellWord(path)}`,
      });
    if (code === 'ENOENT')
      throw new DriftSenseError('CONFIG_NOT_FOUND', `no configuration file '${path}'`, {
        details: { path },
        remedy: `driftsense init --config ${shellWord(path)}`,
      });
    throw unreadable(path, error);
  } finally {
    await handle?.close();
  }
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    // Read with replacement characters, a name or a password would silently be another one.
    const problem = { line: 1, column: 1, message: 'the bytes are not UTF-8: save the file in this encoding' };
    throw new DriftSenseError('CONFIG_INVALID', `${path}:1:1: ${problem.message}`, {
      cause: error,
      details: { file: path, problems: [problem] },
      remedy: `iconv -f latin1 -t utf-8 ${shellWord(path)} > utf-8.yaml, where it is latin1`,
    });
  }
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // reported with the name of the variable
  }
}
