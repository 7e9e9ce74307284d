import { describe, expect, it } from 'vitest';
import { aliasAt } from '../../src/act/registry/alias-at.js';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import { memoryRegistry } from '../../src/act/registry/memory-registry.js';
import type { Registry } from '../../src/contracts/registry.js';
import { DriftSenseError } from '../../src/errors.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { seededRandom } from '../../src/stats/random.js';
import { record } from './evidence.js';

const fixed: readonly unknown[] = [
  '', '.', '..', '../champion', '..\\champion', '/etc/passwd', 'C:\\x', '\\\\host\\share', 'a/b', 'a\\b', 'a/../b',
  'champion/', './champion', '%2e%2e%2fx', '..%2f..%2f', '%00', 'champion\0.json', '\0', 'a\nb', 'a\r\nb', ' champion',
  'champion ', 'champion.', '.champion', '-champion', 'champion-', '_x', 'x_', 'a..b', 'Champion', 'CHAMPION', 'ＣＨＡＭＰ',
  'chämpion', 'champion\u0301', '\u202echampion', 'champ\u200bion', 'con', 'prn', 'aux', 'nul', 'com1', 'lpt9', 'con.txt',
  'nul.json', 'com1.tar.gz', 'a'.repeat(65), 'a'.repeat(100_000), 'a:b', 'a*b', 'a?b', 'a"b', 'a<b', 'a|b', '~', '~root',
  '$HOME', '${HOME}', '`id`', '$(id)', '__proto__', 'constructor.', 'a', '0',
  undefined, null, 0, 1, Number.NaN, true, {}, [], ['champion'], { toString: () => 'champion' }, Symbol('champion'), () => 'champion',
]; // prettier-ignore

/** Names that a small change makes hostile: a good one with a forbidden character somewhere. */
function mutated(count: number): string[] {
  const random = seededRandom('SEC-2');
  const forbidden = [
    '/',
    '\\',
    '..',
    '\0',
    '%2e',
    ':',
    ' ',
    '\n',
    'É',
    '\u2215',
    '\uff0f',
    '\u2024\u2024',
    '*',
    '~',
    "'",
    'A',
  ];
  return Array.from({ length: count }, () => {
    const good = Array.from({ length: 2 + random.integer(40) }, () => 'abcxyz019-_'[random.integer(11)]).join('');
    const at = random.integer(good.length + 1);
    return `${good.slice(0, at)}${forbidden[random.integer(forbidden.length)]}${good.slice(at)}`;
  });
}

async function codeOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return 'accepted';
  } catch (error) {
    return DriftSenseError.is(error) ? error.code : `untyped ${String(error)}`;
  }
}

async function first(items: AsyncIterable<unknown>): Promise<unknown> {
  for await (const item of items) return item;
  return undefined;
}

/** Every call that takes the name of an alias, and every one that takes a version. */
const byName: Record<string, (registry: Required<Registry>, name: string) => unknown> = {
  alias: (registry, name) => registry.alias(name),
  setAlias: (registry, name) => registry.setAlias(name, 1, undefined),
  history: (registry, name) => first(registry.history(name)),
  aliasAt: (registry, name) => aliasAt(registry, name, 0),
};
const byVersion: Record<string, (registry: Required<Registry>, version: number) => unknown> = {
  read: (registry, version) => registry.read(version),
  setAlias: (registry, version) => registry.setAlias('champion', version, undefined),
};

describe('hostile names (SEC-2)', () => {
  const names = [...fixed, ...mutated(1_000 - fixed.length)];

  it('are refused by every call, before any call of the file system', async () => {
    const fs = memoryFileSystem();
    const registry = fileRegistry('models', { fs });
    await registry.append({ trainer: 'a', model: 1, metrics: {}, createdAt: 0, rows: 0 });
    const before = fs.calls.length;
    const bad: string[] = [];
    for (const name of names)
      for (const [call, use] of Object.entries(byName))
        for (const target of [registry, memoryRegistry()]) {
          const code = await codeOf(() => use(target, name as string));
          if (code !== 'REGISTRY_NAME') bad.push(`${call}(${JSON.stringify(name)?.slice(0, 40)}): ${code}`);
        }
    record({ id: 'SEC-2', trials: names.length, bad: bad.length, details: { calls: Object.keys(byName) } });
    expect(bad).toEqual([]);
    expect(fs.calls.slice(before)).toEqual([]);
  });

  it('are refused as versions', async () => {
    const fs = memoryFileSystem();
    const registry = fileRegistry('models', { fs });
    await registry.append({ trainer: 'a', model: 1, metrics: {}, createdAt: 0, rows: 0 });
    const before = fs.calls.length;
    const versions: unknown[] = [
      '1',
      '../1',
      1.5,
      Number.NaN,
      Infinity,
      1e21,
      null,
      undefined,
      {},
      [1],
      { valueOf: () => 1 },
      1n,
    ];
    for (const version of versions)
      for (const [call, use] of Object.entries(byVersion))
        for (const target of [registry, memoryRegistry()])
          expect([call, await codeOf(() => use(target, version as number))]).toEqual([call, 'VALUE_OUT_OF_DOMAIN']);
    expect(fs.calls.slice(before)).toEqual([]);
    for (const version of [0, -1, 2 ** 40]) expect(await registry.read(version)).toBe(undefined);
  });

  it('never lead out of the registry, whatever a good name does', async () => {
    const fs = memoryFileSystem();
    const registry = fileRegistry('some/where/models', { fs });
    for (const n of [1, 2]) await registry.append({ trainer: 'a', model: n, metrics: {}, createdAt: 0, rows: 0 });
    for (const name of ['champion', 'a.b-c_d', 'x'.repeat(64)]) {
      await registry.setAlias(name, 1, undefined);
      await registry.alias(name);
      await first(registry.history(name));
    }
    await registry.problems();
    const touched = [...fs.calls.map(({ path }) => path), ...fs.calls.map(({ path, to }) => to ?? path)];
    const outside = touched.filter((path) => !`${path}/`.startsWith('some/where/models/'));
    // Making the directory touches those above it, and nothing else does.
    expect([...new Set(outside)].toSorted()).toEqual(['.', 'some', 'some/where']);
  });

  it('of links are not followed: the directory, its aliases, an alias, a version', async () => {
    const entry = { trainer: 'a', model: 1, metrics: {}, createdAt: 0, rows: 0 };
    for (const path of ['models', 'models/', 'models/.', './models//']) {
      const fs = memoryFileSystem();
      fs.putLink('models');
      const registry = fileRegistry(path, { fs });
      expect(await codeOf(() => registry.append(entry))).toBe('REGISTRY_UNSAFE');
      expect(await codeOf(() => registry.read(1))).toBe('REGISTRY_UNSAFE');
      expect(await codeOf(() => first(registry.list()))).toBe('REGISTRY_UNSAFE');
      expect(await codeOf(() => registry.alias('champion'))).toBe('REGISTRY_UNSAFE');
    }
    for (const link of ['models/aliases', 'models/aliases/champion']) {
      const fs = memoryFileSystem();
      const registry = fileRegistry('models', { fs });
      await registry.append(entry);
      fs.put('models/aliases/other/x', '');
      await fs.unlink('models/aliases/other/x');
      fs.putLink(link);
      expect(await codeOf(() => registry.alias('champion'))).toBe('REGISTRY_UNSAFE');
      expect(await codeOf(() => registry.setAlias('champion', 1, undefined))).toBe('REGISTRY_UNSAFE');
      expect((await registry.problems()).map(({ code }) => code)).toContain('REGISTRY_UNSAFE');
    }
    const fs = memoryFileSystem();
    const registry = fileRegistry('models', { fs });
    await registry.append(entry);
    fs.putLink('models/model_v2.json');
    expect(await codeOf(() => registry.read(2))).toBe('REGISTRY_CORRUPT');
    expect((await registry.append(entry)).version).toBe(3);
  });
});
