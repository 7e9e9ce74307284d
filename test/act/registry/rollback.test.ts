import { describe, expect, it } from 'vitest';
import { fileRegistry } from '../../../src/act/registry/file-registry.node.js';
import { memoryRegistry } from '../../../src/act/registry/memory-registry.js';
import { promote, rollback } from '../../../src/act/registry/rollback.js';
import type { Registry } from '../../../src/contracts/registry.js';
import { memoryFileSystem } from '../../../src/ports/memory-file-system.js';

const entry = { trainer: 'majority', model: 1, metrics: {}, createdAt: 0, rows: 0 };

async function filled<R extends Registry>(registry: R, n: number): Promise<R> {
  for (let i = 0; i < n; i++) await registry.append(entry);
  return registry;
}

describe('promote and rollback', () => {
  it('leave their reasons in the history', async () => {
    const registry = await filled(memoryRegistry(), 2);
    await promote(registry, 1);
    await promote(registry, 2, { reason: 'gate passed' });
    await rollback(registry, { reason: 'error rate doubled' });
    const reasons: unknown[] = [];
    for await (const { reason } of registry.history('champion')) reasons.push(reason);
    expect(reasons).toEqual(['promoted', 'gate passed', 'error rate doubled']);
  });

  it('leave the name of whoever moved it, in both aliases', async () => {
    const registry = await filled(memoryRegistry(), 2);
    await promote(registry, 1, { actor: 'Ada' });
    await promote(registry, 2, { actor: 'monitor fraud' });
    await rollback(registry, { actor: 'Grace' });
    const actors = async (alias: string) => {
      const all: unknown[] = [];
      for await (const { actor } of registry.history(alias)) all.push(actor);
      return all;
    };
    expect(await actors('champion')).toEqual(['Ada', 'monitor fraud', 'Grace']);
    expect(await actors('previous')).toEqual(['Ada']); // where it stood all the time
  });

  it('move the champion in a single step, so that no reader meets two or none', async () => {
    const registry = await filled(memoryRegistry(), 3);
    for (const version of [1, 2, 3]) await promote(registry, version);
    await rollback(registry);
    let moves = 0;
    for await (const move of registry.history('champion')) moves += move.sequence > 0 ? 1 : 0;
    expect(moves).toBe(4);
  });

  it('go back past a version that is promoted again later', async () => {
    const registry = await filled(memoryRegistry(), 3);
    for (const version of [1, 2, 3, 2]) await promote(registry, version); // 2 is one step back from 3
    expect(await rollback(registry)).toEqual({ version: 1 });
    await promote(registry, 3);
    expect(await rollback(registry)).toEqual({ version: 1 });
  });

  it('let a good version follow a damaged champion, and never go back to the damaged one silently', async () => {
    const fs = memoryFileSystem();
    const registry = await filled(fileRegistry('models', { fs }), 3);
    await promote(registry, 1);
    await promote(registry, 2);
    fs.put('models/model_v2.json', 'damaged');
    await promote(registry, 3);
    expect(await registry.alias('champion')).toBe(3);
    expect(await registry.alias('previous')).toBe(3);
    await expect(rollback(registry)).rejects.toMatchObject({ code: 'REGISTRY_CORRUPT' });
    await fs.unlink('models/model_v2.json');
    await expect(rollback(registry)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(await registry.alias('champion')).toBe(3);
    expect((await promote(registry, 1)).version).toBe(1);
  });

  it('know the version before also when the record of its promotion is lost', async () => {
    const fs = memoryFileSystem();
    const registry = await filled(fileRegistry('models', { fs }), 3);
    for (const version of [1, 2, 3]) await promote(registry, version);
    fs.put('models/aliases/champion/00000002.json', 'damaged');
    expect((await rollback(registry)).version).toBe(2);
  });

  it('agree with somebody else who made the same step meanwhile, and make no second', async () => {
    const registry = await filled(memoryRegistry(), 3);
    for (const version of [1, 2, 3]) await promote(registry, version);
    let meddled = false;
    const meddling: Registry = {
      ...registry,
      async setAlias(name, version, expected, reason) {
        if (!meddled) await rollback(registry);
        meddled = true;
        return await registry.setAlias(name, version, expected, reason);
      },
    };
    expect(await rollback(meddling)).toEqual({ version: 2, previous: 1 });
    expect(await registry.alias('champion')).toBe(2);
  });

  it('report a conflict instead of undoing what somebody else did meanwhile', async () => {
    const registry = await filled(memoryRegistry(), 4);
    for (const version of [1, 2]) await promote(registry, version);
    let meddled = false;
    const meddling: Registry = {
      ...registry,
      async setAlias(name, version, expected, reason) {
        if (name === 'champion' && !meddled) {
          meddled = true;
          await promote(registry, 4);
        }
        return await registry.setAlias(name, version, expected, reason);
      },
    };
    await expect(rollback(meddling)).rejects.toMatchObject({
      code: 'REGISTRY_CONFLICT',
      message: 'rollback from version 2 to 1: the champion is now 4',
    });
    expect(await registry.alias('champion')).toBe(4);
    meddled = false;
    expect(await promote(meddling, 3)).toEqual({ version: 3, previous: 4 });
  });

  it('give up on a registry that never lets them through', async () => {
    const registry = await filled(memoryRegistry(), 2);
    const closed: Registry = { ...registry, setAlias: async () => false };
    await expect(promote(closed, 1)).rejects.toMatchObject({ code: 'REGISTRY_CONFLICT', retryable: true });
    await promote(registry, 1);
    await promote(registry, 2);
    await expect(rollback(closed)).rejects.toMatchObject({ code: 'REGISTRY_CONFLICT' });
  });
});
