import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelVersion } from 'driftsense';
import { fileRegistry } from '../../src/node.js';
import { collect } from '../../src/testing/registry-entries.js';
import { version as libVersion } from '../../src/version.js';
import { removeFolders } from './command-line.js';
import { workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

// What R18.5 lists, of versions that were made in each of the ways there are: by `init-model`, by retraining, and elsewhere.
let here: Workspace;
let versions: ModelVersion[];
/** Of a run with `strategy: replace`. */
let replaced: ModelVersion[];
let cells: Record<string, string>[];
beforeAll(async () => {
  here = await workspace('name: shop\nretraining: {mode: auto, min_rows: 200}\n');
  expect((await here.run('init-model', '--notes', 'ticket 7, "first"\n=1+1')).code).toBe(0);
  expect((await here.run('run-monitor')).code).toBe(0);
  const replacing = await workspace('name: shop\nretraining: {mode: auto, strategy: replace, min_rows: 200}\n');
  expect((await replacing.run('init-model')).code).toBe(0);
  expect((await replacing.run('run-monitor')).code).toBe(0);
  replaced = await collect(fileRegistry(replacing.path('models')).list());
  const trained = await collect(fileRegistry(here.path('models')).list());
  // Another registry takes a version with all that is known of it, under a number of its own.
  const other = fileRegistry(here.path('imported'));
  const imported = await other.append(trained[1]!);
  versions = [trained[0]!, trained[1]!, imported];
  const rows = (folder: string): Record<string, string>[] =>
    parse(here.read(folder, 'registry.csv'), { columns: true });
  cells = [...rows('models').slice(0, 2), ...rows('imported')];
});

/** Of versions 1 and 2 and the imported one. */
const expected = {
  reason: ['initial', 'confirmed-concept-drift', 'confirmed-concept-drift'],
  notes: [
    'ticket 7, "first"\n=1+1',
    expect.stringMatching(/^concept drift, confirmed; windows? stream_\d+\.csv/) as string,
  ],
};

describe('the metadata of a version', () => {
  it('hold all that is known of it, typed, whichever way it came', () => {
    const text = expect.any(String) as string;
    for (const [i, version] of versions.entries()) {
      expect(version).toMatchObject({
        version: i === 2 ? 1 : i + 1,
        name: 'shop',
        trainer: 'logisticRegression',
        trainerVersion: text,
        libVersion,
        rows: expect.any(Number) as number,
        trainingWindow: { from: text, to: text },
        referenceHash: expect.stringMatching(/^[0-9a-f]+$/) as string,
        reason: expected.reason[i],
        notes: expected.notes[Math.min(i, 1)],
      });
      expect(Number.isSafeInteger(version.rows) && version.rows >= 200).toBe(true);
      expect(Object.values(version.metrics).every(Number.isFinite)).toBe(true);
      expect(version.metrics['auc']).toBeGreaterThan(0.7);
      expect(version.features!.length).toBeGreaterThanOrEqual(5);
      for (const { name, type } of version.features!) {
        expect(name).not.toBe('');
        expect(['numeric', 'categorical']).toContain(type);
      }
      expect(Math.abs(version.createdAt - Date.now())).toBeLessThan(86_400_000);
    }
    expect(versions.map(({ parent }) => parent)).toEqual([undefined, 1, 1]);
    expect(versions[0]!.trainingWindow).toEqual({ from: 'reference', to: 'reference' });
    // Under `append` rows of the reference come first, under `replace` there are none.
    const window = expect.stringMatching(/^stream_\d+\.csv$/) as string;
    expect(versions[1]!.trainingWindow).toEqual({ from: 'reference', to: window });
    expect(versions[1]!.rows).toBeGreaterThan(versions[0]!.rows);
    expect(replaced[1]!.trainingWindow).toEqual({ from: window, to: window });
    expect(replaced[1]!.rows).toBeLessThan(versions[0]!.rows);
    expect(versions[1]!.gate).toMatchObject({ kind: 'gate', facts: { trigger: 'confirmed-concept-drift' } });
    const { version: _, ...imported } = versions[2]!;
    const { version: __, ...original } = versions[1]!;
    expect(imported).toEqual(original);
  });

  it('are shown in registry.csv, cell by cell', () => {
    for (const [i, version] of versions.entries()) {
      const { from, to } = version.trainingWindow!;
      const { auc } = version.metrics;
      expect(cells[i]).toMatchObject({
        version: String(version.version),
        metrics: JSON.stringify(version.metrics),
        timestamp: new Date(version.createdAt).toISOString(),
        data_size: String(version.rows),
        notes: version.notes,
        name: 'shop',
        trainer: version.trainer,
        trainer_version: version.trainerVersion,
        lib_version: libVersion,
        parent: version.parent === undefined ? '' : String(version.parent),
        reason: version.reason,
        training_from: from,
        training_to: to,
        reference_hash: version.referenceHash,
        features: JSON.stringify(Object.fromEntries(version.features!.map(({ name, type }) => [name, type]))),
        metric_auc: String(auc),
      });
    }
  });
});
