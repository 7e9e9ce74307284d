import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.node.js';
import { loadParts } from '../../src/config/load-parts.node.js';
import { csvFiles, loadMonitor, Monitor, readCsv, type ConceptDetector, type WindowReport } from '../../src/node.js';
import { folderOf, guesses } from './folder.js';

/** Fails on every row, or already at the start. */
const broken = (when: 'start' | 'update'): ConceptDetector<object> => ({
  name: 'broken',
  input: 'error',
  initialState: () => {
    if (when === 'start') throw new Error('no licence');
    return {};
  },
  update: () => {
    throw new Error('no licence');
  },
});

const stream = { 'stream/1.csv': guesses(400, 0.05, 'a'), 'stream/2.csv': guesses(400, 0.6, 'b') };
const config = (concept: string) => `
data: { reference: reference.csv, stream: stream/*.csv }
columns: { guess: { role: prediction } }
concept_drift: ${concept}
`;
const folder = (concept: string) =>
  folderOf({ 'config.yaml': config(concept), 'reference.csv': guesses(2_000, 0.05, 'r'), ...stream });

async function runOf(monitor: Monitor, at: string) {
  const warnings: { code: string; message: string }[] = [];
  monitor.on('warning', (warning) => warnings.push(warning));
  const reports: WindowReport[] = [];
  for await (const report of monitor.run(csvFiles(join(at, 'stream/*.csv')))) reports.push(report);
  await monitor.close();
  return { reports, warnings };
}

describe('concept_drift.fallback', () => {
  it('stays out of the way of a detector that works: DDM is DDM', async () => {
    const at = folder('{ detector: ddm, fallback: pagehinkley }');
    const { reports, warnings } = await runOf(await loadMonitor(join(at, 'config.yaml')), at);
    expect(reports.map((report) => report.concept?.detector)).toEqual(['ddm', 'ddm']);
    expect(reports.map((report) => report.concept?.note)).toEqual([undefined, undefined]);
    expect(reports[1]!.concept!.drift).toBe(true);
    expect(warnings.map(({ code }) => code)).not.toContain('DETECTOR_FALLBACK');
  });

  it('stands in for a detector that failed three times in a row, says so once and in every report, and finds the drift', async () => {
    const at = folder('{ detector: broken, fallback: ddm }');
    const monitor = await loadMonitor(join(at, 'config.yaml'), { detectors: [broken('update')] });
    const { reports, warnings } = await runOf(monitor, at);
    const note =
      "detector 'broken' failed 3 times in a row, last: detector 'broken' failed at row 2: no licence; 'ddm' stands in";
    expect(reports.map((report) => report.concept)).toMatchObject([
      { detector: 'ddm', drift: false, note },
      { detector: 'ddm', drift: true, note },
    ]);
    expect(warnings.filter(({ code }) => code === 'DETECTOR_FALLBACK')).toEqual([
      { code: 'DETECTOR_FALLBACK', message: note, window: '1.csv' },
    ]);
  });

  it('stands in for a detector that cannot even start', async () => {
    const at = folder('{ detector: broken, fallback: page_hinkley }');
    const monitor = await loadMonitor(join(at, 'config.yaml'), { detectors: [broken('start')] });
    const { reports, warnings } = await runOf(monitor, at);
    expect(reports[0]!.concept).toMatchObject({
      detector: 'pageHinkley',
      note: "detector 'broken' cannot start: no licence; 'pageHinkley' stands in",
    });
    expect(warnings.filter(({ code }) => code === 'DETECTOR_FALLBACK')).toHaveLength(1);
  });

  it('is not there by itself: without the key a detector that fails is out of service, and one that cannot start an error', async () => {
    const at = folder('{ detector: broken }');
    const path = join(at, 'config.yaml');
    const { reports } = await runOf(await loadMonitor(path, { detectors: [broken('update')] }), at);
    expect(reports[1]!.concept).toMatchObject({ detector: 'broken', rows: 0, note: 'out of service after 3 failures' });
    await expect(loadMonitor(path, { detectors: [broken('start')] })).rejects.toThrow('no licence');
  });

  it('goes on standing in after a restart, and a state of one fallback is not taken by another', async () => {
    const at = folder('{ detector: broken, fallback: ddm }');
    const parts = { detectors: [broken('update')] };
    const optionsWith = async (path: string) => (await loadParts(await loadConfig(path, {}, parts), parts)).options;
    const options = await optionsWith(join(at, 'config.yaml'));
    const first = new Monitor(options);
    await runOf(first, at);
    const saved: unknown = JSON.parse(JSON.stringify(first.toJSON()));
    const restored = Monitor.fromJSON(saved, options);
    expect((await restored.process(await readCsv(join(at, 'stream/1.csv')))).concept!.detector).toBe('ddm');
    const other = folder('{ detector: broken, fallback: hddm_a }');
    const otherOptions = await optionsWith(join(other, 'config.yaml'));
    expect(() => Monitor.fromJSON(saved, otherOptions)).toThrow('expected conceptFallback hddmA, got ddm');
  });

  it('cannot be the detector itself, and must be a known name', async () => {
    await expect(
      loadMonitor(join(folder('{ detector: pagehinkley, fallback: page_hinkley }'), 'config.yaml')),
    ).rejects.toThrow('concept_drift.fallback: expected another detector than concept_drift.detector');
    await expect(
      loadMonitor(join(folder('{ detector: ddm, fallback: page_hinckley }'), 'config.yaml')),
    ).rejects.toThrow("unknown detector 'page_hinckley'; did you mean 'page_hinkley'?");
  });
});
