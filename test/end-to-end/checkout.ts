import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WindowReport } from 'driftsense';

const root = fileURLToPath(new URL('../..', import.meta.url));
const made: string[] = [];

/** What a command left on the two streams, and how it ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder in which the demo runs as in a clone: its script and configurations, with the command that was built. */
export interface Checkout {
  readonly folder: string;
  /** A line for the shell, where no Docker daemon answers. */
  shell(line: string): Ended;
  /** The built command. */
  cli(...args: string[]): Ended;
  /** Reports of the last run. */
  reports(): WindowReport[];
}

export function checkout(): Checkout {
  if (!existsSync(join(root, 'dist/cli.js'))) throw new Error('the end-to-end tests need a build: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-demo-'));
  made.push(folder);
  for (const path of ['Makefile', 'scripts/run_demo.sh', 'examples/demo/config.yaml', 'config.yaml'])
    cpSync(join(root, path), join(folder, path));
  for (const path of ['dist', 'node_modules']) symlinkSync(join(root, path), join(folder, path));
  // The tests themselves may be run by make, which would hand its own flags on.
  const { MAKEFLAGS: _flags, MFLAGS: _old, MAKELEVEL: _level, ...inherited } = process.env;
  const env = { ...inherited, DOCKER_HOST: `unix://${folder}/no-daemon.sock` };
  const run = (program: string, args: readonly string[]): Ended => {
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (error) throw error;
    return { status, stdout, stderr };
  };
  return {
    folder,
    shell: (line) => run('sh', ['-c', line]),
    cli: (...args) => run('node', [join(root, 'dist/cli.js'), ...args]),
    reports: () =>
      readFileSync(join(folder, 'outputs/results.ndjson'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as WindowReport),
  };
}

export function removeCheckouts(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}
