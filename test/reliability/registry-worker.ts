// A process that shares a registry with others until it is done or killed. It writes one line per acknowledgement.
import { writeSync } from 'node:fs';
import { promote } from '../../src/act/registry/rollback.js';
import type { Registry } from '../../src/contracts/registry.js';
import { storedRegistry } from '../../src/act/registry/stored-registry.js';
import { nodeFileSystem } from '../../src/ports/file-system.node.js';
import { underControl, type Control } from './broken-file-systems.js';
import { contentOf } from './worker-content.js';

const [role, directory, name, count, control] = process.argv.slice(2) as [string, string, string, string, Control];
const registry = storedRegistry(underControl(nodeFileSystem, control, name), directory);
/** Tells each move of the champion that was acknowledged. Promoting what serves already moves nothing. */
const telling: Registry = {
  ...registry,
  async setAlias(alias, version, expected, reason) {
    const moved = await registry.setAlias(alias, version, expected, reason);
    if (moved && alias === 'champion') writeSync(1, `moved ${version} ${reason}\n`);
    return moved;
  },
};

for (let n = 1; n <= Number(count); n++) {
  if (role === 'writer') {
    const key = `${name}-${n}`;
    const { version } = await registry.append({
      trainer: 'worker',
      model: { key, content: contentOf(key) },
      metrics: { n },
      createdAt: Date.now(),
      rows: n,
    });
    writeSync(1, `${version} ${key}\n`);
  } else {
    // In step with the writers, and half of the promoters a version behind the others: what they promote is hardly ever what serves.
    const version = /[13579]$/.test(name) ? Math.max(1, n - 1) : n;
    for (let written = 0; written < version;) {
      const files = await nodeFileSystem.readdir(directory).catch(() => []);
      written = files.filter((file) => file.startsWith('model_v')).length;
      if (written < version) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await promote(telling, version, { reason: `${name}-${n}` });
    writeSync(1, `promoted ${version} ${name}-${n}\n`);
  }
}
