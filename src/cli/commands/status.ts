import { fileRegistry } from '../../act/registry/file-registry.node.js';
import { pathFrom } from '../../config/load-parts.node.js';
import type { ModelVersion } from '../../contracts/registry.js';
import { decisionWords } from '../../show/decision-words.js';
import { printable } from '../../show/markup.js';
import { wrapWords } from '../../show/wrap-words.js';
import { countOf } from '../../show/number-text.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { labelText } from '../label-counts.js';
import { readStatus, type RunStatus } from '../run-status.js';
import { readServing } from '../serving.js';
import { warnOfRegistry } from '../registry-warnings.js';
import { withConfig } from '../with-config.js';
import { shellWord } from '../../shell-word.js';

/**
 * `status`: which model serves, which versions there are, and how the last run ended. Ends as an error where the version that
 * serves cannot be read.
 */
export const status = (flags: ConfigFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const registry = fileRegistry(pathFrom(file, file.config.registry.path));
    const champion = await registry.alias('champion');
    const versions: ModelVersion[] = [];
    for await (const version of registry.list()) versions.push(version);
    const problems = flags.json ? await registry.problems() : await warnOfRegistry(file, io);
    const last = await readStatus(pathFrom(file, file.config.outputs.path), flags.config);
    // What serves must be there to be read: without it no run can begin.
    const broken = champion !== undefined && !versions.some(({ version }) => version === champion);
    if (flags.json) {
      const listed = versions.map((version) => ({
        ...version,
        model: undefined,
        scoreReference: undefined,
        gate: undefined,
      }));
      io.out(JSON.stringify({ champion: champion ?? null, versions: listed, problems, last: last ?? null }));
      if (broken) await readServing(registry, champion, flags.config);
      return exitCodes.ok;
    }
    io.out(
      champion === undefined
        ? `no model serves; driftsense init-model --config ${shellWord(flags.config)} trains the first`
        : broken
          ? `version ${champion} is to serve and cannot be read`
          : `version ${champion} serves, of ${versions.length}`,
    );
    const width = `v${versions.at(-1)?.version ?? ''}`.length;
    const say = (text: string, indent: string) =>
      io.out(wrapWords(text, io.width ?? Infinity, indent).replaceAll(together, ' '));
    for (const version of versions)
      say(
        `  ${version.version === champion ? '*' : ' '} ${printable(versionText(version, width))}`,
        ' '.repeat(width + 6),
      );
    say(last === undefined ? 'no run yet' : printable(runText(last)), '  ');
    if (broken) await readServing(registry, champion, flags.config);
    return exitCodes.ok;
  });

/** Stands for a space where no line ends. */
const together = '\u00a0';

function versionText({ version, createdAt, rows, trainer, reason, metrics }: ModelVersion, width: number): string {
  const shown = Object.entries(metrics)
    .slice(0, 2)
    .map(([name, value]) => `${name}${together}${Number(value.toPrecision(4))}`);
  const at = new Date(createdAt).toISOString();
  return [
    `v${version}`.padEnd(width),
    minute(at),
    trainer,
    `${rows.toLocaleString('en')}${together}rows`,
    ...shown,
    reasonText(reason),
  ]
    .join('  ')
    .trimEnd();
}

/** A moment to the minute: `2026-11-30T06:07Z`. */
const minute = (iso: string): string => `${iso.slice(0, 16)}Z`;

/** Reasons of ours in words, others as they were given. */
const reasonText = (reason = ''): string =>
  Object.hasOwn(decisionWords, reason) ? decisionWords[reason as keyof typeof decisionWords] : reason;

function runText({ at, windows, drift, conceptDrift, interrupted, error, last, ...run }: RunStatus): string {
  const labels = run.labels ? `; ${labelText(run.labels)}` : '';
  const ended = last === undefined ? '' : `; last window ${last.window}: ${last.verdict}`;
  const how = interrupted ? ', interrupted' : error === undefined ? '' : `, failed (${error.code}: ${error.message})`;
  return `last run ${minute(at)}${how}: ${countOf(windows, 'window')}, ${drift} with drift, ${conceptDrift} with concept drift; ${countOf(run.alerts, 'alert')}, deliveries: ${run.sent} sent, ${run.dryRun} dry-run, ${run.failed} failed${labels}${ended}`;
}
