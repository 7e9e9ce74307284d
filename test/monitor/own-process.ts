import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a module in a process of its own and gives what it printed; throws when it does not end by itself in time.
 *
 * @param contents - Imports the sources as they are now from `./src/index.js`, not a build.
 * @param flags - Of Node.
 */
export function inOwnProcess(contents: string, flags: readonly string[] = [], timeoutMs = 600_000): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-process-'));
  try {
    const outfile = join(folder, 'script.mjs');
    const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
    buildSync({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20', // which cannot read `await using` yet
      banner: { js: banner },
      outfile,
      logLevel: 'error',
    });
    return execFileSync(process.execPath, [...flags, outfile], { encoding: 'utf8', timeout: timeoutMs, stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
