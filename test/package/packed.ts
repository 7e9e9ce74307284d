import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program and returns what it printed; throws with its output when it fails. */
export function run(program: string, args: readonly string[], cwd: string = root): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
}

/** Packs the built package as npm would publish it. */
export function pack(): { tarball: string; files: string[] } {
  if (!existsSync(join(root, 'dist/index.d.ts'))) throw new Error('the package tests need a build: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-pack-'));
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])) as {
    filename: string;
    files: { path: string }[];
  }[];
  return { tarball: join(folder, packed!.filename), files: packed!.files.map((file) => file.path) };
}

/** Installs a tarball into an empty project, without scripts. */
export function install(tarball: string): string {
  const project = mkdtempSync(join(tmpdir(), 'driftsense-user-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball], project);
  return project;
}
