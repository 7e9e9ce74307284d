import type { DecisionRecord, NewDecision, Registry } from '../contracts/registry.js';
import { collect, counts, filled, type MakeRegistry, outcome } from './registry-entries.js';
import type { TestRunner } from './test-runner.js';

/** A decision that can be told from others. */
const decision = (n: number): NewDecision => ({
  at: n,
  kind: 'gate',
  version: 2,
  against: 1,
  verdict: 'promote',
  reason: `reason ${n}: "E" = 120\n`,
  actor: 'monitor fraud',
  gate: { n, looks: [{ rows: 500, b: 60, c: 20 }], logE: -1e-7 },
});

/** Cases of the registry kit for registries that record decisions; of one that does not, they ask nothing. */
export function decisionCases(make: MakeRegistry, { it, expect }: TestRunner): void {
  type Keeping = Registry & Required<Pick<Registry, 'recordDecision' | 'decisions'>>;
  const keeps = (registry: Registry): registry is Keeping =>
    registry.recordDecision !== undefined && registry.decisions !== undefined;
  const keeping = (name: string, body: (registry: Keeping) => Promise<void>): unknown =>
    it(name, async () => {
      const registry = await filled(make, 2);
      if (keeps(registry)) await body(registry);
    });
  async function recorded(registry: Keeping, n: number): Promise<DecisionRecord[]> {
    for (const i of counts(n)) await registry.recordDecision(decision(i));
    return await collect(registry.decisions());
  }

  keeping('knows no decision at first', async (registry) => {
    expect(await collect(registry.decisions())).toEqual([]);
  });

  keeping('returns from recordDecision what it will read, and keeps every field', async (registry) => {
    const stored = await registry.recordDecision(decision(1));
    const read = await collect(registry.decisions());
    expect(read).toEqual([{ sequence: 1, ...decision(1) }]);
    expect([stored]).toEqual(read);
    expect(JSON.stringify(read[0]!.gate)).toBe(JSON.stringify(decision(1).gate));
  });

  keeping('gives decisions in order, numbered from 1', async (registry) => {
    expect((await recorded(registry, 12)).map(({ sequence, at }) => [sequence, at])).toEqual(
      counts(12).map((n) => [n, n]),
    );
  });

  keeping('takes a decision under the next number that is asked for', async (registry) => {
    await recorded(registry, 1);
    expect((await registry.recordDecision({ ...decision(2), sequence: 2 })).sequence).toBe(2);
  });

  keeping('refuses to write over a decision, and leaves it as it was', async (registry) => {
    const before = JSON.stringify(await recorded(registry, 2));
    for (const sequence of [1, 2])
      expect(await outcome(() => registry.recordDecision({ ...decision(9), sequence }))).toBe('REGISTRY_CONFLICT');
    expect(JSON.stringify(await collect(registry.decisions()))).toBe(before);
  });

  keeping('refuses a number that leaves others out', async (registry) => {
    expect(await outcome(() => registry.recordDecision({ ...decision(1), sequence: 3 }))).toBe('REGISTRY_CONFLICT');
    expect(await collect(registry.decisions())).toEqual([]);
  });

  keeping('does not change what it recorded when the caller changes what was given', async (registry) => {
    const looks = [{ rows: 1 }];
    await registry.recordDecision({ ...decision(1), gate: { looks } });
    looks[0]!.rows = 2;
    expect((await collect(registry.decisions()))[0]!.gate).toEqual({ looks: [{ rows: 1 }] });
  });

  keeping('gives ten decisions at once ten numbers', async (registry) => {
    const stored = await Promise.all(counts(10).map((n) => registry.recordDecision(decision(n))));
    expect(stored.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(counts(10));
    expect((await collect(registry.decisions())).length).toBe(10);
  });

  keeping('refuses what is no decision', async (registry) => {
    const { actor: _, ...nobody } = decision(1);
    for (const wrong of [nobody, { ...decision(1), verdict: 'maybe' }, { ...decision(1), version: 0 }, null])
      expect(typeof (await outcome(() => registry.recordDecision(wrong as NewDecision)))).toBe('string');
    expect(await collect(registry.decisions())).toEqual([]);
  });

  keeping('moves no alias and appends no version by a decision', async (registry) => {
    await registry.recordDecision(decision(1));
    expect(await registry.alias('champion')).toBe(undefined);
    expect((await collect(registry.list())).length).toBe(2);
  });
}
