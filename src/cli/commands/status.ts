import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileRegistry } from '../../act/registry/file-registry.node.js';
import { pathFrom } from '../../config/load-parts.node.js';
import type { ModelVersion } from '../../contracts/registry.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import type { RunStatus } from '../run-status.js';
import { withConfig } from '../with-config.js';

/** `status`: which model serves, which versions there are, and how the last run ended. */
export const status = (flags: ConfigFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const registry = fileRegistry(pathFrom(file, file.config.registry.path));
    const champion = await registry.alias('champion');
    const versions: ModelVersion[] = [];
    for await (const version of registry.list()) versions.push(version);
    const problems = await registry.problems();
    const last = await lastRun(join(pathFrom(file, file.config.outputs.path), 'status.json'));
    if (flags.json) {
      const listed = versions.map((version) => ({
        ...version,
        model: undefined,
        scoreReference: undefined,
        gate: undefined,
      }));
      io.out(JSON.stringify({ champion: champion ?? null, versions: listed, problems, last: last ?? null }));
      return exitCodes.ok;
    }
    io.out(
      champion === undefined
        ? `no model serves; driftsense init-model --config ${flags.config} trains the first`
        : `version ${champion} serves, of ${versions.length}`,
    );
    for (const version of versions) io.out(`  ${version.version === champion ? '*' : ' '} ${versionText(version)}`);
    for (const { message } of problems) io.err(`warning: ${message}`);
    io.out(last === undefined ? 'no run yet' : runText(last));
    return exitCodes.ok;
  });

function versionText({ version, createdAt, rows, trainer, reason, metrics }: ModelVersion): string {
  const shown = Object.entries(metrics)
    .slice(0, 2)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  const at = new Date(createdAt).toISOString().slice(0, 19);
  return [`v${version}`, at, trainer, `${rows.toLocaleString('en')} rows`, ...shown, reason ?? ''].join('  ').trimEnd();
}

function runText({ at, windows, drift, conceptDrift, interrupted, sent, dryRun, failed, last }: RunStatus): string {
  const end = interrupted ? ', interrupted' : '';
  const ended = last === undefined ? '' : `; last window ${last.window}: ${last.verdict}`;
  return `last run ${at}${end}: ${windows} windows, ${drift} with drift, ${conceptDrift} with concept drift; alerts ${sent} sent, ${dryRun} dry-run, ${failed} failed${ended}`;
}

async function lastRun(path: string): Promise<RunStatus | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RunStatus;
  } catch {
    return undefined; // no run has finished here
  }
}
