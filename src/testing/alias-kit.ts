import type { AliasRecord, Registry } from '../contracts/registry.js';
import { collect, counts, entry, filled, type MakeRegistry } from './registry-entries.js';
import type { TestRunner } from './test-runner.js';

/** Cases of the registry kit: aliases are moved by compare-and-set. */
export function aliasCases(make: MakeRegistry, { it, expect }: TestRunner): void {
  it('knows no alias at first', async () => {
    const registry = await make();
    expect(await registry.alias('champion')).toBe(undefined);
    expect(await (await filled(make, 2)).alias('champion')).toBe(undefined);
  });

  it('sets an alias that does not exist when undefined is expected', async () => {
    const registry = await filled(make, 2);
    expect(await registry.setAlias('champion', 2, undefined)).toBe(true);
    expect(await registry.alias('champion')).toBe(2);
  });

  it('refuses to set an alias that does not exist when a version is expected', async () => {
    const registry = await filled(make, 2);
    expect(await registry.setAlias('champion', 2, 1)).toBe(false);
    expect(await registry.alias('champion')).toBe(undefined);
  });

  it('moves an alias when its present version is expected', async () => {
    const registry = await filled(make, 3);
    await registry.setAlias('champion', 1, undefined);
    expect(await registry.setAlias('champion', 3, 1)).toBe(true);
    expect(await registry.alias('champion')).toBe(3);
  });

  it('changes nothing when another version is expected', async () => {
    const registry = await filled(make, 3);
    await registry.setAlias('champion', 1, undefined);
    expect(await registry.setAlias('champion', 3, 2)).toBe(false);
    expect(await registry.alias('champion')).toBe(1);
  });

  it('changes nothing when no version is expected but there is one', async () => {
    const registry = await filled(make, 2);
    await registry.setAlias('champion', 1, undefined);
    expect(await registry.setAlias('champion', 2, undefined)).toBe(false);
    expect(await registry.alias('champion')).toBe(1);
  });

  it('moves an alias back to an earlier version', async () => {
    const registry = await filled(make, 2);
    await registry.setAlias('champion', 2, undefined);
    expect(await registry.setAlias('champion', 1, 2)).toBe(true);
    expect(await registry.alias('champion')).toBe(1);
  });

  it('may set an alias to where it is', async () => {
    const registry = await filled(make, 1);
    await registry.setAlias('champion', 1, undefined);
    expect(await registry.setAlias('champion', 1, 1)).toBe(true);
    expect(await registry.alias('champion')).toBe(1);
  });

  it('keeps aliases apart', async () => {
    const registry = await filled(make, 3);
    await registry.setAlias('champion', 1, undefined);
    await registry.setAlias('challenger', 2, undefined);
    await registry.setAlias('previous', 1, undefined);
    await registry.setAlias('champion', 3, 1);
    const names = ['champion', 'challenger', 'previous'];
    expect(await Promise.all(names.map((name) => registry.alias(name)))).toEqual([3, 2, 1]);
  });

  for (const name of ['a1', 'eu-west.shadow_2', 'x'.repeat(64)])
    it(`takes the alias name ${name.slice(0, 20)} of ${name.length} characters`, async () => {
      const registry = await filled(make, 1);
      expect(await registry.setAlias(name, 1, undefined)).toBe(true);
      expect(await registry.alias(name)).toBe(1);
    });

  it('takes a reason', async () => {
    const registry = await filled(make, 1);
    expect(await registry.setAlias('champion', 1, undefined, 'gate passed: "E" = 120\n')).toBe(true);
  });

  it('moves no alias by appending', async () => {
    const registry = await filled(make, 1);
    await registry.setAlias('champion', 1, undefined);
    await registry.append(entry(2));
    expect(await registry.alias('champion')).toBe(1);
  });

  it('lets exactly one of ten writers through that expect the same', async () => {
    const registry = await filled(make, 10);
    const first = await Promise.all(counts(10).map((n) => registry.setAlias('champion', n, undefined)));
    expect(first.filter(Boolean).length).toBe(1);
    const now = await registry.alias('champion');
    expect(now).toBe(first.indexOf(true) + 1);
    const others = counts(10).filter((n) => n !== now);
    const second = await Promise.all(others.map((n) => registry.setAlias('champion', n, now)));
    expect(second.filter(Boolean).length).toBe(1);
  });

  it('lets every writer through in the end that reads again and retries', async () => {
    const registry = await filled(make, 6);
    const tries = counts(6).map(async (n) => {
      while (!(await registry.setAlias('champion', n, await registry.alias('champion'))));
      return n;
    });
    expect(await Promise.all(tries)).toEqual(counts(6));
    expect(counts(6).includes((await registry.alias('champion'))!)).toBe(true);
  });
}

/** Cases of the registry kit for registries that keep a history; of one that does not, they ask nothing. */
export function historyCases(make: MakeRegistry, { it, expect }: TestRunner): void {
  type History = NonNullable<Registry['history']>;
  const keeping = (name: string, body: (registry: Registry, history: History) => Promise<void>): unknown =>
    it(name, async () => {
      const registry = await filled(make, 3);
      if (registry.history !== undefined) await body(registry, (alias) => registry.history!(alias));
    });
  /** To 1, to 3, a refused move, to 2. */
  async function told(registry: Registry, history: History): Promise<AliasRecord[]> {
    await registry.setAlias('champion', 1, undefined, 'first');
    await registry.setAlias('champion', 3, 1, 'better', 'Ada');
    await registry.setAlias('champion', 2, 1, 'refused');
    await registry.setAlias('champion', 2, 3);
    return await collect(history('champion'));
  }

  keeping('is empty for an alias that was never set', async (_, history) => {
    expect(await collect(history('champion'))).toEqual([]);
  });

  keeping('holds each move that succeeded, in order, and no other', async (registry, history) => {
    expect((await told(registry, history)).map(({ version }) => version)).toEqual([1, 3, 2]);
  });

  keeping('numbers moves in ascending order', async (registry, history) => {
    const order = (await told(registry, history)).map(({ sequence }) => sequence);
    expect(order).toEqual([...new Set(order)].toSorted((a, b) => a - b));
  });

  keeping('says of each move where the alias was before', async (registry, history) => {
    expect((await told(registry, history)).map(({ previous }) => previous)).toEqual([undefined, 1, 3]);
  });

  keeping('keeps reasons, and adds none', async (registry, history) => {
    expect((await told(registry, history)).map(({ reason }) => reason)).toEqual(['first', 'better', undefined]);
  });

  keeping('keeps who moved it, and names nobody else', async (registry, history) => {
    expect((await told(registry, history)).map(({ actor }) => actor)).toEqual([undefined, 'Ada', undefined]);
  });

  keeping('never runs backwards in time', async (registry, history) => {
    const times = (await told(registry, history)).map(({ at }) => at);
    expect(times.every((at, i) => Number.isFinite(at) && at >= (times[i - 1] ?? at))).toBe(true);
  });

  keeping('keeps the histories of two aliases apart', async (registry, history) => {
    await registry.setAlias('champion', 1, undefined);
    await registry.setAlias('challenger', 2, undefined);
    expect((await collect(history('challenger'))).map(({ version }) => version)).toEqual([2]);
  });

  keeping('holds every one of several moves at once, each after the one it says', async (registry, history) => {
    const tries = counts(3).map(async (n) => {
      while (!(await registry.setAlias('champion', n, await registry.alias('champion'))));
    });
    await Promise.all(tries);
    const moves = await collect(history('champion'));
    expect(moves.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(moves.map(({ previous }) => previous)).toEqual([
      undefined,
      ...moves.slice(0, -1).map((move) => move.version),
    ]);
  });
}
