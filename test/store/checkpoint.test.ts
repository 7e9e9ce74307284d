import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { edgeLimits } from '../../src/edge-limits.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { memoryCheckpoint } from '../../src/store/memory-checkpoint.js';
import { fileCheckpoint } from '../../src/store/file-checkpoint.node.js';
import { checkpointStoreKit } from '../../src/testing/checkpoint-store-kit.js';

const runner = { describe, it, expect };
const disk = mkdtempSync(join(tmpdir(), 'driftsense-checkpoint-'));
afterAll(() => rmSync(disk, { recursive: true }));

describe('memoryCheckpoint', () => checkpointStoreKit(() => memoryCheckpoint(), runner));
describe('fileCheckpoint in memory', () =>
  checkpointStoreKit(() => fileCheckpoint('state', { fs: memoryFileSystem() }), runner));
describe('fileCheckpoint on disk', () =>
  checkpointStoreKit(() => fileCheckpoint(mkdtempSync(join(disk, 'c-'))), runner));

const state = (n: number): Uint8Array => new TextEncoder().encode(`{"n":${n}}`);

describe('fileCheckpoint', () => {
  it('keeps the last two, and goes on counting', async () => {
    const path = join(disk, 'two');
    for (let n = 1; n <= 5; n++) await fileCheckpoint(path).save(state(n));
    expect(readdirSync(path).toSorted()).toEqual(['checkpoint_00000004.json', 'checkpoint_00000005.json']);
    expect(await fileCheckpoint(path).load()).toEqual(state(5));
  });

  it('keeps the one before until the new one is safe', async () => {
    const fs = memoryFileSystem();
    const store = fileCheckpoint('state', { fs });
    for (let n = 1; n <= 3; n++) await store.save(state(n));
    for (const call of ['open', 'write', 'sync', 'link'] as const) {
      fs.fail({ call, code: 'ENOSPC' });
      await expect(store.save(state(9))).rejects.toMatchObject({ code: 'IO_FULL', retryable: true });
      expect(await store.load()).toEqual(state(3));
    }
    await store.save(state(4));
    expect(fs.files()).toEqual(['/state/checkpoint_00000003.json', '/state/checkpoint_00000004.json']);
  });

  it('makes its directory anew when somebody removed it', async () => {
    const fs = memoryFileSystem();
    const store = fileCheckpoint('state', { fs });
    await store.save(state(1));
    fs.fail({ call: 'open', code: 'ENOENT' }); // what a removed directory says
    await expect(store.save(state(2))).rejects.toMatchObject({ code: 'IO_FAILED', retryable: true });
    const before = fs.calls.length;
    await store.save(state(2));
    expect(fs.calls.slice(before).some(({ call }) => call === 'mkdir')).toBe(true);
  });

  it('refuses what it would not read back', async () => {
    const fs = memoryFileSystem();
    const huge = { length: edgeLimits.checkpointBytes + 1 } as Uint8Array;
    await expect(fileCheckpoint('state', { fs }).save(huge)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(fs.calls).toEqual([]);
  });

  it('says how to start anew when none can be read, and how to go on past a single one', async () => {
    const fs = memoryFileSystem();
    const remedies: string[] = [];
    const store = fileCheckpoint('my state', { fs, onDamaged: ({ remedy }) => remedies.push(remedy) });
    await store.save(state(1));
    await store.save(state(2));
    for (const n of [1, 2]) fs.put(`my state/checkpoint_0000000${n}.json`, '{');
    await expect(store.load()).rejects.toMatchObject({
      code: 'STATE_INVALID',
      message: expect.stringMatching(
        /^no checkpoint can be read; of the newest: 'my state\/checkpoint_00000002\.json' /,
      ),
      remedy: "mv 'my state' 'my state.kept'; the monitor then starts anew",
    });
    expect(remedies[0]).toBe(
      "mv 'my state/checkpoint_00000002.json' 'my state/checkpoint_00000002.json.kept'; the monitor goes on from the one before it",
    );
  });

  it('checks its options', () => {
    expect(() => fileCheckpoint('')).toThrow('fileCheckpoint.path');
    expect(() => fileCheckpoint('x', { clocks: 1 } as object)).toThrow("unknown option 'clocks'");
    expect(() => fileCheckpoint('x', { fs: {} as never })).toThrow('expected a FileSystem');
  });
});
