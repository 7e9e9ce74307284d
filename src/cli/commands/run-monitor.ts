import { join } from 'node:path';
import type { ConfigFile } from '../../config/load-config.node.js';
import { pathFrom, type ConfiguredParts } from '../../config/load-parts.node.js';
import type { ModelVersion } from '../../contracts/registry.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { Monitor } from '../../monitor/monitor.js';
import { nodeFileSystem } from '../../ports/file-system.node.js';
import { ndjsonLine } from '../../show/ndjson.js';
import { ensureDirectory } from '../../store/directory.js';
import { explained } from '../explain.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { labelCountsOf } from '../label-counts.js';
import { loadWhole } from '../load.js';
import { openLogFile, type LogFile } from '../log-file.js';
import { logRun } from '../log-run.js';
import { narrate, tellWarnings, type Narration } from '../narrate.js';
import { settingsOf, versionsFrom, writeOutputs, type Written } from '../outputs.js';
import { Progress } from '../progress.js';
import { readTruth } from '../read-truth.js';
import { openResults } from '../results-file.js';
import { writeStatus, type RunSummary } from '../run-status.js';
import { sayEnd } from '../say-end.js';
import { sayStart } from '../say-start.js';
import { servingModel } from '../serving.js';
import { shownPath } from '../shown-path.js';
import { withConfig } from '../with-config.js';
import { shellWord } from '../../shell-word.js';

/** What deliveries and a training under way get when the process is told to stop; container runtimes kill after 10 s. */
const stopMs = 2_000;

/**
 * `run-monitor`: judges every stream file in number order and waits for alerts and training after each, so that the next
 * window is served by the version that was promoted, and the same files give the same run. A run that is interrupted or
 * fails leaves report, flags and charts of what was judged.
 */
export const runMonitor = (flags: ConfigFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const { config } = file;
    const [outputs, logs] = [pathFrom(file, config.outputs.path), pathFrom(file, config.logging.path)];
    for (const directory of [outputs, logs]) await ensureDirectory(nodeFileSystem, directory);
    const log = openLogFile(join(logs, 'driftsense.ndjson'), config.logging.level, io.clock);
    try {
      return await run(file, flags, { outputs, log }, io);
    } catch (error) {
      log.error({ event: 'failed', ...failureOf(error) }, 'the run ended with an error');
      throw error;
    } finally {
      log.close();
    }
  });

async function run(
  file: ConfigFile,
  flags: ConfigFlags,
  { outputs, log }: { readonly outputs: string; readonly log: LogFile },
  io: Io,
): Promise<ExitCode> {
  // Lines for people; with --json standard output holds the summary alone.
  const told = flags.json ? { ...io, out: () => {} } : io;
  io.progress?.(`reading ${shownPath(pathFrom(file, file.config.data.reference))}`);
  const parts = await loadWhole(file, { logger: log, clock: io.clock });
  const files = await parts.streamFiles();
  if (files.length === 0) throw noStream(file, flags.config);
  const monitor = new Monitor(parts.options);
  tellWarnings(monitor, told);
  logRun(monitor, log);
  const champion = await servingModel(monitor, parts, flags.config);
  await sayStart({ file, parts, monitor, files: files.length, champion }, told, log);
  const narration = narrate(monitor, told, {
    serving: champion?.version,
    promoteBy:
      file.config.retraining.mode === 'candidate'
        ? (version) => `driftsense rollback --config ${shellWord(flags.config)} --to ${version}`
        : undefined,
  });
  const { reports, failure } = await watch(monitor, parts, { config: flags.config, outputs, files: files.length }, io);

  const written = await writeRun({ file, parts, champion, reports, narration, outputs });
  const failed = failure ?? written.failure;
  const summary = summaryOf(narration, reports, { parts, failure: failed, lostLogLines: log.lost() }, io);
  await writeStatus(outputs, summary);
  log.info({ event: 'finished', ...summary }, summary.interrupted ? 'run interrupted' : 'run finished');
  sayEnd(summary, written, told);
  if (flags.json) io.out(JSON.stringify({ ...summary, outputs }));
  // A stop that was asked for is no failure: whoever supervises the process sees it end in order.
  if (summary.interrupted) {
    io.err(`interrupted after ${reports.length} of ${files.length} windows; what was judged is in ${outputs}`);
    io.err(`next: driftsense run-monitor --config ${shellWord(flags.config)}`);
  }
  if (failed !== undefined) throw failed.error;
  return exitCodes.ok;
}

interface Watching {
  /** Path of the configuration, as it was given. */
  readonly config: string;
  readonly outputs: string;
  /** Stream files. */
  readonly files: number;
}

/** What was judged, and what ended the run before its last window. */
interface Watched {
  readonly reports: readonly WindowReport[];
  readonly failure: { readonly error: unknown } | undefined;
}

async function watch(
  monitor: Monitor,
  { source }: ConfiguredParts,
  { config, outputs, files }: Watching,
  io: Io,
): Promise<Watched> {
  const results = await openResults(join(outputs, 'results.ndjson'));
  const progress = new Progress(io, files, 'windows');
  const reports: WindowReport[] = [];
  let failure: Watched['failure'];
  // Who is told to stop does not wait for a training; `close` aborts it.
  const stopped = new Promise<void>((resolve) => io.signal.addEventListener('abort', () => resolve(), { once: true }));
  try {
    for await (const report of monitor.run(source, { signal: io.signal })) {
      await Promise.race([monitor.settled(), stopped]);
      await results.write(ndjsonLine(report));
      reports.push(report);
      progress.step(report.window.rows);
      if (io.signal.aborted) break;
    }
  } catch (error) {
    if (!io.signal.aborted) failure = { error: explained(error, config) };
  } finally {
    await monitor.close(io.signal.aborted ? { deadlineMs: stopMs } : {});
    await results.close();
    progress.end();
  }
  return { reports, failure };
}

function noStream(file: ConfigFile, config: string): DriftSenseError {
  const patterns = [file.config.data.stream].flat().map((pattern) => pathFrom(file, pattern));
  const [, folder = 'data'] = /^(.*)[/\\]stream[/\\]stream_\*\.csv$/.exec(patterns[0]!) ?? [];
  return new DriftSenseError(
    'STREAM_EMPTY',
    `No stream files match ${patterns.join(', ')} (data.stream of ${config})`,
    {
      details: { patterns },
      remedy: `set data.stream, or make example data: driftsense generate-data --out ${shellWord(folder)}`,
    },
  );
}

async function writeRun({
  file,
  parts,
  champion,
  reports,
  narration: { promotions },
  outputs,
}: {
  readonly file: ConfigFile;
  readonly parts: ConfiguredParts;
  readonly champion: ModelVersion | undefined;
  readonly reports: readonly WindowReport[];
  readonly narration: Narration;
  readonly outputs: string;
}): Promise<Written> {
  const { config } = file;
  const truth = await readTruth(pathFrom(file, config.data.reference));
  const versions = await versionsFrom(parts.registry, champion?.version ?? 1);
  const record = { monitor: config.name, reports, promotions, versions, settings: settingsOf(config) };
  return writeOutputs(outputs, { ...record, ...(truth && { truth }) }, config.outputs);
}

function summaryOf(
  { counts, promotions }: Narration,
  reports: readonly WindowReport[],
  {
    parts,
    failure,
    lostLogLines,
  }: { readonly parts: ConfiguredParts; readonly failure: Watched['failure']; readonly lostLogLines: number },
  io: Io,
): RunSummary {
  const last = reports.at(-1);
  return {
    at: new Date(io.clock.now()).toISOString(),
    interrupted: io.signal.aborted,
    ...(failure && { error: failureOf(failure.error) }),
    ...counts,
    dryRunChannels: parts.dryRun.map(({ channel }) => channel),
    lostLogLines,
    promotions,
    ...(parts.labels && { labels: labelCountsOf(parts.labels) }),
    ...(last && {
      last: { window: last.window.id, verdict: last.verdict, reason: last.reason, decision: last.decision },
    }),
  };
}

const failureOf = (error: unknown): { code: string; message: string } => ({
  code: DriftSenseError.is(error) ? error.code : 'INTERNAL',
  message: messageOf(error),
});
