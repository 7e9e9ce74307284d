import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowReport } from 'driftsense';
import { expect } from 'vitest';
import { makeOld, writeOld } from '../old-files.js';
import { unpublished } from '../published-schemas.js';
import { driftsense, folderWith, type Outcome, type World } from './command-line.js';

/** A folder with a configuration and a synthetic stream, and the command line in it. */
export interface Workspace {
  readonly folder: string;
  /** Path of the configuration. */
  readonly config: string;
  path(...names: string[]): string;
  read(...names: string[]): string;
  write(name: string, content: string): void;
  exists(...names: string[]): boolean;
  /** A command with `--config`. */
  run(command: string, ...flags: string[]): Promise<Outcome>;
  /** The same in a world of its own. */
  runIn(world: World, command: string, ...flags: string[]): Promise<Outcome>;
  /** Reports of the last run, each as its published schema says. */
  reports(): WindowReport[];
  /** Lines of the log. */
  log(): Record<string, unknown>[];
  /** Text with the folder's name taken out. */
  plain(text: string): string;
}

export interface StreamSize {
  readonly days?: number;
  readonly rows?: number;
}

const generated = new Map<string, Promise<string>>();

/** A stream of a size, generated once per test file. */
async function dataOf({ days = 14, rows = 300 }: StreamSize): Promise<string> {
  const key = `${days} ${rows}`;
  const known = generated.get(key);
  // The file before may have removed its own.
  if (known !== undefined && existsSync(await known)) return known;
  const made = (async () => {
    const out = join(folderWith(), 'data');
    const { code, err } = await driftsense(['generate-data', '--out', out, `--days=${days}`, `--rows=${rows}`]);
    if (code !== 0) throw new Error(err);
    makeOld(out);
    return out;
  })();
  generated.set(key, made);
  return made;
}

/** A new workspace; of fourteen days 1 to 7 are the reference, `income` and `channel` move on day 9, the concept on day 11. */
export async function workspace(yaml = 'name: shop\n', size: StreamSize = {}): Promise<Workspace> {
  const folder = folderWith({ 'config.yaml': yaml });
  cpSync(await dataOf(size), join(folder, 'data'), { recursive: true, preserveTimestamps: true });
  return workspaceIn(folder);
}

const trained = new Map<string, Promise<string>>();

/** The same where a model is there: each configuration trains it once, and later ones get a copy. */
export async function trainedWorkspace(yaml = 'name: shop\n', size: StreamSize = {}): Promise<Workspace> {
  const key = JSON.stringify([yaml, size]);
  let first = trained.get(key);
  // The file before may have removed its own.
  if (first === undefined || !existsSync(await first)) {
    first = workspace(yaml, size).then(async (here) => {
      const { code, err } = await here.run('init-model');
      if (code !== 0) throw new Error(err);
      return here.folder;
    });
    trained.set(key, first);
  }
  const folder = folderWith();
  cpSync(await first, folder, { recursive: true, preserveTimestamps: true });
  return workspaceIn(folder);
}

export function workspaceIn(folder: string): Workspace {
  const config = join(folder, 'config.yaml');
  const path = (...names: string[]) => join(folder, ...names);
  const read = (...names: string[]) => readFileSync(path(...names), 'utf8');
  const lines = (...names: string[]): unknown[] =>
    read(...names)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  const runIn = (world: World, command: string, ...flags: string[]) =>
    driftsense([command, '--config', config, ...flags], world);
  return {
    folder,
    config,
    path,
    read,
    write(name, content) {
      mkdirSync(join(path(name), '..'), { recursive: true });
      writeOld(path(name), content);
    },
    exists: (...names) => existsSync(path(...names)),
    run: (command, ...flags) => runIn({}, command, ...flags),
    runIn,
    reports() {
      const reports = lines('outputs', 'results.ndjson');
      for (const report of reports) expect(unpublished('window-report', report)).toEqual([]);
      return reports as WindowReport[];
    },
    log: () => lines('logs', 'driftsense.ndjson') as Record<string, unknown>[],
    plain: (text) => text.replaceAll(folder, '<folder>'),
  };
}
