import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Workers that have not ended. */
const running = new Set<Worker>();

/** A scratch folder on the disk, with its removal: workers that a failed test left behind are ended before. */
export function scratch(name: string): { readonly path: string; remove(): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), `driftsense-${name}-`));
  return {
    path,
    async remove() {
      for (const worker of running) worker.process.kill('SIGKILL');
      await Promise.all([...running].map(({ ended }) => ended));
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Bundles a TypeScript program of this folder so that plain Node starts it fast. */
export function bundle(source: string, folder: string): string {
  const outfile = join(folder, `${source.replace(/\.ts$/, '')}.mjs`);
  buildSync({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return outfile;
}

/** The command line of this checkout in one file. */
export function bundleCommand(folder: string): string {
  const outfile = join(folder, 'cli.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL('../../src/cli.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@resvg/resvg-js', 'nodemailer'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}

export interface Worker {
  readonly process: ChildProcess;
  /** Complete lines so far. */
  readonly lines: string[];
  /** Resolves at the first line. */
  readonly started: Promise<void>;
  /** Resolves when the process has ended and all of its output is read. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly errors: string }>;
}

export function startWorker(program: string, args: readonly string[], nodeOptions: readonly string[] = []): Worker {
  const child = spawn(process.execPath, [...nodeOptions, program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let rest = '';
  let errors = '';
  let begin!: () => void;
  const started = new Promise<void>((resolve) => {
    begin = resolve;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!; // a line that the kill cut off was not acknowledged
    lines.push(...parts);
    if (lines.length > 0) begin();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<{ code: number | null; signal: string | null; errors: string }>((resolve) => {
    child.on('close', (code, signal) => {
      begin();
      resolve({ code, signal, errors });
    });
  });
  const worker = { process: child, lines, started, ended };
  running.add(worker);
  void ended.then(() => running.delete(worker));
  return worker;
}
