import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EffectiveConfig } from '../config/presets.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { WindowReport } from '../contracts/window-report.js';
import { nodeFileSystem } from '../ports/file-system.node.js';
import { chartFileNames } from '../show/charts/chart-file-names.js';
import { drawColumnChart } from '../show/charts/column-chart.js';
import { renderPng } from '../show/charts/png.node.js';
import { flagsCsv } from '../show/flags-csv.js';
import { renderReport } from '../show/report/render-report.js';
import { columnSeries, type ChartContext } from '../show/series.js';
import { ensureDirectory } from '../store/directory.js';
import { replaceFile } from '../store/replace-file.js';
import type { PromotionMark } from './narrate.js';

/** Everything the files of a run are made of. */
export interface RunRecord {
  readonly monitor: string;
  readonly reports: readonly WindowReport[];
  readonly promotions: readonly PromotionMark[];
  readonly versions: readonly ModelVersion[];
  readonly truth?: ChartContext['truth'];
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** Writes charts, flags and report into the outputs folder. Returns the paths of what was written, the report first. */
export async function writeOutputs(
  directory: string,
  record: RunRecord,
  { report, charts }: EffectiveConfig['outputs'],
): Promise<string[]> {
  const { reports, promotions, truth } = record;
  const context = { promotions, ...(truth && { truth }) };
  const written: string[] = [];
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await replaceFile(nodeFileSystem, join(directory, name), content);
    written.push(join(directory, name));
  };
  if (report) await write('report.html', renderReport({ ...record, versions: [...record.versions] }));
  await write('flags.csv', flagsCsv(reports));
  if (charts !== 'none') {
    await ensureDirectory(nodeFileSystem, join(directory, 'charts'));
    const series = columnSeries(reports, context);
    const columns = series.map(({ column }) => column);
    const [svgNames, pngNames] = [chartFileNames(columns), chartFileNames(columns, 'png')];
    for (const one of series) {
      const svg = drawColumnChart(one);
      if (charts !== 'png') await write(join('charts', svgNames.get(one.column)!), svg);
      if (charts !== 'svg') await write(join('charts', pngNames.get(one.column)!), await renderPng(svg));
    }
  }
  return written;
}

/** Onsets of a synthetic stream, where the generator left them beside the data. Used for pictures only. */
export async function readTruth(reference: string): Promise<ChartContext['truth']> {
  try {
    const { features, concept } = JSON.parse(
      await readFile(join(dirname(reference), 'truth.json'), 'utf8'),
    ) as NonNullable<ChartContext['truth']>;
    return { ...(features && { features }), ...(concept && { concept }) };
  } catch {
    return undefined; // real data have none
  }
}

/** Settings worth a line in the report. */
export const settingsOf = (config: EffectiveConfig): Record<string, string | number | boolean> => ({
  preset: config.preset,
  detector: config.concept_drift.detector,
  trainer: config.model.trainer,
  'retraining mode': config.retraining.enabled ? config.retraining.mode : 'off',
  strategy: config.retraining.strategy,
  seed: config.seed,
});
