import { join } from 'node:path';
import type { EffectiveConfig } from '../config/presets.js';
import type { ModelVersion, Registry } from '../contracts/registry.js';
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
import type { PromotionMark } from './run-counts.js';

/** Everything the files of a run are made of. */
export interface RunRecord {
  readonly monitor: string;
  readonly reports: readonly WindowReport[];
  readonly promotions: readonly PromotionMark[];
  readonly versions: readonly ModelVersion[];
  readonly truth?: ChartContext['truth'];
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** Paths of what was written. */
export interface Written {
  readonly report?: string;
  readonly flags: string;
  readonly charts?: { readonly folder: string; readonly files: readonly string[] };
}

/** Writes report, flags and charts into the outputs folder. */
export async function writeOutputs(
  directory: string,
  record: RunRecord,
  settings: EffectiveConfig['outputs'],
): Promise<Written> {
  const report = join(directory, 'report.html');
  const flags = join(directory, 'flags.csv');
  if (settings.report) await replaceFile(nodeFileSystem, report, renderReport({ ...record }));
  await replaceFile(nodeFileSystem, flags, flagsCsv(record.reports));
  return {
    ...(settings.report && { report }),
    flags,
    ...(settings.charts !== 'none' && {
      charts: await writeCharts(join(directory, 'charts'), record, settings.charts),
    }),
  };
}

async function writeCharts(
  folder: string,
  { reports, promotions, truth }: RunRecord,
  form: Exclude<EffectiveConfig['outputs']['charts'], 'none'>,
): Promise<NonNullable<Written['charts']>> {
  await ensureDirectory(nodeFileSystem, folder);
  const series = columnSeries(reports, { promotions, ...(truth && { truth }) });
  const columns = series.map(({ column }) => column);
  const [svgNames, pngNames] = [chartFileNames(columns), chartFileNames(columns, 'png')];
  const files: string[] = [];
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await replaceFile(nodeFileSystem, join(folder, name), content);
    files.push(join(folder, name));
  };
  for (const one of series) {
    const svg = drawColumnChart(one);
    if (form !== 'png') await write(svgNames.get(one.column)!, svg);
    if (form !== 'svg') await write(pngNames.get(one.column)!, await renderPng(svg));
  }
  return { folder, files };
}

/** The versions of a registry from one on: the history of a run that began with it. */
export async function versionsFrom(registry: Registry, first: number): Promise<ModelVersion[]> {
  const versions: ModelVersion[] = [];
  for await (const version of registry.list()) if (version.version >= first) versions.push(version);
  return versions;
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
