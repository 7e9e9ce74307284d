import { basename } from 'node:path';
import { loadConfig } from '../../config/load-config.node.js';
import { csvOptionsOf, loadParts } from '../../config/load-parts.node.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { DriftSenseError } from '../../errors.js';
import { compare } from '../../monitor/compare.js';
import { readCsv, type CsvFileOptions } from '../../source/read-csv.node.js';
import { nodeFileSystem } from '../../ports/file-system.node.js';
import { renderReport } from '../../show/report/render-report.js';
import { summaryTable } from '../../show/terminal.js';
import { replaceFile } from '../../store/replace-file.js';
import { exitCodes, type ExitCode, type Io } from '../io.js';
import { shownPath } from '../shown-path.js';

export interface CheckFlags {
  readonly config?: string;
  readonly json?: boolean;
  /** File for an HTML report. */
  readonly report?: string;
  readonly delimiter?: string;
  readonly decimal?: '.' | ',';
  readonly encoding?: string;
  readonly missing?: readonly string[];
  readonly ragged?: 'refuse' | 'skip';
}

/**
 * `check`: has the second file moved against the first? With `--config`, one file against the configured reference. Ends
 * with 1 on drift, for scripts.
 *
 * @throws DriftSenseError for files that cannot be read or written, and for options.
 */
export async function check(files: readonly string[], flags: CheckFlags, io: Io): Promise<ExitCode> {
  const report =
    files.length === 2 ? await twoFiles(files[0]!, files[1]!, flags) : await againstConfig(files, flags, io);
  io.out(flags.json ? JSON.stringify(report) : summaryTable(report));
  if (flags.report !== undefined) {
    const file = basename(files.at(-1) ?? '');
    const named = { ...report, window: { ...report.window, id: file } };
    await replaceFile(nodeFileSystem, flags.report, renderReport({ monitor: file, reports: [named] }));
    io.err(`wrote ${shownPath(flags.report)}`);
  }
  for (const note of flags.json ? [] : report.notes) io.err(`note: ${note}`);
  return report.verdict === 'drift' ? exitCodes.drift : exitCodes.ok;
}

async function twoFiles(before: string, after: string, flags: CheckFlags): Promise<WindowReport> {
  const options: CsvFileOptions = {
    ...(flags.delimiter !== undefined && { delimiter: flags.delimiter }),
    ...(flags.decimal !== undefined && { decimal: flags.decimal }),
    ...(flags.encoding !== undefined && { encoding: flags.encoding }),
    ...(flags.missing !== undefined && { missing: flags.missing }),
    ...(flags.ragged !== undefined && { ragged: flags.ragged }),
  };
  return compare(await readCsv(before, options), await readCsv(after, options), { name: after });
}

/** The configured judgement of one file, without model, memory or alerts. */
async function againstConfig(files: readonly string[], flags: CheckFlags, io: Io): Promise<WindowReport> {
  const [file] = files;
  if (flags.config === undefined || file === undefined || files.length > 1)
    throw new DriftSenseError('OPTION_INVALID', `check: expected two files, or one and --config, got ${files.length}`, {
      remedy: 'driftsense check reference.csv window.csv',
    });
  const loaded = await loadConfig(flags.config, io.environment);
  const { options } = await loadParts(loaded);
  const { name, preset, thresholds, aggregate, columns, alarmBudget, correction, seed, reference } = options;
  return compare(reference, await readCsv(file, csvOptionsOf(loaded.config)), {
    ...(name !== undefined && { name }),
    ...(preset !== undefined && { preset }),
    ...(thresholds !== undefined && { thresholds }),
    ...(aggregate !== undefined && { aggregate }),
    ...(columns !== undefined && { columns }),
    ...(alarmBudget !== undefined && { alarmBudget }),
    ...(correction !== undefined && { correction }),
    ...(seed !== undefined && { seed }),
  });
}
