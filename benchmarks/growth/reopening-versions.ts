import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureGrowth } from '../growth.js';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import { versionNames } from '../../src/act/registry/registry-directory.js';
import { nextNumber, numbersIn } from '../../src/store/commit.js';
import { nodeFileSystem } from '../../src/ports/file-system.node.js';

const disk = mkdtempSync(join(tmpdir(), 'driftsense-reopening-'));

/** A registry in files of so many versions of about 20 kB, opened anew to go on: which serves, that one, the next number. */
await measureGrowth('Reopening a registry in files, versions (20 kB each)', [62, 125, 250, 500, 1_000], (versions) => {
  const path = join(disk, String(versions));
  const registry = fileRegistry(path);
  const made = registry.append({
    trainer: 'logisticRegression',
    model: { weights: Array.from({ length: 1_000 }, (_, i) => Math.sin(i)) },
    metrics: { auc: 0.9 },
    createdAt: 0,
    rows: 1_000,
  });
  const filled = made.then(async () => {
    for (let n = 2; n <= versions; n++) copyFileSync(join(path, 'model_v1.json'), join(path, `model_v${n}.json`));
    await registry.setAlias('champion', versions, undefined);
  });
  return async () => {
    await filled;
    const again = fileRegistry(path);
    const champion = await again.read((await again.alias('champion'))!);
    const next = nextNumber(await numbersIn(nodeFileSystem, path, versionNames), versionNames, path);
    if (champion?.version !== versions || next !== versions + 1)
      throw new Error(`champion ${champion?.version}, next ${next}`);
  };
});
rmSync(disk, { recursive: true });
