import { expect, it } from 'vitest';
import { memoryRegistry, type Registry } from '../../src/index.js';
import type { RetrainingHost } from '../../src/monitor/retraining-host.js';
import { settleCandidate } from '../../src/monitor/settle-candidate.js';
import { entry } from '../../src/testing/registry-entries.js';

/** Version 2 passes, and each time it is to be named the challenger another process names version 1 or 3 before it does. */
async function passing(others: number) {
  const registry = memoryRegistry();
  for (const n of [1, 2, 3]) await registry.append(entry(n));
  let left = others;
  const setAlias: Registry['setAlias'] = async (name, version, expected, reason, actor) => {
    if (left > 0) await registry.setAlias(name, left % 2 === 0 ? 1 : 3, expected, 'passed too', 'another');
    left--;
    return registry.setAlias(name, version, expected, reason, actor);
  };
  const told: string[] = [];
  const host = {
    options: { name: 'a', preset: { mode: 'candidate', gate: true } },
    registry: { ...registry, setAlias },
    setState: () => undefined,
    tellOfCandidate: async (summary: string) => void told.push(summary),
  } as unknown as RetrainingHost;
  await settleCandidate(host, 2, undefined, undefined);
  return { challenger: await registry.alias('challenger'), told: told.length };
}

it('a version that passed is the challenger, also where another process moves it at the same time', async () => {
  for (const others of [0, 1, 4]) expect(await passing(others)).toEqual({ challenger: 2, told: 1 });
});

it('one that cannot be named for other writers says so', async () => {
  await expect(passing(1_000)).rejects.toMatchObject({ code: 'REGISTRY_CONFLICT', retryable: true });
});
