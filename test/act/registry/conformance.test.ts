import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileRegistry } from '../../../src/act/registry/file-registry.node.js';
import { memoryRegistry } from '../../../src/act/registry/memory-registry.js';
import type { ModelVersion, Registry } from '../../../src/contracts/registry.js';
import { nodeFileSystem } from '../../../src/ports/file-system.node.js';
import { memoryFileSystem } from '../../../src/ports/memory-file-system.js';
import { registryKit } from '../../../src/testing/registry-kit.js';
import { withoutLinks } from '../../store/without-links.js';

const runner = { describe, it, expect };
const disk = mkdtempSync(join(tmpdir(), 'driftsense-registry-'));
afterAll(() => rmSync(disk, { recursive: true }));

/** The registry of the documentation, as a user would write it. */
function mapRegistry(): Registry {
  const versions: ModelVersion[] = [];
  const aliases = new Map<string, number>();
  return {
    append: async (entry) => {
      const v = { ...entry, version: versions.length + 1 };
      versions.push(v);
      return v;
    },
    read: async (version) => versions[version - 1],
    async *list() {
      yield* versions;
    },
    alias: async (name) => aliases.get(name),
    setAlias: async (name, version, expected) => aliases.get(name) === expected && !!aliases.set(name, version),
  };
}

describe('memoryRegistry', () => registryKit(() => memoryRegistry(), runner));
describe('fileRegistry in memory', () => registryKit(() => fileRegistry('models', { fs: memoryFileSystem() }), runner));
describe('fileRegistry on disk', () => registryKit(() => fileRegistry(mkdtempSync(join(disk, 'r-'))), runner));
describe('fileRegistry without hard links', () =>
  registryKit(() => fileRegistry('models', { fs: withoutLinks(memoryFileSystem()) }), runner));
describe('fileRegistry on disk without hard links', () =>
  registryKit(() => fileRegistry(mkdtempSync(join(disk, 'n-')), { fs: withoutLinks(nodeFileSystem) }), runner));
describe('a registry of twelve lines', () => registryKit(mapRegistry, runner));

/** Sets aliases without comparing. */
function careless(): Registry {
  const registry = memoryRegistry();
  return {
    ...registry,
    setAlias: async (name, version) => registry.setAlias(name, version, await registry.alias(name)),
  };
}
function misnumbered(): Registry {
  const registry = mapRegistry();
  return { ...registry, append: async (entry) => ({ ...(await registry.append(entry)), version: -1 }) };
}
function forgetful(): Registry {
  const registry = mapRegistry();
  return { ...registry, append: (entry) => registry.append({ ...entry, parent: 1 }) };
}

/** Runs the kit on a registry and names the cases that fail. */
async function failures(make: () => Registry): Promise<string[]> {
  const cases: { name: string; body: () => void | Promise<void> }[] = [];
  const collect = (name: string, body: () => void | Promise<void>): void => void cases.push({ name, body });
  registryKit(make, { describe: (_, body) => body(), it: collect, expect });
  const failed: string[] = [];
  for (const { name, body } of cases) await Promise.resolve(body()).catch(() => failed.push(name));
  return failed;
}

describe('the registry kit', () => {
  it('asks at least sixty questions', async () => {
    let asked = 0;
    registryKit(mapRegistry, { describe: (_, body) => body(), it: () => asked++, expect });
    expect(asked).toBeGreaterThanOrEqual(60);
  });

  it('passes a correct registry and catches one that breaks the contract', async () => {
    expect(await failures(mapRegistry)).toEqual([]);
    expect(await failures(careless)).toContain('changes nothing when another version is expected');
    expect(await failures(misnumbered)).toContain('numbers versions from 1 without gaps when one writer appends');
    expect(await failures(forgetful)).toContain('keeps parent');
  });
});
