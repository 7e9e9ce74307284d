import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileRegistry } from '../../act/registry/file-registry.node.js';
import { pathFrom } from '../../config/load-parts.node.js';
import type { ModelVersion } from '../../contracts/registry.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { readTruth, settingsOf, writeOutputs } from '../outputs.js';
import { shownPath } from '../shown-path.js';
import { withConfig } from '../with-config.js';

/** `report`: draws charts, flags and report again from the results of the last run. */
export const report = (flags: ConfigFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const { config } = file;
    const outputs = pathFrom(file, config.outputs.path);
    const reports = await readResults(join(outputs, 'results.ndjson'), flags.config);
    const truth = await readTruth(pathFrom(file, config.data.reference));
    const first = Math.min(...reports.map(({ modelVersion }) => modelVersion ?? Infinity));
    const versions: ModelVersion[] = [];
    for await (const version of fileRegistry(pathFrom(file, config.registry.path)).list())
      if (version.version >= first) versions.push(version);
    const record = { monitor: config.name, reports, promotions: [], versions, settings: settingsOf(config) };
    const written = await writeOutputs(
      outputs,
      { ...record, ...(truth && { truth }) },
      { ...config.outputs, report: true },
    );
    if (flags.json) io.out(JSON.stringify({ windows: reports.length, written }));
    else for (const path of written) io.out(`wrote ${shownPath(path)}`);
    return exitCodes.ok;
  });

async function readResults(path: string, config: string): Promise<WindowReport[]> {
  const remedy = { remedy: `driftsense run-monitor --config ${config}` };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new DriftSenseError(
      'FILE_NOT_FOUND',
      `no results to report: ${path} ${(error as { code?: string }).code === 'ENOENT' ? 'does not exist' : messageOf(error)}`,
      { cause: error, ...remedy },
    );
  }
  const lines = text.split('\n');
  // A run that died may have left half a last line; every whole line ends with a line feed.
  lines.pop();
  return lines.map((line, i) => {
    try {
      const parsed = JSON.parse(line) as WindowReport;
      if (parsed.kind === 'windowReport') return parsed;
    } catch {
      // told below, with the line's number
    }
    throw new DriftSenseError('STATE_INVALID', `${path}:${i + 1}: expected a window report`, remedy);
  });
}
