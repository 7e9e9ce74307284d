import { expect, it } from 'vitest';
import { memoryRegistry, type Registry } from '../../src/index.js';
import { versionsFrom } from '../../src/cli/outputs.js';

const entry = { trainer: 'majority', model: 1, metrics: {}, createdAt: 0, rows: 0 };
const counted = { rows: 500, b: 40, c: 20 };
const look = (verdict: string, reason: string) => ({ ...counted, verdict, reason });

async function decidedLater(): Promise<Required<Registry>> {
  const registry = memoryRegistry();
  await registry.append(entry);
  await registry.append({ ...entry, parent: 1, gate: look('continue', 'evidence-open') });
  const by = { at: 0, version: 2, against: 1, actor: 'monitor a' } as const;
  const gates = [look('continue', 'evidence-open'), look('promote', 'evidence-for')];
  await registry.recordDecision({ ...by, kind: 'gate', verdict: 'continue', reason: 'evidence-open', gate: gates[0]! });
  await registry.recordDecision({ ...by, kind: 'gate', verdict: 'promote', reason: 'evidence-for', gate: gates[1]! });
  const after = look('reject', 'evidence-against');
  await registry.recordDecision({ ...by, kind: 'probation', verdict: 'keep', reason: 'evidence-against', gate: after });
  return registry;
}

it('the report shows what the gate of a version decided last, not its first look, nor its probation', async () => {
  const versions = await versionsFrom(await decidedLater(), 1);
  expect(versions.map(({ version, gate }) => [version, gate])).toEqual([
    [1, undefined],
    [2, look('promote', 'evidence-for')],
  ]);
  expect((await versionsFrom(await decidedLater(), 2)).map(({ version }) => version)).toEqual([2]);
});

it('of a registry that keeps no decisions the first look is shown', async () => {
  const { append, read, list, alias, setAlias } = await decidedLater();
  const [, second] = await versionsFrom({ append, read, list, alias, setAlias }, 1);
  expect(second!.gate).toEqual(look('continue', 'evidence-open'));
});
