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

/** Paths of what was written, and the first error where something could not be. */
export interface Written {
  readonly report?: string;
  readonly flags?: string;
  readonly charts?: { readonly folder: string; readonly files: readonly string[] };
  readonly failure?: { readonly error: unknown };
}

/** Writes report, flags and charts into the outputs folder. One of them that cannot be made or written keeps none of the others. */
export async function writeOutputs(
  directory: string,
  record: RunRecord,
  settings: EffectiveConfig['outputs'],
): Promise<Written> {
  const failures: unknown[] = [];
  const attempt: Attempt = async (work) => {
    try {
      return await work();
    } catch (error) {
      failures.push(error);
      return undefined;
    }
  };
  const write = async (name: string, content: () => string): Promise<string | undefined> =>
    attempt(() => put(join(directory, name), content()));
  const report = settings.report ? await write('report.html', () => renderReport({ ...record })) : undefined;
  const flags = await write('flags.csv', () => flagsCsv(record.reports));
  const charts =
    settings.charts === 'none'
      ? undefined
      : await writeCharts(join(directory, 'charts'), record, settings.charts, attempt);
  return {
    ...(report !== undefined && { report }),
    ...(flags !== undefined && { flags }),
    ...(charts && { charts }),
    ...(failures.length > 0 && { failure: { error: failures[0] } }),
  };
}

/** What the work gives, or undefined where it failed, which is kept. */
type Attempt = <T>(work: () => T | Promise<T>) => Promise<T | undefined>;

async function put(path: string, content: string | Uint8Array): Promise<string> {
  await replaceFile(nodeFileSystem, path, content);
  return path;
}

async function writeCharts(
  folder: string,
  { reports, promotions, truth }: RunRecord,
  form: Exclude<EffectiveConfig['outputs']['charts'], 'none'>,
  attempt: Attempt,
): Promise<Written['charts']> {
  const made = await attempt(async () => {
    await ensureDirectory(nodeFileSystem, folder);
    const series = columnSeries(reports, { promotions, ...(truth && { truth }) });
    const columns = series.map(({ column }) => column);
    return { series, svg: chartFileNames(columns), png: chartFileNames(columns, 'png') };
  });
  const files: string[] = [];
  for (const one of made?.series ?? [])
    for (const kind of ['svg', 'png'] as const) {
      if (form !== 'both' && form !== kind) continue;
      const file = await attempt(async () => {
        const svg = drawColumnChart(one);
        return put(join(folder, made![kind].get(one.column)!), kind === 'svg' ? svg : await renderPng(svg));
      });
      if (file !== undefined) files.push(file);
    }
  return made && { folder, files };
}

/**
 * The versions of a registry from one on: the history of a run that began with it. Each with what its gate decided last,
 * where the registry keeps that; the version's own record knows the first look.
 */
export async function versionsFrom(registry: Registry, first: number): Promise<ModelVersion[]> {
  const versions = new Map<number, ModelVersion>();
  for await (const version of registry.list()) if (version.version >= first) versions.set(version.version, version);
  for await (const { kind, version, gate } of registry.decisions?.() ?? []) {
    const decided = kind === 'gate' ? versions.get(version) : undefined;
    if (decided !== undefined) versions.set(version, { ...decided, gate });
  }
  return [...versions.values()];
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
