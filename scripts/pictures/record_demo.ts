import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the terminal received, piece by piece, and where the run left its files. */
export interface Recording {
  readonly folder: string;
  readonly pieces: readonly string[];
}

/**
 * Plays `make demo` in a new folder with the build of this checkout, on a real terminal of the given size. Needs `make`,
 * the `script` of util-linux, and a built `dist/`.
 */
export async function recordDemo(size: { readonly columns: number; readonly rows: number }): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-demo-'));
  for (const path of ['Makefile', 'scripts/run_demo.sh', 'examples/demo/config.yaml']) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  for (const path of ['dist', 'node_modules']) symlinkSync(join(root, path), join(folder, path));
  const command = `stty columns ${size.columns} rows ${size.rows}; make demo`;
  const run = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, DEMO_DOCKER: 'no', TERM: 'xterm-256color' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pieces: string[] = [];
  run.stdout.setEncoding('utf8').on('data', (piece: string) => void pieces.push(piece));
  const status = await new Promise<number | null>((resolve, reject) => run.on('error', reject).on('close', resolve));
  if (status !== 0) throw new Error(`make demo ended with ${status}:\n${pieces.join('')}`);
  return { folder, pieces };
}
