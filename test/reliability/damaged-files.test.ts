import { chmodSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import { promote } from '../../src/act/registry/rollback.js';
import { DriftSenseError } from '../../src/errors.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { seededRandom } from '../../src/stats/random.js';
import { fileCheckpoint } from '../../src/store/file-checkpoint.node.js';
import { nightly, record } from './evidence.js';
import { scratch } from './worker-processes.js';

const entry = (n: number) => ({
  trainer: 'a',
  model: { n, w: [0.1, 0.2] },
  metrics: { auc: 0.9 },
  createdAt: n,
  rows: n,
});

/** Three versions, two moves of the champion, a decision, two checkpoints. */
async function stored() {
  const fs = memoryFileSystem();
  const registry = fileRegistry('models', { fs });
  for (const n of [1, 2, 3]) await registry.append(entry(n));
  await promote(registry, 1);
  await promote(registry, 2);
  await registry.recordDecision({
    at: 0,
    kind: 'gate',
    version: 2,
    against: 1,
    verdict: 'promote',
    reason: 'evidence-for',
    actor: 'monitor a',
    gate: { looks: [{ rows: 500, b: 60, c: 20 }] },
  });
  const checkpoint = fileCheckpoint('state', { fs });
  for (const text of ['older', 'newer']) await checkpoint.save(new TextEncoder().encode(`{"state":"${text}"}`));
  return fs;
}
const bytesOf = (fs: Awaited<ReturnType<typeof stored>>, path: string): Promise<Uint8Array> => fs.read(path);
async function codeOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'fine';
  } catch (error) {
    return DriftSenseError.is(error) ? error.code : `untyped: ${String(error)}`;
  }
}
const versionsOf = async (registry: ReturnType<typeof fileRegistry>): Promise<number[]> => {
  const versions: number[] = [];
  for await (const { version } of registry.list()) versions.push(version);
  return versions;
};

describe('stored files that were damaged (REL-20)', () => {
  it('are told from whole ones at every single flipped bit', async () => {
    const random = seededRandom(20);
    const fs = await stored();
    const files = [
      '/models/model_v2.json',
      '/models/aliases/champion/00000002.json',
      '/models/decisions/00000001.json',
      '/state/checkpoint_00000002.json',
    ];
    const flips = nightly ? 10_000 : 1_000;
    const missed: string[] = [];
    for (let i = 0; i < flips; i++) {
      const path = files[i % files.length]!;
      const whole = await bytesOf(fs, path);
      const bit = random.integer(whole.length * 8);
      const flipped = whole.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      fs.put(path, flipped);
      const found = new Set<string>();
      const registry = fileRegistry('models', { fs });
      const notice = (error: DriftSenseError): unknown => found.add(`/${String(error.details['path'])}`);
      for (const problem of await registry.problems()) found.add(`/models/${problem.file}`);
      await fileCheckpoint('state', { fs, onDamaged: notice }).load();
      if (found.size !== 1 || !found.has(path)) missed.push(`${path} bit ${bit}: ${[...found].join(', ')}`);
      fs.put(path, whole);
    }
    record({ id: 'REL-20', seed: 20, trials: flips, bad: missed.length });
    expect(missed).toEqual([]);
  });

  const damages: Record<string, (whole: Uint8Array) => Uint8Array | string> = {
    emptied: () => '',
    'cut short by one byte': (whole) => whole.slice(0, -1),
    'cut in the head': (whole) => whole.slice(0, 60),
    'cut in the body': (whole) => whole.slice(0, -12),
    'followed by more': (whole) => new Uint8Array([...whole, 32]),
    'filled with zeros': (whole) => new Uint8Array(whole.length),
    'ending in a block of zeros': (whole) => whole.fill(0, whole.length - 30),
    'replaced by other JSON': () => '{"model": {"n": 2}}',
    'replaced by a pickle': () => new Uint8Array([0x80, 0x04, 0x95, 0x0b]),
    'preceded by a byte order mark': (whole) => new Uint8Array([0xef, 0xbb, 0xbf, ...whole]),
    'written by a future release': (whole) =>
      new TextDecoder().decode(whole).replace('"formatVersion":1', '"formatVersion":2'),
    'written as format version 0': (whole) =>
      new TextDecoder().decode(whole).replace('"formatVersion":1', '"formatVersion":0'),
    'of an unknown kind': (whole) => new TextDecoder().decode(whole).replace('driftsense/', 'driftsense/un'),
  };
  for (const [damage, apply] of Object.entries(damages)) {
    it(`are isolated when ${damage}: a version`, async () => {
      const fs = await stored();
      fs.put('/models/model_v2.json', apply(await bytesOf(fs, '/models/model_v2.json')));
      const problems: string[] = [];
      const registry = fileRegistry('models', { fs, onProblem: ({ file }) => problems.push(file) });
      expect(await codeOf(() => registry.read(2))).toBe('REGISTRY_CORRUPT');
      expect(await versionsOf(registry)).toEqual([1, 3]);
      expect(problems).toEqual(['model_v2.json']);
      expect((await registry.append(entry(4))).version).toBe(4);
    });

    it(`are isolated when ${damage}: a move of an alias`, async () => {
      const fs = await stored();
      const path = '/models/aliases/champion/00000002.json';
      fs.put(path, apply(await bytesOf(fs, path)));
      const registry = fileRegistry('models', { fs });
      expect(await codeOf(() => registry.alias('champion'))).toBe('REGISTRY_CORRUPT');
      expect(await codeOf(() => registry.setAlias('champion', 3, 2))).toBe('REGISTRY_CORRUPT');
      expect(await versionsOf(registry)).toEqual([1, 2, 3]);
      expect(await registry.alias('previous')).toBe(1);
      await fs.unlink(path); // the remedy
      expect(await registry.alias('champion')).toBe(1);
      expect((await promote(registry, 3)).version).toBe(3);
    });

    it(`give way to the one before when ${damage}: a checkpoint`, async () => {
      const fs = await stored();
      const newest = '/state/checkpoint_00000002.json';
      const older = '/state/checkpoint_00000001.json';
      fs.put(newest, apply(await bytesOf(fs, newest)));
      const codes: string[] = [];
      const checkpoint = fileCheckpoint('state', { fs, onDamaged: ({ code }) => codes.push(code) });
      expect(new TextDecoder().decode(await checkpoint.load())).toBe('{"state":"older"}');
      expect(codes).toEqual(['STATE_INVALID']);
      fs.put(older, apply(await bytesOf(fs, older)));
      expect(await codeOf(() => checkpoint.load())).toBe('STATE_INVALID');
      await checkpoint.save(new Uint8Array([1]));
      expect(await checkpoint.load()).toEqual(new Uint8Array([1]));
    });
  }

  it('say that a future release wrote them', async () => {
    const fs = await stored();
    const whole = new TextDecoder().decode(await bytesOf(fs, '/models/model_v2.json'));
    fs.put('/models/model_v2.json', whole.replace('"formatVersion":1', '"formatVersion":2'));
    await expect(fileRegistry('models', { fs }).read(2)).rejects.toThrow(
      "'models/model_v2.json' has format version 2; this release of driftsense reads version 1",
    );
  });

  it('show when a move in the past was replaced by another whole one', async () => {
    const fs = await stored();
    const other = memoryFileSystem();
    const registry = fileRegistry('models', { fs: other });
    for (const n of [1, 2, 3]) await registry.append(entry(n));
    await promote(registry, 3);
    fs.put('/models/aliases/champion/00000001.json', await other.read('/models/aliases/champion/00000001.json'));
    const problems = await fileRegistry('models', { fs }).problems();
    expect(problems.map(({ file }) => file)).toEqual(['aliases/champion/00000002.json']);
    expect(problems[0]?.message).toContain('does not follow the record before it');
  });

  it('show when a move or a version was copied to the place of another', async () => {
    const fs = await stored();
    fs.put('/models/aliases/champion/00000003.json', await fs.read('/models/aliases/champion/00000002.json'));
    await expect(fileRegistry('models', { fs }).alias('champion')).rejects.toThrow('in the wrong place');
  });
});

describe('files of earlier releases (REL-20)', () => {
  const disk = scratch('releases');
  afterAll(() => disk.remove());
  const releases = fileURLToPath(new URL('../fixtures/registry/', import.meta.url));

  for (const release of readdirSync(releases))
    it(`of ${release} open, and can be written on`, async () => {
      const path = join(disk.path, release);
      cpSync(join(releases, release), path, { recursive: true });
      chmodSync(join(path, 'models'), 0o700); // a checkout has the modes of its umask
      const registry = fileRegistry(join(path, 'models'));
      expect(await registry.problems()).toEqual([]);
      expect(await versionsOf(registry)).toEqual([1, 2]);
      expect((await registry.read(1))?.model).toEqual({
        kind: 'logistic',
        weights: { amount: 0.25, 'country=FR': -1 },
      });
      expect((await registry.read(2))?.features).toEqual([{ name: 'amount', type: 'numeric' }]);
      expect(await registry.alias('champion')).toBe(2);
      const moves = [];
      for await (const move of registry.history('champion')) moves.push(move);
      expect(moves).toEqual([
        { sequence: 1, version: 1, at: 1_750_000_000_000, reason: 'first' },
        { sequence: 2, version: 2, previous: 1, at: 1_750_000_060_000, reason: 'gate passed' },
      ]);
      expect((await registry.append(entry(3))).version).toBe(3);
      const state = await fileCheckpoint(join(path, 'state')).load();
      expect(new TextDecoder().decode(state)).toBe('{"kind":"monitor","windows":7}');
    });
});
