// What the built package costs its users before it does anything. Run: npm run bench:package
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spreadOf } from './measure.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'driftsense-bench-'));
const run = (program: string, args: readonly string[], cwd: string): string =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

try {
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], root),
  ) as {
    filename: string;
    size: number;
    unpackedSize: number;
  }[];
  const { filename, size, unpackedSize } = packed!;
  console.log(`packed: ${(size / 1e6).toFixed(2)} MB, unpacked ${(unpackedSize / 1e6).toFixed(2)} MB`);

  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const start = performance.now();
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${filename}`], project);
  const seconds = (performance.now() - start) / 1_000;
  const modules = join(project, 'node_modules');
  const installed = readdirSync(modules).filter((name) => !name.startsWith('.'));
  console.log(
    `npm install: ${seconds.toFixed(1)} s on the clock, ${installed.length} packages, ${(sizeOf(modules) / 1e6).toFixed(1)} MB`,
  );

  const script = (load: string): string =>
    `const start = [performance.now(), process.cpuUsage()]; ${load}; const { user, system } = process.cpuUsage(start[1]); console.log(JSON.stringify([performance.now() - start[0], (user + system) / 1000]));`;
  for (const [what, load] of [
    ["import 'driftsense'", "await import('driftsense')"],
    ["import 'driftsense/node'", "await import('driftsense/node')"],
    ["require('driftsense')", "(await import('node:module')).createRequire(import.meta.url)('driftsense')"],
  ] as const) {
    writeFileSync(join(project, 'load.mjs'), script(load));
    const times = Array.from({ length: 15 }, () => JSON.parse(run('node', ['load.mjs'], project)) as [number, number]);
    const [clock, processor] = [spreadOf(times.map(([ms]) => ms)), spreadOf(times.map(([, ms]) => ms))];
    console.log(
      `${what}: ${processor.median.toFixed(0)} ms of processor time (quartiles ${processor.low.toFixed(0)} to ${processor.high.toFixed(0)}), on the clock ${clock.median.toFixed(0)} ms, at best ${Math.min(...times.map(([ms]) => ms)).toFixed(0)}`,
    );
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}
