import { join } from 'node:path';
import type { ConfigFile } from '../../config/load-config.node.js';
import { loadConfig } from '../../config/load-config.node.js';
import { loadParts, pathFrom, type ConfiguredParts } from '../../config/load-parts.node.js';
import { printConfig } from '../../config/effective.js';
import type { ModelVersion, Registry } from '../../contracts/registry.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { DriftSenseError } from '../../errors.js';
import { scoresRows } from '../../monitor/champion.js';
import { Monitor } from '../../monitor/monitor.js';
import { nodeFileSystem } from '../../ports/file-system.node.js';
import { ndjsonLine } from '../../show/ndjson.js';
import { ensureDirectory } from '../../store/directory.js';
import { replaceFile } from '../../store/replace-file.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { openLogFile, type LogFile } from '../log-file.js';
import { narrate, paint, type PromotionMark, type RunCounts } from '../narrate.js';
import { readTruth, settingsOf, writeOutputs } from '../outputs.js';
import { Progress } from '../progress.js';
import { openResults } from '../results-file.js';
import { shownPath } from '../shown-path.js';

/** What deliveries and a training under way get when the process is told to stop; container runtimes kill after 10 s. */
const stopMs = 2_000;

/**
 * `run-monitor`: judges every stream file in number order and waits for alerts and training after each, so that the next
 * window is served by the version that was promoted, and the same files give the same run.
 */
export async function runMonitor(flags: ConfigFlags, io: Io): Promise<ExitCode> {
  const file = await loadConfig(flags.config, io.environment);
  if (flags.printConfig) {
    io.out(printConfig(file));
    return exitCodes.ok;
  }
  const { config } = file;
  const [outputs, logs] = [pathFrom(file, config.outputs.path), pathFrom(file, config.logging.path)];
  for (const directory of [outputs, logs]) await ensureDirectory(nodeFileSystem, directory);
  const log = openLogFile(join(logs, 'driftsense.ndjson'), config.logging.level, io.clock);
  try {
    return await run(file, flags, { outputs, log }, io);
  } catch (error) {
    log.error({ event: 'failed', ...(DriftSenseError.is(error) && error.toJSON()) }, 'the run ended with an error');
    throw error;
  } finally {
    log.close();
  }
}

async function run(
  file: ConfigFile,
  flags: ConfigFlags,
  { outputs, log }: { readonly outputs: string; readonly log: LogFile },
  io: Io,
): Promise<ExitCode> {
  const { config } = file;
  // Lines for people; with --json standard output holds the summary alone.
  const told = flags.json ? { ...io, out: () => {} } : io;
  const parts = await loadParts(file, { logger: log, clock: io.clock });
  const files = await parts.streamFiles();
  if (files.length === 0)
    throw new DriftSenseError(
      'STREAM_EMPTY',
      `No stream files match ${[config.data.stream].flat().join(', ')} (data.stream of ${flags.config})`,
      {
        remedy: 'set data.stream, or make example data: driftsense generate-data --out data',
      },
    );
  const monitor = new Monitor(parts.options);
  const champion = await servingModel(monitor, parts, flags.config);
  sayWhatHolds(file, parts, told, log);
  const { counts, promotions } = narrate(monitor, told, log);
  log.info({ event: 'started', config: flags.config, files: files.length, champion: champion?.version }, 'run started');
  const results = await openResults(join(outputs, 'results.ndjson'));
  const progress = new Progress(io, files.length);
  const reports: WindowReport[] = [];
  // Who is told to stop does not wait for a training; `close` aborts it.
  const stopped = new Promise<void>((resolve) => io.signal.addEventListener('abort', () => resolve(), { once: true }));
  try {
    for await (const report of monitor.run(parts.source, { signal: io.signal })) {
      await Promise.race([monitor.settled(), stopped]);
      await results.write(ndjsonLine(report));
      reports.push(report);
      progress.step(report.window.rows);
      if (io.signal.aborted) break;
    }
  } catch (error) {
    if (!io.signal.aborted) throw error;
  } finally {
    await monitor.close(io.signal.aborted ? { deadlineMs: stopMs } : {});
    await results.close();
    progress.end();
  }
  const written = await writeRun({ outputs, reports, promotions, parts, champion, file });
  await replaceFile(nodeFileSystem, join(outputs, 'status.json'), statusText(counts, reports, parts, io));
  log.info(
    { event: 'finished', ...counts, lostLogLines: log.lost() },
    io.signal.aborted ? 'run interrupted' : 'run finished',
  );
  sayEnd(counts, parts, written, told);
  if (flags.json) io.out(JSON.stringify({ ...counts, interrupted: io.signal.aborted, outputs }));
  if (io.signal.aborted)
    throw new DriftSenseError(
      'ABORTED',
      `interrupted after ${counts.windows} of ${files.length} windows; what was judged is in ${outputs}`,
      {
        remedy: `driftsense run-monitor --config ${flags.config}`,
      },
    );
  return exitCodes.ok;
}

/** The version that scores the rows. Without one, a stream with labels but no predictions cannot be watched. */
async function servingModel(
  monitor: Monitor,
  { options, registry }: ConfiguredParts,
  config: string,
): Promise<ModelVersion | undefined> {
  const version = await registry.alias('champion');
  if (version !== undefined) return registry.read(version);
  const labelled = monitor.reference.schema.columns.some(({ role }) => role === 'label');
  if (labelled && scoresRows(monitor.reference.schema, options.trainer))
    throw new DriftSenseError('MODEL_NOT_FOUND', 'Baseline model not found: no version of the registry serves', {
      remedy: `driftsense init-model --config ${config}`,
    });
  return undefined;
}

/** Before the first window: warnings, dry runs, and the false alarms to expect. */
function sayWhatHolds(file: ConfigFile, { dryRun }: ConfiguredParts, io: Io, log: LogFile): void {
  for (const warning of file.warnings) {
    io.err(`warning: ${file.file}: ${warning}`);
    log.warn({ event: 'config' }, warning);
  }
  for (const { channel, missing } of dryRun) {
    io.err(
      paint(
        io,
        'yellow',
        `warning: ${channel} is a DRY RUN: nothing will be sent, ${missing.join(', ')} unset or a placeholder`,
      ),
    );
    log.warn({ event: 'dry-run', channel, missing, delivery: 'dry-run' }, 'nothing will be sent');
  }
}

async function writeRun({
  outputs,
  reports,
  promotions,
  parts,
  champion,
  file,
}: {
  readonly outputs: string;
  readonly reports: readonly WindowReport[];
  readonly promotions: readonly PromotionMark[];
  readonly parts: ConfiguredParts;
  readonly champion: ModelVersion | undefined;
  readonly file: ConfigFile;
}): Promise<string[]> {
  const { config } = file;
  const truth = await readTruth(pathFrom(file, config.data.reference));
  const versions = await versionsFrom(parts.registry, champion?.version ?? 1);
  return writeOutputs(
    outputs,
    { monitor: config.name, reports, promotions, versions, ...(truth && { truth }), settings: settingsOf(config) },
    config.outputs,
  );
}

async function versionsFrom(registry: Registry, first: number): Promise<ModelVersion[]> {
  const versions: ModelVersion[] = [];
  for await (const version of registry.list()) if (version.version >= first) versions.push(version);
  return versions;
}

/** What `status` reads. */
function statusText(counts: RunCounts, reports: readonly WindowReport[], { dryRun }: ConfiguredParts, io: Io): string {
  const last = reports.at(-1);
  const status = {
    kind: 'status',
    schemaVersion: 1,
    at: new Date(io.clock.now()).toISOString(),
    interrupted: io.signal.aborted,
    ...counts,
    dryRunChannels: dryRun.map(({ channel }) => channel),
    ...(last && {
      last: { window: last.window.id, verdict: last.verdict, reason: last.reason, decision: last.decision },
    }),
  };
  return `${JSON.stringify(status, null, 2)}\n`;
}

function sayEnd(counts: RunCounts, { dryRun }: ConfiguredParts, written: readonly string[], io: Io): void {
  io.out('');
  io.out(
    `${counts.windows} windows (${counts.inReference} of the reference): ${counts.drift} with drift, ${counts.conceptDrift} with concept drift; ${counts.trained} trained, ${counts.promoted} promoted`,
  );
  const channels = dryRun.map(({ channel }) => channel).join(', ');
  io.out(
    `${counts.alerts} alerts: ${counts.sent} sent, ${counts.dryRun} dry-run${channels === '' ? '' : ` (${channels})`}, ${counts.failed} failed`,
  );
  for (const path of written.slice(0, 2)) io.out(`wrote ${shownPath(path)}`);
  if (written.length > 2) io.out(`wrote ${written.length - 2} charts`);
}
