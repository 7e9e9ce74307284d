import { describe, expect, it } from 'vitest';
import { fileRegistry } from '../../../src/act/registry/file-registry.node.js';
import { memoryRegistry } from '../../../src/act/registry/memory-registry.js';
import type { RegistryProblem } from '../../../src/act/registry/registry-problems.js';
import type { FileRegistry } from '../../../src/act/registry/stored-registry.js';
import type { Registry } from '../../../src/contracts/registry.js';
import { memoryClock } from '../../../src/ports/clock.js';
import { memoryFileSystem, type MemoryFileSystem } from '../../../src/ports/memory-file-system.js';

const entry = { trainer: 'majority', model: { label: 1 }, metrics: { auc: 0.5 }, createdAt: 0, rows: 10 };

const decided = {
  at: 5,
  kind: 'probation',
  version: 2,
  against: 1,
  verdict: 'keep',
  reason: 'evidence-against',
  actor: 'monitor fraud',
  gate: { kind: 'gate' },
} as const;

async function versionsOf(registry: FileRegistry): Promise<number[]> {
  const versions: number[] = [];
  for await (const { version } of registry.list()) versions.push(version);
  return versions;
}
const textOf = async (fs: MemoryFileSystem, path: string): Promise<string> =>
  new TextDecoder().decode(await fs.read(path));

function registryIn(fs = memoryFileSystem()) {
  const problems: RegistryProblem[] = [];
  return { fs, problems, registry: fileRegistry('models', { fs, onProblem: (problem) => problems.push(problem) }) };
}

describe('fileRegistry', () => {
  it('lays out versions, aliases and the export as documented', async () => {
    const { fs, registry } = registryIn();
    await registry.append(entry);
    await registry.append(entry);
    await registry.setAlias('champion', 2, undefined, 'first');
    expect(fs.files()).toEqual([
      '/models/aliases/champion/00000001.json',
      '/models/model_v1.json',
      '/models/model_v2.json',
      '/models/registry.csv',
    ]);
    const move = JSON.parse(await textOf(fs, 'models/aliases/champion/00000001.json')) as { body: unknown };
    expect(move.body).toMatchObject({ alias: 'champion', sequence: 1, version: 2, reason: 'first' });
  });

  it('makes nothing by reading', async () => {
    const { fs, registry } = registryIn();
    expect(await registry.read(1)).toBe(undefined);
    expect(await versionsOf(registry)).toEqual([]);
    expect(await registry.alias('champion')).toBe(undefined);
    expect(await registry.problems()).toEqual([]);
    expect(await registry.foreignFiles()).toEqual([]);
    await expect(registry.setAlias('champion', 1, undefined)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(fs.files()).toEqual([]);
    expect(fs.calls.filter(({ call }) => call === 'mkdir')).toEqual([]);
  });

  it('chains each move to the record before it by number and sha-256', async () => {
    const { fs, registry } = registryIn();
    for (let n = 0; n < 2; n++) await registry.append(entry);
    await registry.setAlias('champion', 1, undefined);
    await registry.setAlias('champion', 2, 1);
    const [first, second] = await Promise.all(
      ['00000001', '00000002'].map(
        async (name) =>
          JSON.parse(await textOf(fs, `models/aliases/champion/${name}.json`)) as {
            sha256: string;
            body: { after?: unknown };
          },
      ),
    );
    expect(first?.body.after).toBe(undefined);
    expect(second?.body.after).toEqual({ sequence: 1, sha256: first?.sha256 });
  });

  it('records decisions beside the aliases, one file each, and damage of one stops nothing', async () => {
    const { fs, registry, problems } = registryIn();
    for (let n = 0; n < 3; n++) await registry.recordDecision(decided);
    const path = (n: number) => `/models/decisions/0000000${n}.json`;
    expect(fs.files()).toEqual([path(1), path(2), path(3)]);
    expect(await registry.problems()).toEqual([]);
    expect(await registry.foreignFiles()).toEqual([]);

    // Somebody edits the record by hand, with the same number of bytes.
    fs.put(path(2), (await textOf(fs, path(2))).replace('"keep"', '"KEEP"'));
    const sequences: number[] = [];
    for await (const { sequence } of fileRegistry('models', { fs, onProblem: (p) => problems.push(p) }).decisions())
      sequences.push(sequence);
    expect(sequences).toEqual([1, 3]);
    const damage = { code: 'REGISTRY_CORRUPT', file: 'decisions/00000002.json' };
    expect(problems).toMatchObject([damage]);
    expect(await registry.problems()).toMatchObject([damage]);
    expect((await registry.recordDecision(decided)).sequence).toBe(4);
  });

  it('hands out frozen versions and moves', async () => {
    const { registry } = registryIn();
    const given = await registry.append(entry);
    const read = await registry.read(1);
    for (const version of [given, read]) {
      expect(Object.isFrozen(version)).toBe(true);
      expect(Object.isFrozen(version?.model)).toBe(true);
      expect(Object.isFrozen(version?.metrics)).toBe(true);
    }
    await registry.setAlias('champion', 1, undefined);
    for await (const move of registry.history('champion')) expect(Object.isFrozen(move)).toBe(true);
  });

  it.each([
    ['in memory', () => memoryRegistry()],
    ['in files', () => registryIn().registry],
  ])('lets nobody change what was recorded through what is handed out, %s', async (_, make) => {
    const registry: Required<Registry> = make();
    const version = await registry.append({ ...entry, gate: { looks: [{ b: 1 }] } });
    const decision = await registry.recordDecision({ ...decided, gate: { looks: [{ b: 1 }] } });
    for (const { gate } of [version, decision]) {
      const [look] = (gate as { looks: [{ b: number }] }).looks;
      expect(() => void (look.b = 2)).toThrow(TypeError);
    }
    expect(() => Object.assign(decision, { verdict: 'reject' })).toThrow(TypeError);
    expect(() => Object.assign(version, { version: 2 })).toThrow(TypeError);
    expect(await registry.read(1)).toEqual(version);
    for await (const stored of registry.decisions()) expect(stored).toEqual(decision);
  });

  it('reopens a thousand versions without reading them: champion, its version and the next number take two files and three listings', async () => {
    const reopened = async (versions: number) => {
      const { fs, registry } = registryIn();
      await registry.append(entry);
      for (let n = 2; n <= versions; n++) fs.put(`models/model_v${n}.json`, await fs.read('models/model_v1.json'));
      await registry.setAlias('champion', versions, undefined);
      const before = fs.calls.length;
      const { registry: again } = registryIn(fs);
      const champion = await again.alias('champion');
      expect((await again.read(champion!))!.version).toBe(versions);
      await again.append(entry);
      // Up to the claim of the next number; the export that follows the commit reads what it lists.
      const claim = fs.calls.findIndex(({ to }) => to === `models/model_v${versions + 1}.json`);
      const calls = fs.calls.slice(before, claim);
      const paths = (wanted: string) => calls.filter(({ call }) => call === wanted).map(({ path }) => path);
      return { read: paths('read'), listed: paths('readdir'), calls: calls.length };
    };
    const { read, listed, calls } = await reopened(1_000);
    expect(read).toEqual(['models/aliases/champion/00000001.json', 'models/model_v1000.json']);
    expect(listed).toEqual(['models/aliases/champion', 'models', 'models']);
    expect(calls).toBe((await reopened(2)).calls);
  });

  it('goes on after the highest number it finds, whatever holds it', async () => {
    const { fs, registry } = registryIn();
    fs.put('models/model_v41.json', 'not ours');
    expect((await registry.append(entry)).version).toBe(42);
    await fs.unlink('models/model_v42.json');
    fs.put('models/model_v007.json', 'no number of ours');
    expect((await registry.append(entry)).version).toBe(42);
  });

  it('says when no number is left', async () => {
    const { fs, registry } = registryIn();
    fs.put('models/model_v999999999.json', 'stray');
    await expect(registry.append(entry)).rejects.toMatchObject({
      code: 'IO_FAILED',
      remedy: "move 'model_v999999999.json' away if it is not yours",
    });
  });

  it('tries to make its directory again after a failure', async () => {
    const { fs, registry } = registryIn();
    fs.fail({ call: 'mkdir', code: 'EMFILE' });
    await expect(registry.append(entry)).rejects.toMatchObject({ code: 'IO_FAILED', retryable: true });
    expect((await registry.append(entry)).version).toBe(1);
  });

  it('makes its directories again when somebody removed them', async () => {
    const { fs, registry } = registryIn();
    await registry.append(entry);
    await registry.setAlias('champion', 1, undefined);
    for (const write of [() => registry.append(entry), () => registry.setAlias('champion', 1, 1)]) {
      fs.fail({ call: 'open', code: 'ENOENT' }); // what a removed directory says
      await expect(write()).rejects.toMatchObject({ code: 'IO_FAILED', retryable: true });
      const before = fs.calls.length;
      await write();
      expect(fs.calls.slice(before).some(({ call }) => call === 'mkdir')).toBe(true);
    }
  });

  it('removes day-old temporary files of dead writers when it first writes', async () => {
    const clock = memoryClock(10 * 86_400_000);
    const fs = memoryFileSystem({ clock });
    fs.put('models/.tmp-99-dead-1', 'half', { modifiedAt: 0 });
    fs.put('models/aliases/champion/.tmp-99-dead-2', 'half', { modifiedAt: 0 });
    const registry = fileRegistry('models', { fs, clock });
    await registry.append(entry);
    await registry.setAlias('champion', 1, undefined);
    expect(fs.files().filter((file) => file.includes('.tmp'))).toEqual([]);
  });

  it('orders moves by number when the clock runs backwards', async () => {
    let now = 5_000;
    const clock = { ...memoryClock(), now: () => now };
    const registry = fileRegistry('models', { fs: memoryFileSystem(), clock });
    await registry.append(entry);
    await registry.setAlias('champion', 1, undefined);
    now = 1_000;
    await registry.setAlias('champion', 1, 1);
    now = 6_000;
    await registry.setAlias('champion', 1, 1);
    const times: number[] = [];
    for await (const { at } of registry.history('champion')) times.push(at);
    expect(times).toEqual([5_000, 5_000, 6_000]);
  });

  it('refuses models that are no plain finite JSON, all problems at once, before any write', async () => {
    const { fs, registry } = registryIn();
    const bad: [unknown, string][] = [
      [{ ...entry, model: { w: [1, Number.NaN] } }, 'model.w[1] is NaN'],
      [{ ...entry, model: new Map() }, 'model is a Map'],
      [{ ...entry, model: { f: () => 1 } }, 'model.f is a function'],
      [{ ...entry, metrics: { auc: Number.POSITIVE_INFINITY } }, 'metrics.auc is Infinity'],
      [{ ...entry, metrics: { auc: '0.9' } }, 'metrics: expected finite numbers by name'],
      [{ ...entry, colour: 1 }, "unknown field 'colour'"],
      [{ ...entry, trainer: undefined, rows: -1 }, 'trainer is missing; rows: expected a number of rows'],
      [{ model: null }, 'trainer is missing; createdAt is missing; rows is missing; metrics is missing'],
      [undefined, 'expected an object'],
    ];
    for (const [given, problem] of bad) {
      await expect(registry.append(given as typeof entry)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
      await expect(registry.append(given as typeof entry)).rejects.toThrow(problem);
    }
    expect(fs.files()).toEqual([]);
  });

  it('takes a model up to its limit and not a byte beyond', async () => {
    const fs = memoryFileSystem();
    const plain = JSON.stringify({ trainer: 'm', createdAt: 0, rows: 0, metrics: {}, model: '' }).length;
    const of = (bytes: number) => ({ ...entry, trainer: 'm', rows: 0, metrics: {}, model: 'x'.repeat(bytes - plain) });
    const registry = fileRegistry('models', { fs, modelBytes: 1_000 });
    expect((await registry.append(of(1_000))).version).toBe(1);
    expect(await versionsOf(registry)).toEqual([1]);
    await expect(registry.append(of(1_001))).rejects.toMatchObject({ code: 'MODEL_TOO_LARGE' });
    await expect(fileRegistry('models', { fs, modelBytes: 999 }).read(1)).rejects.toMatchObject({
      code: 'REGISTRY_CORRUPT',
    });
  });

  it('refuses a reason that is no text or endless', async () => {
    const { registry } = registryIn();
    await registry.append(entry);
    for (const reason of [5, {}, 'x'.repeat(20_000)])
      await expect(registry.setAlias('champion', 1, undefined, reason as string)).rejects.toMatchObject({
        code: 'OPTION_INVALID',
      });
    expect(await registry.setAlias('champion', 1, undefined, '\u0001'.repeat(10_000))).toBe(true);
    expect(await registry.alias('champion')).toBe(1);
  });

  it('does not hide a version behind an error that passes', async () => {
    const { fs, registry, problems } = registryIn();
    await registry.append(entry);
    fs.fail({ call: 'read', code: 'EMFILE' });
    await expect(versionsOf(registry)).rejects.toMatchObject({ code: 'IO_FAILED', retryable: true });
    fs.fail({ call: 'read', code: 'EIO' });
    expect(await versionsOf(registry)).toEqual([]);
    expect(problems.map(({ file }) => file)).toEqual(['model_v1.json']);
    expect(await versionsOf(registry)).toEqual([1]);
  });

  it('says so instead of trying for ever when a number is taken but not listed', async () => {
    const { fs, registry } = registryIn();
    await registry.append(entry);
    const link = fs.link.bind(fs);
    fs.link = async (existing, path) => {
      if (path.includes('aliases')) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' });
      await link(existing, path);
    };
    await expect(registry.setAlias('champion', 1, undefined)).rejects.toMatchObject({ code: 'REGISTRY_CONFLICT' });
  });

  it('checks its options', () => {
    expect(() => fileRegistry('')).toThrow('fileRegistry.path');
    expect(() => fileRegistry('a\0b')).toThrow('expected a path');
    expect(() => fileRegistry('x', { stict: true } as object)).toThrow("unknown option 'stict'");
    expect(() => fileRegistry('x', { modelBytes: 0 })).toThrow('modelBytes');
  });
});

describe('the export of fileRegistry', () => {
  it('is written after each commit, and is whole again after it was deleted or spoilt', async () => {
    const { fs, registry } = registryIn();
    await registry.append(entry);
    await registry.append(entry);
    const two = await textOf(fs, 'models/registry.csv');
    expect(two.split('\r\n').map((line) => line.split(',')[0])).toEqual(['version', '1', '2', '']);
    await fs.unlink('models/registry.csv');
    expect(await versionsOf(registryIn(fs).registry)).toEqual([1, 2]);
    await registryIn(fs).registry.append(entry);
    const three = await textOf(fs, 'models/registry.csv');
    expect(three.startsWith(two.trimEnd())).toBe(true);
    fs.put('models/registry.csv', 'spoilt');
    await registryIn(fs).registry.append(entry);
    expect((await textOf(fs, 'models/registry.csv')).startsWith(three.trimEnd())).toBe(true);
  });

  it('leaves out a damaged version and says which', async () => {
    const { fs } = registryIn();
    await registryIn(fs).registry.append(entry);
    fs.put('models/model_v1.json', '{}');
    const { registry, problems } = registryIn(fs);
    await registry.append(entry);
    expect((await textOf(fs, 'models/registry.csv')).split('\r\n').slice(1)).toEqual([
      expect.stringMatching(/^2,/),
      '',
    ]);
    expect(problems.map(({ code, file }) => [code, file])).toEqual([['REGISTRY_CORRUPT', 'model_v1.json']]);
  });

  it('does not undo a commit when it fails, and says so', async () => {
    const { fs, registry, problems } = registryIn();
    fs.fail({ call: 'rename', code: 'ENOSPC', from: true });
    expect((await registry.append(entry)).version).toBe(1);
    expect(problems.map(({ code, file }) => [code, file])).toEqual([['IO_FULL', 'registry.csv']]);
    fs.repair();
    await registry.append(entry);
    expect((await textOf(fs, 'models/registry.csv')).split('\r\n').length).toBe(4);
  });

  it('keeps a registry.csv that somebody else wrote under another name', async () => {
    const { fs, registry } = registryIn();
    fs.put('models/registry.kept-1.csv', 'even older');
    fs.put('models/registry.csv', 'version,auc,timestamp\n1,0.9,2024-01-01\n');
    await registry.append(entry);
    await registry.append(entry);
    expect(await textOf(fs, 'models/registry.kept-2.csv')).toBe('version,auc,timestamp\n1,0.9,2024-01-01\n');
    expect(await textOf(fs, 'models/registry.kept-1.csv')).toBe('even older');
    expect(fs.files().filter((file) => file.endsWith('.csv')).length).toBe(3);
    expect(await registry.foreignFiles()).toEqual([]);
  });

  it('reads each version once, however many commits follow', async () => {
    const { fs, registry } = registryIn();
    for (let n = 0; n < 20; n++) await registry.append(entry);
    const reads = fs.calls.filter(({ call, path }) => call === 'read' && path.includes('model_v'));
    expect(reads.length).toBe(20);
  });

  it('is written once more, not ten times, for ten commits at once, and holds them all', async () => {
    const { fs, registry } = registryIn();
    await Promise.all(Array.from({ length: 10 }, () => registry.append(entry)));
    expect((await textOf(fs, 'models/registry.csv')).split('\r\n').length).toBe(12);
    expect(fs.calls.filter(({ call }) => call === 'rename').length).toBeLessThan(10);
  });
});

describe('foreign files in a registry', () => {
  it('are named, left alone and in nobody’s way', async () => {
    const { fs, registry } = registryIn();
    fs.put('models/model_v1.joblib', 'pickle');
    fs.put('models/model_v3.json', '{"weights": [1]}');
    fs.put('models/README.md', 'hello');
    fs.put('models/notes/x', '');
    fs.put('models/.gitkeep', '');
    expect((await registry.append(entry)).version).toBe(4);
    const foreign = ['README.md', 'model_v1.joblib', 'model_v3.json', 'notes'];
    expect(await registry.foreignFiles()).toEqual(foreign);
    expect((await registry.problems()).map(({ code, file }) => [code, file])).toEqual(
      foreign.map((file) => ['REGISTRY_FOREIGN', file]),
    );
    expect(await versionsOf(registry)).toEqual([4]);
    expect(await textOf(fs, 'models/model_v1.joblib')).toBe('pickle');
  });

  it('among the aliases are named too', async () => {
    const { fs, registry } = registryIn();
    await registry.append(entry);
    await registry.setAlias('champion', 1, undefined);
    fs.put('models/aliases/Champion/x', '');
    fs.put('models/aliases/champion/stray.txt', '');
    fs.putLink('models/aliases/link');
    fs.put('models/aliases/a-file', '');
    expect((await registry.problems()).map(({ code, file }) => [code, file])).toEqual([
      ['REGISTRY_FOREIGN', 'aliases/Champion'],
      ['REGISTRY_UNSAFE', 'aliases/link'],
      ['REGISTRY_UNSAFE', 'aliases/a-file'],
    ]);
    expect(await registry.alias('champion')).toBe(1);
  });

  it('in the place of the registry is refused', async () => {
    const { fs, registry } = registryIn();
    fs.put('models', 'a file');
    await expect(registry.append(entry)).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
    await expect(registry.problems()).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
  });
});
