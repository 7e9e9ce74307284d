import { basename } from 'node:path';
import { loadConfig } from '../../config/load-config.node.js';
import { csvOptionsOf } from '../../config/load-parts.node.js';
import { printConfig } from '../../config/effective.js';
import type { EffectiveConfig } from '../../config/presets.js';
import type { Batch } from '../../contracts/batch.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { DriftSenseError } from '../../errors.js';
import { compare, type CompareOptions } from '../../monitor/compare.js';
import type { MonitorOptions } from '../../monitor/options.js';
import { readCsv, type CsvFileOptions } from '../../source/read-csv.node.js';
import { nodeFileSystem } from '../../ports/file-system.node.js';
import { printable } from '../../show/markup.js';
import { renderReport } from '../../show/report/render-report.js';
import { summaryTable } from '../../show/terminal.js';
import { wrapWords } from '../../show/wrap-words.js';
import { replaceFile } from '../../store/replace-file.js';
import { windowsPer } from '../expectations.js';
import { aboutFile, byFlag, inConfig, type Setting } from '../explain.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { loadWhole, noRows } from '../load.js';
import { shownPath } from '../shown-path.js';
import { withConfig } from '../with-config.js';
import { shellWord } from '../../shell-word.js';

const readerFlags = ['delimiter', 'decimal', 'encoding', 'missing', 'ragged'] as const;

export interface CheckFlags extends Partial<ConfigFlags>, Pick<CsvFileOptions, (typeof readerFlags)[number]> {
  /** File for an HTML report. */
  readonly report?: string;
}

/**
 * `check`: has the second file moved against the first? With `--config`, one file against the configured reference. Ends
 * with 1 on drift, for scripts.
 *
 * @throws DriftSenseError for files that cannot be read or written, and for options.
 */
export async function check(files: readonly string[], flags: CheckFlags, io: Io): Promise<ExitCode> {
  const { config } = flags;
  if (config !== undefined) return againstConfig(files, { ...flags, config }, io);
  const [before, after] = files;
  if (before === undefined || after === undefined || files.length > 2)
    throw refused(
      `check: expected two files, or one and --config, got ${files.length}`,
      'driftsense check reference.csv window.csv',
    );
  if (flags.printConfig) throw refused('check: --print-config needs --config', 'driftsense check --help');
  const options = readerOptions(flags);
  const read = (path: string) => readNamed(path, options, byFlag);
  const [reference, window] = [await read(before), await read(after)];
  if (reference.size === 0)
    throw new DriftSenseError('REFERENCE_EMPTY', noRows(before, 'to compare with', reference), {
      details: { path: before },
      remedy: `driftsense check <file with rows> ${shellWord(after)}`,
    });
  for (const note of reference.notes ?? []) io.err(`note: ${printable(`${before}: ${note}`)}`);
  return tell(compare(reference, window, { name: basename(after).slice(0, 200) }), after, flags, io);
}

/** The configured judgement of one file, without model, memory or alerts. */
async function againstConfig(files: readonly string[], flags: CheckFlags & ConfigFlags, io: Io): Promise<ExitCode> {
  if (flags.printConfig) {
    io.out(printConfig(await loadConfig(flags.config, io.environment)));
    return exitCodes.ok;
  }
  const [file] = files;
  if (file === undefined || files.length > 1)
    throw refused(
      `check: expected one file beside --config, got ${files.length}`,
      `driftsense check window.csv --config ${shellWord(flags.config)}`,
    );
  const given = readerFlags.filter((name) => flags[name] !== undefined);
  if (given.length > 0)
    throw refused(
      `check: ${given.map((name) => `--${name}`).join(', ')}: with --config the files are read as it says`,
      `set ${given.map((name) => `data.${name}`).join(', ')} in ${flags.config}`,
    );
  return withConfig(flags, io, async (loaded) => {
    const { options } = await loadWhole(loaded);
    const window = await readNamed(file, csvOptionsOf(loaded.config), inConfig(flags.config));
    return tell(compare(options.reference, window, judgingOptions(options, loaded.config)), file, flags, io);
  });
}

/** Reads a file; what is wrong with it is told with its path and with the option that helps here. */
async function readNamed(path: string, options: CsvFileOptions, setting: Setting): Promise<Batch> {
  try {
    return await readCsv(path, options);
  } catch (error) {
    throw aboutFile(error, setting);
  }
}

const judgingKeys = [
  'name',
  'preset',
  'thresholds',
  'aggregate',
  'referenceMode',
  'referenceIsTrainingData',
  'columns',
  'correction',
  'decisionThreshold',
  'positive',
  'seed',
] as const;

/** What of a monitor's options concerns judging; one window knows no period, so the budget is counted in windows. */
function judgingOptions(options: MonitorOptions, { alarm_budget: budget, window }: EffectiveConfig): CompareOptions {
  const alarmBudget = { falseAlarms: budget.false_alarms, per: { windows: windowsPer(budget.per, window) } };
  const given = judgingKeys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]]));
  return { ...(Object.fromEntries(given) as CompareOptions), alarmBudget };
}

async function tell(report: WindowReport, path: string, { json, report: page }: CheckFlags, io: Io): Promise<ExitCode> {
  io.out(json ? JSON.stringify(report) : summaryTable(report, { width: io.width }));
  for (const note of json ? [] : report.notes)
    io.err(wrapWords(`note: ${printable(note)}`, io.width ?? Infinity, '  '));
  if (page !== undefined) {
    const file = basename(path);
    const named = { ...report, window: { ...report.window, id: file } };
    await replaceFile(nodeFileSystem, page, renderReport({ monitor: file, reports: [named] }));
    io.err(`wrote ${shownPath(page)}`);
  }
  return report.verdict === 'drift' ? exitCodes.drift : exitCodes.ok;
}

function readerOptions(flags: CheckFlags): CsvFileOptions {
  return Object.fromEntries(readerFlags.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])));
}

const refused = (message: string, remedy: string): DriftSenseError =>
  new DriftSenseError('OPTION_INVALID', message, { remedy });
