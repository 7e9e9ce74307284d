import { join } from 'node:path';
import type { FileRegistry } from '../../act/registry/stored-registry.js';
import { fileRegistry } from '../../act/registry/file-registry.node.js';
import type { ConfigFile } from '../../config/load-config.node.js';
import { loadParts, pathFrom, type ConfiguredParts } from '../../config/load-parts.node.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { minimumDetectableEffect } from '../../judge/verdict/minimum-detectable-effect.js';
import { Monitor } from '../../monitor/monitor.js';
import { nodeFileSystem } from '../../ports/file-system.node.js';
import { statOf } from '../../store/look.js';
import { discard, writeTemporary } from '../../store/write-temporary.js';
import { falseAlarmLines, testedColumns, windowRowsOf } from '../expectations.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { withConfig } from '../with-config.js';

interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  readonly text: string;
  readonly remedy?: string;
}

/** `doctor`: looks at everything a run needs and says what a window can see. Ends with 2 when something would stop a run. */
export const doctor = (flags: ConfigFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const findings: Finding[] = [{ level: 'ok', text: `configuration ${flags.config}: preset ${file.config.preset}` }];
    const parts = await attempt(findings, () => loadParts(file));
    if (parts) findings.push(...(await lookAtData(file, parts, flags.config)));
    findings.push(...(await lookAtFolders(file)));
    findings.push(...(await lookAtRegistry(fileRegistry(pathFrom(file, file.config.registry.path)), flags.config)));
    const failed = findings.some(({ level }) => level === 'error');
    if (flags.json) io.out(JSON.stringify({ ok: !failed, findings }));
    else for (const finding of findings) say(finding, io);
    return failed ? exitCodes.error : exitCodes.ok;
  });

function say({ level, text, remedy }: Finding, io: Io): void {
  io.out(`${level === 'ok' ? 'ok     ' : level} ${level === 'error' ? '  ' : ''}${text}`);
  if (remedy !== undefined) io.out(`          remedy: ${remedy}`);
}

async function attempt<T>(findings: Finding[], work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    findings.push({
      level: 'error',
      text: messageOf(error),
      ...(DriftSenseError.is(error) && { remedy: error.remedy }),
    });
    return undefined;
  }
}

async function lookAtData(file: ConfigFile, parts: ConfiguredParts, config: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { reference } = parts;
  findings.push({
    level: 'ok',
    text: `reference: ${reference.size.toLocaleString('en')} rows, ${reference.names.length} columns`,
  });
  const monitor = await attempt(findings, () => new Monitor(parts.options));
  const files = await parts.streamFiles();
  findings.push(
    files.length > 0
      ? { level: 'ok', text: `stream: ${files.length} files` }
      : {
          level: 'error',
          text: `No stream files match ${[file.config.data.stream].flat().join(', ')}`,
          remedy: `set data.stream in ${config}`,
        },
  );
  for (const { channel, missing } of parts.dryRun)
    findings.push({ level: 'warning', text: `${channel} is a dry run: ${missing.join(', ')} unset or a placeholder` });
  if (monitor === undefined) return findings;
  for (const note of monitor.reference.notes) findings.push({ level: 'warning', text: note });
  if (!monitor.reference.schema.columns.some(({ role }) => role === 'label'))
    findings.push({
      level: 'warning',
      text: `no label column '${file.config.data.label}': no model, no concept drift`,
      remedy: `set data.label in ${config}, if there is one`,
    });
  return [...findings, ...(await whatWindowsSee(file, parts, monitor))];
}

/** Expected false alarms, and the smallest visible change for some window sizes. */
async function whatWindowsSee(file: ConfigFile, parts: ConfiguredParts, monitor: Monitor): Promise<Finding[]> {
  const rows = await windowRowsOf(file, parts);
  const columns = testedColumns(monitor.reference, file.config, parts.options.trainer);
  const lines = falseAlarmLines(columns, rows, file.config);
  const sizes = [...new Set([50, 200, 1_000, rows, 5_000, 20_000])].toSorted((a, b) => a - b);
  for (const windowSize of sizes) {
    const effects = minimumDetectableEffect(monitor.reference, { windowSize });
    const shifts = effects.flatMap(({ shift }) => (shift === undefined ? [] : [shift]));
    const divergences = effects.filter(({ shift }) => shift === undefined).map(({ psi }) => psi);
    const seen = [
      ...(shifts.length > 0 ? [`a shift of ${span(shifts)} sd`] : []),
      ...(divergences.length > 0 ? [`categories moved by ψ ${span(divergences)}`] : []),
    ];
    if (seen.length > 0)
      lines.push(`${windowSize.toLocaleString('en')} rows a window see, four times in five: ${seen.join('; ')}`);
  }
  return lines.map((text) => ({ level: 'ok', text }));
}

const span = (values: readonly number[]): string => {
  const [least, most] = [Math.min(...values).toFixed(2), Math.max(...values).toFixed(2)];
  return least === most ? least : `${least} to ${most}`;
};

/** Writes and removes a file in each folder that exists. */
async function lookAtFolders(file: ConfigFile): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { registry, outputs, logging } = file.config;
  for (const path of [registry.path, outputs.path, logging.path].map((one) => pathFrom(file, one))) {
    if ((await attempt(findings, () => statOf(nodeFileSystem, path))) === undefined) continue;
    const probe = await attempt(findings, () => writeTemporary(nodeFileSystem, path, new Uint8Array()));
    if (probe === undefined) continue;
    await discard(nodeFileSystem, probe);
    findings.push({ level: 'ok', text: `${join(path, '')} can be written` });
  }
  return findings;
}

async function lookAtRegistry(registry: FileRegistry, config: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const problems = (await attempt(findings, () => registry.problems())) ?? [];
  for (const { code, message } of problems)
    findings.push({
      level: code === 'REGISTRY_FOREIGN' || code === 'REGISTRY_WORLD_WRITABLE' ? 'warning' : 'error',
      text: message,
    });
  const champion = await attempt(findings, async () => (await registry.alias('champion')) ?? 'none');
  if (champion === 'none')
    findings.push({
      level: 'warning',
      text: 'no model serves yet',
      remedy: `driftsense init-model --config ${config}`,
    });
  else if (champion !== undefined) findings.push({ level: 'ok', text: `version ${champion} serves` });
  return findings;
}
