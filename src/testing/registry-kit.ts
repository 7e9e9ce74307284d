import type { Json } from '../contracts/json.js';
import type { Registry } from '../contracts/registry.js';
import { aliasCases, historyCases } from './alias-kit.js';
import { decisionCases } from './decision-kit.js';
import { promotionCases } from './promotion-kit.js';
import { collect, counts, entry, filled, type Entry, type MakeRegistry, outcome } from './registry-entries.js';
import { runnerOf, type TestRunner } from './test-runner.js';

/** A version with every fact that one can have. */
const full: Required<Entry> = {
  name: 'fraud',
  trainer: 'majority',
  trainerVersion: '1.2.3',
  libVersion: '0.1.0',
  model: { label: 1 },
  metrics: { auc: 0.91, 'log loss': 0.3 },
  createdAt: 1_760_000_000_000,
  rows: 2_000,
  trainingWindow: { from: 'stream_0001.csv', to: 'stream_0007.csv' },
  referenceHash: 'a1b2c3',
  features: [
    { name: 'amount', type: 'numeric' },
    { name: '__proto__', type: 'categorical' },
  ],
  classes: [false, true],
  parent: 3,
  reason: 'confirmed-data-drift',
  notes: 'line one\nline "two", =1+1',
  scoreReference: { edges: [0.25, 0.5], counts: [10, 20, 30] },
  validation: { rows: 500, meanLoss: 0.12, sd: 0.3 },
  gate: { e: 120.5, verdict: 'promote' },
};
const facts = Object.keys(full) as (keyof Entry)[];

/** Models of every shape that JSON has. */
const models: Readonly<Record<string, Json>> = {
  'a nested object': { layers: [{ weights: [1, 2, 3], bias: { value: -0.5 } }], note: null },
  'a bare number': 42,
  'a bare text': 'majority',
  null: null,
  'an empty object': {},
  'an empty list': [],
  'extreme numbers': [1e-308, 1.7976931348623157e308, 5e-324, 0.1, -123.456, Number.MAX_SAFE_INTEGER],
  'texts with quotes, line breaks and other alphabets': ['"', '\\', '\n\r\t', '\u0000', 'Ωμέγα', '漢字', '🙂'],
  'a key named __proto__': JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as Json,
  'ten thousand weights': Array.from({ length: 10_000 }, (_, i) => Math.sin(i)),
};

/**
 * Checks that a registry keeps the contract, as tests of your own runner: numbering, contents, aliases by
 * compare-and-set, history and decisions if it keeps them, and promotion and rollback on top of it.
 *
 * @param make - Gives a new, empty registry each time.
 * @param runner - `describe`, `it` and `expect` of vitest, jest or bun.
 *
 * @example
 * import { describe, expect, it } from 'vitest';
 * registryKit(() => mapRegistry(), { describe, it, expect });
 */
export function registryKit(make: MakeRegistry, runner: TestRunner): void {
  const { describe } = runnerOf('registryKit', make, runner);
  describe('registry: numbering', () => numbering(make, runner));
  describe('registry: contents', () => contents(make, runner));
  describe('registry: aliases', () => aliasCases(make, runner));
  describe('registry: history, if it keeps one', () => historyCases(make, runner));
  describe('registry: decisions, if it keeps them', () => decisionCases(make, runner));
  describe('registry: promotion and rollback', () => promotionCases(make, runner));
}

const versionsOf = async (registry: Registry): Promise<number[]> =>
  (await collect(registry.list())).map(({ version }) => version);

function numbering(make: MakeRegistry, { it, expect }: TestRunner): void {
  it('starts empty', async () => {
    const registry = await make();
    expect(await versionsOf(registry)).toEqual([]);
    expect(await registry.read(1)).toBe(undefined);
  });

  it('numbers versions from 1 without gaps when one writer appends', async () => {
    const registry = await make();
    const given: number[] = [];
    for (const n of counts(5)) given.push((await registry.append(entry(n))).version);
    expect(given).toEqual([1, 2, 3, 4, 5]);
  });

  it('gives equal entries a number each', async () => {
    const registry = await make();
    await registry.append(entry(1));
    expect((await registry.append(entry(1))).version).toBe(2);
  });

  it('gives ten appends at once ten numbers, each with its own content', async () => {
    const registry = await make();
    const stored = await Promise.all(counts(10).map((n) => registry.append(entry(n))));
    expect(new Set(stored.map(({ version }) => version)).size).toBe(10);
    for (const { version, model } of stored) expect((await registry.read(version))?.model).toEqual(model);
  });

  it('ignores a number that the entry brings along', async () => {
    const registry = await make();
    const copied: Entry = { ...(await registry.append(entry(1))) };
    expect((await registry.append(copied)).version).toBe(2);
  });

  it('never writes over a version, whatever number an entry brings along', async () => {
    const registry = await filled(make, 2);
    const before = JSON.stringify(await registry.read(1));
    const other = { ...entry(9), version: 1 };
    expect((await registry.append(other)).version).toBe(3);
    expect(JSON.stringify(await registry.read(1))).toBe(before);
  });

  it('lists every version once, in ascending order', async () => {
    expect(await versionsOf(await filled(make, 12))).toEqual(counts(12));
  });

  it('lists what was appended since the last listing', async () => {
    const registry = await filled(make, 1);
    await versionsOf(registry);
    await registry.append(entry(2));
    expect(await versionsOf(registry)).toEqual([1, 2]);
  });

  it('lets a listing be left early and two run side by side', async () => {
    const registry = await filled(make, 3);
    for await (const { version } of registry.list()) if (version === 1) break;
    expect(await Promise.all([versionsOf(registry), versionsOf(registry)])).toEqual([counts(3), counts(3)]);
  });

  it('answers undefined for a version that does not exist', async () => {
    const registry = await filled(make, 2);
    for (const version of [3, 999, 0, -1, 2 ** 40]) expect(await registry.read(version)).toBe(undefined);
  });

  it('never takes half a number, nor none, for a version', async () => {
    const registry = await filled(make, 2);
    for (const version of [1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const found = await outcome(() => registry.read(version));
      expect(found === undefined || typeof found === 'string').toBe(true);
    }
  });
}

function contents(make: MakeRegistry, { it, expect }: TestRunner): void {
  it('returns from append what it will read', async () => {
    const registry = await make();
    const stored = await registry.append(full);
    expect(stored).toEqual(await registry.read(1));
    expect([stored]).toEqual(await collect(registry.list()));
  });

  for (const fact of facts)
    it(`keeps ${fact}`, async () => {
      const registry = await make();
      await registry.append(full);
      expect(JSON.stringify((await registry.read(1))?.[fact])).toBe(JSON.stringify(full[fact]));
    });

  for (const [shape, model] of Object.entries(models))
    it(`keeps a model that is ${shape}`, async () => {
      const registry = await make();
      await registry.append({ ...entry(1), model });
      expect(JSON.stringify((await registry.read(1))?.model)).toBe(JSON.stringify(model));
    });

  it('adds no fact that was not given', async () => {
    const registry = await make();
    await registry.append(entry(1));
    const given = Object.entries((await registry.read(1))!).filter(([, value]) => value !== undefined);
    expect(given.map(([key]) => key).toSorted()).toEqual([
      'createdAt',
      'metrics',
      'model',
      'rows',
      'trainer',
      'version',
    ]);
  });

  it('keeps a version without metrics and without rows', async () => {
    const registry = await make();
    await registry.append({ ...entry(1), metrics: {}, rows: 0 });
    expect((await registry.read(1))?.metrics).toEqual({});
    expect((await registry.read(1))?.rows).toBe(0);
  });

  it('reads the same however often, and whatever came later', async () => {
    const registry = await make();
    await registry.append(full);
    const before = JSON.stringify(await registry.read(1));
    await registry.append(entry(2));
    await registry.setAlias('champion', 1, undefined);
    expect(JSON.stringify(await registry.read(1))).toBe(before);
    expect(JSON.stringify(await registry.read(1))).toBe(before);
  });
}
