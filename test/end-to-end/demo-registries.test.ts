import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  memoryClock,
  memoryFileSystem,
  memoryRegistry,
  Monitor,
  trainInitialModel,
  type AlertMessage,
  type ModelVersion,
  type MonitorEvents,
  type Registry,
  type WindowReport,
} from 'driftsense';
import { fileRegistry } from 'driftsense/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapRegistry } from '../../examples/custom/map-registry.js';
import { loadConfig } from '../../src/config/load-config.node.js';
import { loadParts } from '../../src/config/load-parts.node.js';
import { driftsense, folderWith, removeFolders } from '../cli/command-line.js';

afterAll(removeFolders);

/** Everything the demo does that can be seen. */
interface Played {
  readonly reports: readonly WindowReport[];
  readonly alerts: readonly AlertMessage[];
  readonly gates: readonly MonitorEvents['gate'][];
  readonly promoted: readonly MonitorEvents['promoted'][];
  readonly versions: readonly ModelVersion[];
  readonly champion: number | undefined;
}

/** The loop of the demo over a registry; nothing else is handed in. */
async function play(config: string, registry: Registry): Promise<Played> {
  const { options, source } = await loadParts(await loadConfig(config, {}), { registry, clock });
  await trainInitialModel(options);
  const monitor = new Monitor(options);
  const [reports, alerts, gates, promoted]: [
    WindowReport[],
    AlertMessage[],
    Played['gates'][number][],
    Played['promoted'][number][],
  ] = [[], [], [], []];
  monitor.on('alert', (alert) => void alerts.push(alert));
  monitor.on('gate', (gate) => void gates.push(gate));
  monitor.on('promoted', (promotion) => void promoted.push(promotion));
  for await (const report of monitor.run(source)) {
    await monitor.settled();
    reports.push(report);
  }
  await monitor.close();
  const versions: ModelVersion[] = [];
  for await (const version of registry.list()) versions.push(version);
  return { reports, alerts, gates, promoted, versions, champion: await registry.alias('champion') };
}

/** Stands still, so that two runs differ in nothing. */
const clock = memoryClock(Date.UTC(2026, 0, 1));

describe('the demo over another registry (S37)', () => {
  let config: string;
  let overFiles: Played;
  beforeAll(async () => {
    const folder = folderWith();
    mkdirSync(join(folder, 'examples/demo'), { recursive: true });
    config = join(folder, 'examples/demo/config.yaml');
    cpSync(fileURLToPath(new URL('../../examples/demo/config.yaml', import.meta.url)), config);
    expect((await driftsense(['generate-data', '--out', join(folder, 'data')])).code).toBe(0);
    overFiles = await play(config, fileRegistry(join(folder, 'models'), { clock }));
  });

  it('goes the whole way over files: drift, training, gate, promotion, the new version', () => {
    const { reports, versions, champion, promoted } = overFiles;
    expect(reports).toHaveLength(30);
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    expect([champion, promoted.length, reports.at(-1)!.modelVersion]).toEqual([2, 1, 2]);
  });

  it.each<[string, () => Registry]>([
    ['memoryRegistry', () => memoryRegistry({ clock })],
    ['fileRegistry over a file system in memory', () => fileRegistry('models', { fs: memoryFileSystem(), clock })],
    ['a registry of twelve lines', mapRegistry],
  ])('%s: the same verdicts, alerts, gate and versions', async (_, make) => {
    const played = await play(config, make());
    for (const [i, report] of overFiles.reports.entries()) expect(played.reports[i], report.window.id).toEqual(report);
    expect(played).toEqual(overFiles);
  });
});
