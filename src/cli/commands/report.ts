import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileRegistry } from '../../act/registry/file-registry.node.js';
import { pathFrom } from '../../config/load-parts.node.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { DriftSenseError } from '../../errors.js';
import { explain, type ExplainOptions } from '../../monitor/explain.js';
import { nearestName } from '../../nearest-name.js';
import type { Explanation } from '../../show/explain/explanation.js';
import { printable } from '../../show/markup.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { settingsOf, versionsFrom, writeOutputs } from '../outputs.js';
import { readTruth } from '../read-truth.js';
import { readStatus } from '../run-status.js';
import { shownPath } from '../shown-path.js';
import { withConfig } from '../with-config.js';
import { shellWord } from '../../shell-word.js';
import { unreadable } from '../../source/unreadable.node.js';

export interface ReportFlags extends ConfigFlags {
  readonly explain?: string;
  readonly window?: string;
}

/**
 * `report`: draws charts, flags and report again from the results of the last run. With `--explain` it writes nothing and
 * says why a column did, or did not, alarm in a window, by default the last one.
 */
export const report = (flags: ReportFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const { config } = file;
    const outputs = pathFrom(file, config.outputs.path);
    const reports = await readResults(join(outputs, 'results.ndjson'), flags.config);
    if (flags.explain !== undefined) {
      const { remind_every: remindEvery, clear_after: clearAfter } = config.alerting;
      const chosen = windowOf(reports, flags);
      const alerts = { remindEvery, clearAfter };
      const told = explainNamed(chosen, flags, { history: reports, alerts });
      const sentences = told.sentences.map(inConfigWords);
      if (flags.json) io.out(JSON.stringify({ ...told, sentences }));
      else for (const sentence of sentences) io.out(printable(sentence));
      return exitCodes.ok;
    }
    if (flags.window !== undefined)
      throw new DriftSenseError('OPTION_INVALID', '--window: only with --explain', {
        remedy: explainCommand(flags),
      });
    const truth = await readTruth(pathFrom(file, config.data.reference));
    const first = reports.reduce((least, { modelVersion = Infinity }) => Math.min(least, modelVersion), Infinity);
    const versions = await versionsFrom(fileRegistry(pathFrom(file, config.registry.path)), first);
    const promotions = (await readStatus(outputs, flags.config))?.promotions ?? [];
    const record = { monitor: config.name, reports, promotions, versions, settings: settingsOf(config) };
    const {
      report: page,
      flags: list,
      charts,
      failure,
    } = await writeOutputs(outputs, { ...record, ...(truth && { truth }) }, { ...config.outputs, report: true });
    const written = [page, list, ...(charts?.files ?? [])].filter((path) => path !== undefined);
    if (flags.json) io.out(JSON.stringify({ windows: reports.length, written }));
    else for (const path of written) io.out(`wrote ${shownPath(path)}`);
    if (failure !== undefined) throw failure.error;
    return exitCodes.ok;
  });

/** Options by the keys of the configuration: `alerts.remindEvery` is `alerting.remind_every` there. */
const inConfigWords = (sentence: string): string =>
  sentence.replaceAll('(alerts.remindEvery)', '(alerting.remind_every)');

interface CommandFlags {
  readonly config: string;
  readonly explain?: string | undefined;
  readonly window?: string | undefined;
}

/** The whole command, to be copied. */
const explainCommand = ({ config, explain: column, window }: CommandFlags): string =>
  `driftsense report --config ${shellWord(config)} --explain ${column === undefined ? '<column>' : shellWord(column)}${window === undefined ? '' : ` --window ${shellWord(window)}`}`;

/** @throws DriftSenseError `OPTION_INVALID` naming the nearest column: it is a flag that is wrong, not the configuration. */
function explainNamed(chosen: WindowReport, flags: ReportFlags, options: ExplainOptions): Explanation {
  try {
    return explain(chosen, flags.explain!, options);
  } catch (error) {
    if (!DriftSenseError.is(error) || error.code !== 'UNKNOWN_COLUMN') throw error;
    const { message, details, remedy } = error;
    const { nearest } = details;
    throw new DriftSenseError('OPTION_INVALID', `--explain: ${message}`, {
      cause: error,
      details,
      remedy:
        typeof nearest === 'string'
          ? explainCommand({ ...flags, explain: nearest })
          : `${remedy}: ${explainCommand({ ...flags, explain: undefined })}`,
    });
  }
}

/** @throws DriftSenseError `OPTION_INVALID` naming the nearest window. */
function windowOf(reports: readonly WindowReport[], flags: ReportFlags): WindowReport {
  const { window: id } = flags;
  if (id === undefined) return reports.at(-1)!;
  const found = reports.find(({ window }) => window.id === id);
  if (found) return found;
  const known = reports.map(({ window }) => window.id);
  const nearest = nearestName(id, known);
  throw new DriftSenseError('OPTION_INVALID', `--window: the last run judged no window '${id}'`, {
    details: { window: id, known: known.slice(-50), ...(nearest !== undefined && { nearest }) },
    remedy:
      nearest === undefined
        ? `name a window from ${known[0]} to ${known.at(-1)}: ${explainCommand({ ...flags, window: undefined })} --window <id>`
        : explainCommand({ ...flags, window: nearest }),
  });
}

async function readResults(path: string, config: string): Promise<WindowReport[]> {
  const remedy = { details: { path }, remedy: `driftsense run-monitor --config ${shellWord(config)}` };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT')
      throw new DriftSenseError('FILE_NOT_FOUND', `no results to report: ${path} does not exist`, remedy);
    throw unreadable(path, error);
  }
  const lines = text.split('\n');
  // A run that died may have left half a last line; every whole line ends with a line feed.
  lines.pop();
  if (lines.length === 0)
    throw new DriftSenseError('STATE_INVALID', `no results to report: ${path} holds no window`, remedy);
  return lines.map((line, i) => {
    const parsed = parseReport(line);
    if (parsed) return parsed;
    throw new DriftSenseError('STATE_INVALID', `${path}:${i + 1}: expected a window report`, remedy);
  });
}

function parseReport(line: string): WindowReport | undefined {
  try {
    const parsed = JSON.parse(line) as WindowReport | null;
    return parsed?.kind === 'windowReport' ? parsed : undefined;
  } catch {
    return undefined; // told by the caller, with the line's number
  }
}
