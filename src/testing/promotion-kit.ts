import { promote, rollback } from '../act/registry/rollback.js';
import type { Registry } from '../contracts/registry.js';
import { counts, filled, type MakeRegistry, outcome } from './registry-entries.js';
import type { TestRunner } from './test-runner.js';

const both = async (registry: Registry) => [await registry.alias('champion'), await registry.alias('previous')];

/** Cases of the registry kit: promotion and rollback work on top of it. */
export function promotionCases(make: MakeRegistry, { it, expect }: TestRunner): void {
  it('promotes the first champion, with nothing behind it', async () => {
    const registry = await filled(make, 1);
    expect(await promote(registry, 1)).toEqual({ version: 1 });
    expect(await registry.alias('champion')).toBe(1);
    expect(await outcome(() => rollback(registry))).toBe('NO_PREVIOUS_VERSION');
  });

  it('promotes another, and remembers the one before', async () => {
    const registry = await filled(make, 2);
    await promote(registry, 1);
    expect(await promote(registry, 2)).toEqual({ version: 2, previous: 1 });
    expect(await both(registry)).toEqual([2, 1]);
  });

  it('rolls back to the version before in one call', async () => {
    const registry = await filled(make, 3);
    for (const version of [1, 3]) await promote(registry, version);
    expect((await rollback(registry)).version).toBe(1);
    expect(await registry.alias('champion')).toBe(1);
  });

  it('does not return by a second rollback to what was rolled back', async () => {
    const registry = await filled(make, 2);
    for (const version of [1, 2]) await promote(registry, version);
    await rollback(registry);
    expect(await outcome(() => rollback(registry))).toBe('NO_PREVIOUS_VERSION');
    expect(await registry.alias('champion')).toBe(1);
  });

  it('promotes and rolls back again after a rollback', async () => {
    const registry = await filled(make, 3);
    for (const version of [1, 2]) await promote(registry, version);
    await rollback(registry);
    await promote(registry, 3);
    expect(await both(registry)).toEqual([3, 1]);
    expect((await rollback(registry)).version).toBe(1);
  });

  it('goes back step by step, as far as it remembers', async () => {
    const registry = await filled(make, 3);
    for (const version of [1, 2, 3]) await promote(registry, version);
    expect((await rollback(registry)).version).toBe(2);
    expect(await outcome(async () => (await rollback(registry)).version)).toBe(
      registry.history === undefined ? 'NO_PREVIOUS_VERSION' : 1,
    );
  });

  it('has nothing to roll back without a champion', async () => {
    expect(await outcome(async () => rollback(await filled(make, 2)))).toBe('NO_PREVIOUS_VERSION');
  });

  it('promotes nothing that does not exist', async () => {
    const registry = await filled(make, 1);
    await promote(registry, 1);
    expect(await outcome(() => promote(registry, 2))).toBe('MODEL_NOT_FOUND');
    expect(await registry.alias('champion')).toBe(1);
  });

  it('promotes only over the champion that was expected', async () => {
    const registry = await filled(make, 3);
    await promote(registry, 1, { expected: null });
    expect(await outcome(() => promote(registry, 2, { expected: null }))).toBe('REGISTRY_CONFLICT');
    expect(await outcome(() => promote(registry, 2, { expected: 3 }))).toBe('REGISTRY_CONFLICT');
    expect((await promote(registry, 2, { expected: 1 })).version).toBe(2);
  });

  it('changes nothing by promoting the champion', async () => {
    const registry = await filled(make, 2);
    for (const version of [1, 2, 2]) await promote(registry, version);
    expect(await both(registry)).toEqual([2, 1]);
  });

  it('lets all of several promotions at once succeed, and then goes back one step', async () => {
    const registry = await filled(make, 6);
    await promote(registry, 6);
    await Promise.all(counts(5).map((version) => promote(registry, version)));
    const [champion, before] = await both(registry);
    expect(champion !== before && champion !== 6).toBe(true);
    expect((await rollback(registry)).version).toBe(before);
  });

  it('goes back one step, not two, when two people roll back at once', async () => {
    const registry = await filled(make, 3);
    for (const version of [1, 2, 3]) await promote(registry, version);
    const results = await Promise.all([outcome(() => rollback(registry)), outcome(() => rollback(registry))]);
    expect(results.every((result) => result !== 'thrown')).toBe(true);
    expect(await registry.alias('champion')).toBe(2);
  });
}
