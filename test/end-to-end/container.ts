import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  { cwd, env, uid }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly uid?: number } = {},
): Ended {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...(uid !== undefined && { uid, gid: uid }),
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

export const docker = (...args: readonly string[]): Ended => run('docker', args);

/** As `docker`, for calls whose failure would make the test meaningless. */
export function mustDocker(...args: readonly string[]): string {
  const { status, stdout, stderr } = docker(...args);
  if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/**
 * Whether the image is to be built and run here. `DRIFTSENSE_IMAGE=required` (`npm run test:image`) makes a missing daemon
 * a failure; a nightly run takes a daemon that answers; any other run is told what it leaves out.
 */
export function imageIsTested(): boolean {
  const { DRIFTSENSE_IMAGE: wanted, NIGHTLY: nightly } = process.env;
  const answers = (wanted ?? nightly) !== undefined && spawnSync('docker', ['info']).status === 0;
  if (wanted === 'required' && !answers) throw new Error('no Docker daemon answers');
  if (!answers) console.warn('SKIPPED: the image is neither built nor run; npm run test:image does both');
  return answers;
}

/** What a hardened run of the image is called with; the demo and `compose.yaml` do the same. */
export const hardened: readonly string[] =
  '--network none --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges'.split(' ');

export const folders = ['data', 'models', 'logs', 'outputs'] as const;

/** The four folders on this machine, for one uid alone. */
export class Volumes {
  readonly path = mkdtempSync(join(tmpdir(), 'driftsense-volumes-'));

  constructor(readonly uid: number) {
    chmodSync(this.path, 0o755);
    for (const name of folders) {
      mkdirSync(join(this.path, name), { mode: 0o700 });
      chownSync(join(this.path, name), uid, uid);
    }
  }

  /** Arguments of `docker run` that mount them and run as their owner. */
  get flags(): string[] {
    const mounts = folders.flatMap((name) => ['--volume', `${join(this.path, name)}:/app/${name}`]);
    return [...hardened, '--user', `${this.uid}:${this.uid}`, ...mounts];
  }
}

/** A copy of what the repository holds, as a clone has it. */
export function clone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-clone-'));
  const files = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root }).stdout;
  // A link to packages elsewhere is no part of it, though git does not ignore links.
  for (const file of files.split('\0').filter((name) => name !== '' && name !== 'node_modules'))
    cpSync(join(root, file), join(folder, file));
  return folder;
}

/** Asks until the answer is yes; the time limit of the test is the limit. */
export async function until(answer: () => boolean): Promise<void> {
  while (!answer()) await new Promise((resolve) => setTimeout(resolve, 100));
}
