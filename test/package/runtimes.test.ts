import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { differences } from './differences.js';
import { install, pack, root } from './packed.js';

/** `npm run test:runtimes` names them: one per line, a name and the command that runs a file. */
const runtimes = (process.env['RUNTIMES'] ?? '').split('\n').filter((line) => line !== '');

describe.skipIf(runtimes.length === 0)('the built package (R28.9)', () => {
  let project: string;
  let expected: string;

  /** What the scenario prints there; the process must end by itself, though a schedule is left running. */
  async function printedBy(program: string, args: readonly string[]): Promise<string> {
    const options = { cwd: project, maxBuffer: 2 ** 26, timeout: 600_000 };
    return (await promisify(execFile)(program, [...args, 'scenario.mjs'], options)).stdout;
  }

  beforeAll(async () => {
    project = install(pack().tarball);
    const { outputFiles } = await build({
      entryPoints: [join(root, 'test/package/runtime-files.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      // Without the paths of this project's settings, which lead to its sources.
      tsconfigRaw: {},
      write: false,
    });
    writeFileSync(join(project, 'scenario.mjs'), outputFiles[0]!.contents);
    expected = await printedBy(process.execPath, []);
  });

  it.each(runtimes.map((line) => line.split(' ') as [string, string, ...string[]]))(
    'profiles, judges, detects, serves, trains, registers and restores under %s as under this Node',
    { timeout: 600_000 },
    async (name, program, ...args) => {
      const printed = await printedBy(program, args);
      if (name.startsWith('node')) expect(printed === expected).toBe(true);
      const seen = JSON.parse(printed) as { readonly inThreads: string };
      const inThreads = name === 'deno' ? 'OPTION_INVALID' : 'alike';
      expect(seen.inThreads).toBe(inThreads);
      expect(differences({ ...JSON.parse(expected), inThreads }, seen)).toEqual([]);
    },
  );
});
if (runtimes.length === 0) console.warn('SKIPPED: other runtimes; npm run test:runtimes runs them');
