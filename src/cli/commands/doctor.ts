import { fileRegistry } from '../../act/registry/file-registry.node.js';
import type { ConfigFile } from '../../config/load-config.node.js';
import type { EffectiveConfig } from '../../config/presets.js';
import { labelName } from '../../config/build.js';
import { pathFrom, type ConfiguredParts } from '../../config/load-parts.node.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { minimumDetectableEffect } from '../../judge/verdict/minimum-detectable-effect.js';
import { Monitor } from '../../monitor/monitor.js';
import { isSmallReference } from '../../monitor/is-small-reference.js';
import { trainingDataWarning } from '../../monitor/training-data.js';
import { printable } from '../../show/markup.js';
import { countOf, countText } from '../../show/number-text.js';
import { decidersLevel, expectationLines, expectationsOf, testedColumns, windowRowsOf } from '../expectations.js';
import { explained } from '../explain.js';
import { probeFolder } from '../folder-probe.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { labelNotes, loadWhole } from '../load.js';
import { readServing } from '../serving.js';
import { shownPath } from '../shown-path.js';
import { withConfig } from '../with-config.js';
import { shellWord } from '../../shell-word.js';

interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  /** Of the error, where it is one. */
  readonly code?: string;
  readonly text: string;
  readonly remedy?: string;
}

/** `doctor`: looks at everything a run needs and says what a window can see. Ends with 2 when something would stop a run. */
export const doctor = (flags: ConfigFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const findings: Finding[] = [{ level: 'ok', text: `configuration ${flags.config}: preset ${file.config.preset}` }];
    const attempt = <T>(work: () => T | Promise<T>): Promise<T | undefined> => attempted(findings, flags.config, work);
    const parts = await attempt(() => loadWhole(file));
    const monitor = parts && (await attempt(() => new Monitor(parts.options)));
    if (parts) findings.push(...(await lookAtData(file, parts, flags.config)));
    if (parts && monitor) findings.push(...lookAtReference(file, parts, monitor, flags.config));
    if (parts && monitor) findings.push(...(await whatWindowsSee(file, parts, monitor)));
    for (const path of [file.config.outputs.path, file.config.logging.path])
      await attempt(async () => findings.push(await lookAtFolder(pathFrom(file, path))));
    await attempt(() => lookAtRegistry(findings, file, flags.config, monitor));
    const failed = findings.some(({ level }) => level === 'error');
    if (flags.json) io.out(JSON.stringify({ ok: !failed, findings }));
    else for (const finding of findings) say(finding, io);
    return failed ? exitCodes.error : exitCodes.ok;
  });

function say({ level, text, remedy }: Finding, io: Io): void {
  io.out(`${level.padEnd('warning'.length)} ${printable(text)}`);
  if (remedy !== undefined) io.out(`        remedy: ${printable(remedy)}`);
}

/** Does work; what it throws becomes a finding. */
async function attempted<T>(findings: Finding[], config: string, work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    const error = explained(thrown, config);
    const known = DriftSenseError.is(error) && { code: error.code, remedy: error.remedy };
    findings.push({ level: 'error', text: messageOf(error), ...known });
    return undefined;
  }
}

async function lookAtData(file: ConfigFile, parts: ConfiguredParts, config: string): Promise<Finding[]> {
  const { reference } = parts;
  const files = await parts.streamFiles();
  const patterns = [file.config.data.stream].flat().join(', ');
  return [
    {
      level: 'ok',
      text: `reference: ${countOf(reference.size, 'row')}, ${countOf(reference.names.length, 'column')}`,
    },
    files.length > 0
      ? { level: 'ok', text: `stream: ${countOf(files.length, 'file')}` }
      : {
          level: 'error',
          code: 'STREAM_EMPTY',
          text: `No stream files match ${patterns}`,
          remedy: `set data.stream in ${config}`,
        },
    ...parts.dryRun.map(({ channel, missing }): Finding => ({
      level: 'warning',
      text: `${channel} is a dry run: ${missing.join(', ')} unset or a placeholder`,
    })),
  ];
}

const hasLabel = ({ reference }: Monitor): boolean =>
  reference.columns.some(({ role, count }) => role === 'label' && count > 0);

function lookAtReference(file: ConfigFile, parts: ConfiguredParts, monitor: Monitor, config: string): Finding[] {
  const label = labelName(file.config);
  const notes = [...monitor.reference.notes, ...labelNotes(parts.reference, label)];
  const column = monitor.reference.columns.find(({ role }) => role === 'label');
  const trained = trainingDataWarning(monitor.reference.schema, {
    onTrainingData: parts.options.referenceIsTrainingData === true,
  });
  return [
    ...notes.map((text): Finding => ({ level: 'warning', text })),
    ...(trained ? [{ level: 'warning' as const, code: trained.code, text: trained.message }] : []),
    ...(!hasLabel(monitor)
      ? [
          {
            level: 'warning' as const,
            text: `no label column '${label}' with values: no model, no concept drift`,
            remedy: `set data.label in ${config}, if there is one`,
          },
        ]
      : []),
    ...(column?.kind === 'categorical' && column.distinct === 1
      ? [
          {
            level: 'warning' as const,
            text: `label column '${label}' has one class only: no model can be trained`,
            remedy: 'give a reference with rows of every class',
          },
        ]
      : []),
  ];
}

/** Expected false alarms, and the smallest visible change for some window sizes. */
async function whatWindowsSee(file: ConfigFile, parts: ConfiguredParts, monitor: Monitor): Promise<Finding[]> {
  const rows = await windowRowsOf(file, parts);
  const columns = testedColumns(monitor.reference, file.config, parts.options.trainer);
  const lines = expectationLines(expectationsOf(columns, rows, file.config));
  // Fixed thresholds are no promise about what a window sees.
  const asked = file.config.preset === 'budget' ? [50, 200, 1_000, rows, 5_000, 20_000] : [];
  const sizes = [...new Set(asked)].toSorted((a, b) => a - b);
  // Columns that the serving model will add are not in the reference.
  const known = new Set(monitor.reference.schema.columns.map(({ name }) => name));
  const weights = Object.fromEntries(
    Object.entries(file.config.columns).flatMap(([name, { weight }]) =>
      weight === undefined || !known.has(name) ? [] : [[name, weight]],
    ),
  );
  for (const windowSize of sizes) {
    const level = decidersLevel(file.config);
    const effects = minimumDetectableEffect(monitor.reference, { windowSize, level, weights });
    const shifts = effects.flatMap(({ shift }) => (shift === undefined ? [] : [shift]));
    const shares = effects.flatMap(({ share }) => (share === undefined ? [] : [Math.abs(share)]));
    const seen = [
      ...(shifts.length > 0 ? [`a shift of ${span(shifts)} sd`] : []),
      ...(shares.length > 0 ? [`the share of the most common category moved by ${span(shares)}`] : []),
    ];
    if (seen.length > 0)
      lines.push(`windows of ${countText(windowSize)} rows see, four times in five: ${seen.join('; ')}`);
  }
  return [
    ...lines.map((text): Finding => ({ level: 'ok', text })),
    ...lookAtSizes(file.config, monitor.reference.size, rows),
  ];
}

function lookAtSizes(config: EffectiveConfig, referenceRows: number, windowRows: number): Finding[] {
  const isFixed = config.preset === 'thresholds' || config.reference_mode === 'fixed';
  if (!isFixed || !isSmallReference(referenceRows, windowRows)) return [];
  return [
    {
      level: 'warning',
      code: 'REFERENCE_SMALL',
      text: `windows of about ${countText(windowRows)} rows, more than a fifth of the reference's ${countText(referenceRows)}: its own error shows in all of them alike`,
      remedy: `give a reference of ${countText(5 * windowRows)} rows or more, or smaller windows${config.preset === 'budget' ? ', or set reference_mode: pooled' : ''}`,
    },
  ];
}

const span = (values: readonly number[]): string => {
  const [least, most] = [Math.min(...values).toFixed(2), Math.max(...values).toFixed(2)];
  return least === most ? least : `${least} to ${most}`;
};

async function lookAtFolder(path: string): Promise<Finding> {
  const exists = await probeFolder(path);
  return { level: 'ok', text: `${shownPath(path)} can be ${exists ? 'written' : 'made'}` };
}

async function lookAtRegistry(
  findings: Finding[],
  file: ConfigFile,
  config: string,
  monitor: Monitor | undefined,
): Promise<void> {
  const path = pathFrom(file, file.config.registry.path);
  const registry = fileRegistry(path);
  for (const { code, message, remedy } of await registry.problems())
    findings.push({
      level: code === 'REGISTRY_FOREIGN' || code === 'REGISTRY_WORLD_WRITABLE' ? 'warning' : 'error',
      code,
      text: message,
      remedy,
    });
  findings.push(await lookAtFolder(path));
  const champion = await registry.alias('champion');
  if (champion !== undefined) {
    await readServing(registry, champion, config);
    findings.push({ level: 'ok', text: `version ${champion} serves` });
  } else if (monitor && hasLabel(monitor))
    findings.push({
      level: 'warning',
      text: 'no model serves yet',
      remedy: `driftsense init-model --config ${shellWord(config)}`,
    });
}
