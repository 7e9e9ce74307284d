import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureGrowth } from '../growth.js';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';

const disk = mkdtempSync(join(tmpdir(), 'driftsense-listing-'));

/** A registry in files of so many versions of about 20 kB, opened anew and read whole: each is verified. */
await measureGrowth('Listing a registry in files, versions (20 kB each)', [62, 125, 250, 500, 1_000], (versions) => {
  const path = join(disk, String(versions));
  const made = fileRegistry(path).append({
    trainer: 'logisticRegression',
    model: { weights: Array.from({ length: 1_000 }, (_, i) => Math.sin(i)) },
    metrics: { auc: 0.9 },
    createdAt: 0,
    rows: 1_000,
  });
  const filled = made.then(() => {
    for (let n = 2; n <= versions; n++) copyFileSync(join(path, 'model_v1.json'), join(path, `model_v${n}.json`));
  });
  return async () => {
    await filled;
    let listed = 0;
    for await (const { rows } of fileRegistry(path).list()) listed += rows > 0 ? 1 : 0;
    if (listed !== versions) throw new Error(`listed ${listed} of ${versions}`);
  };
});
rmSync(disk, { recursive: true });
