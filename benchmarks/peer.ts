import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What one task took, in milliseconds, and what it found. */
export interface Answer {
  readonly clock: number;
  /** Of all threads of the process, collecting garbage included. */
  readonly processor: number;
  readonly found: unknown;
}

/** One side of a comparison. */
export interface Side {
  readonly package: string;
  readonly version: string;
  /** Does one of its tasks, for the given window where it has windows. */
  ask(task: string, window: number): Promise<Answer>;
  close(): void;
}

/** A peer that is not installed, and why that is thought. */
export interface Absent {
  readonly package: string;
  readonly notRun: string;
}

/** Where peers are installed: `npm run bench:peers` puts them there. */
export const peersFolder = process.env['DRIFTSENSE_PEERS'] ?? join(homedir(), '.cache/driftsense/peers');

/** Tasks of this process. */
export function here(
  name: string,
  version: string,
  tasks: Readonly<Record<string, (window: number) => unknown>>,
): Side {
  return {
    package: name,
    version,
    async ask(task, window) {
      const [clock, processor] = [performance.now(), process.cpuUsage()];
      const found = await tasks[task]!(window);
      const { user, system } = process.cpuUsage(processor);
      return { clock: performance.now() - clock, processor: (user + system) / 1_000, found };
    },
    close() {},
  };
}

/**
 * A peer in Python, in a process of its own that stays: its script answers line by line (`peers/serve.py`), so that neither
 * its start nor its imports are counted.
 */
export async function python(name: string, script: string, ...given: readonly string[]): Promise<Side | Absent> {
  const program = join(peersFolder, 'bin/python');
  if (!existsSync(program)) return { package: name, notRun: 'no Python environment' };
  const child = spawn(program, [join('benchmarks/peers', script), ...given], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, DO_NOT_TRACK: '1' },
  });
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => (complaint = (complaint + bytes.toString()).slice(-2_000)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown> | undefined> => {
    const { value, done } = await lines.next();
    return done === true ? undefined : (JSON.parse(value) as Record<string, unknown>);
  };
  const hello = await answer();
  if (hello === undefined) {
    const reason = complaint.trim().split('\n').at(-1) ?? '';
    if (!/ModuleNotFoundError|PackageNotFoundError/.test(reason)) throw new Error(`${script}: ${complaint}`);
    return { package: name, notRun: 'not installed' };
  }
  return {
    package: name,
    version: String(hello['version']),
    async ask(task, window) {
      child.stdin.write(`${task} ${task === 'window' ? window : ''}\n`);
      const told = await answer();
      if (told === undefined) throw new Error(`${script} ended: ${complaint}`);
      return told as unknown as Answer;
    },
    close: () => void child.kill(),
  };
}

/** A peer from npm, in this process. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what the package is taken for
export async function npm<Module>(
  name: string,
  tasks: (module: Module) => Readonly<Record<string, (window: number) => unknown>>,
  entry = name,
): Promise<Side | Absent> {
  const require = createRequire(join(peersFolder, 'package.json'));
  try {
    const { version } = require(join(peersFolder, 'node_modules', name, 'package.json')) as { version: string };
    return here(name, version, tasks(require(entry) as Module));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return { package: name, notRun: 'not installed' };
  }
}
