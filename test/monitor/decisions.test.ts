import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  logisticRegression,
  memoryRegistry,
  Monitor,
  replayGate,
  rowBuffer,
  trainInitialModel,
  type DecisionRecord,
  type MonitorEvents,
  type MonitorOptions,
  type NewDecision,
  type Registry,
} from '../../src/index.js';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import { collect } from '../../src/testing/registry-entries.js';
import { rowsOf, type Change } from './loop.js';

const disk = mkdtempSync(join(tmpdir(), 'driftsense-decisions-'));
afterAll(() => rmSync(disk, { recursive: true }));

/** What a registry holds when it is opened anew. */
interface Kept {
  readonly registry: Registry;
  readonly reopened: () => Required<Registry>;
}
const kinds: readonly (readonly [name: string, make: () => Kept])[] = [
  [
    'in memory',
    () => {
      const registry = memoryRegistry();
      return { registry, reopened: () => registry };
    },
  ],
  [
    'in files',
    () => {
      const path = mkdtempSync(join(disk, 'r-'));
      return { registry: fileRegistry(path), reopened: () => fileRegistry(path) };
    },
  ],
];

/** So little may go wrong that a gate needs several windows. */
const slow = { mode: 'auto', strategy: 'replace', alpha: 1e-200 } as const;
const flipped = { flipped: true };

async function play(registry: Registry, changes: readonly Change[], options: Partial<MonitorOptions> = {}) {
  const settings = {
    name: 'fraud',
    reference: rowsOf(8_000, 'reference'),
    columns: { label: { role: 'label' } } as const,
    registry,
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 50_000 }),
    retrain: slow,
    ...options,
  };
  await trainInitialModel(settings);
  const monitor = new Monitor(settings);
  const told: MonitorEvents['gate'][] = [];
  const failures: (string | undefined)[] = [];
  const errors: string[] = [];
  monitor.on('gate', (event) => told.push(event));
  monitor.on('error', ({ where, message }) => errors.push(`${where}: ${message}`));
  monitor.on('retrain', (event) => event.phase === 'failed' && failures.push(event.message));
  for (const [i, change] of changes.entries()) {
    await monitor.process(rowsOf(2_000, `window ${i}`, change), { id: `w${i}` });
    await monitor.settled();
  }
  return { monitor, told, failures, errors };
}

const short = ({ kind, version, against, verdict }: DecisionRecord) => `${kind} ${version}/${against} ${verdict}`;

describe.each(kinds)('decisions in a registry %s', (_, make) => {
  it('are all there after the loop, of later looks and of probation too, and replay to the same', async () => {
    const { registry, reopened } = make();
    const { told, failures } = await play(registry, [{}, flipped, flipped, flipped, {}, {}, {}]);
    expect(failures).toEqual([]);
    const decisions = await collect(reopened().decisions());
    expect(decisions.map(short)).toEqual([
      'gate 2/1 continue',
      'gate 2/1 continue',
      'gate 2/1 promote',
      'probation 2/1 continue',
      'probation 2/1 continue',
      'probation 2/1 roll-back',
    ]);
    // A version on probation is judged by rows that had no part in its promotion.
    const windows = (i: number) => replayGate(decisions.at(i)!.gate).looks.map(({ window }) => window);
    expect([windows(2), windows(-1)]).toEqual([
      [undefined, 'w2', 'w3'],
      ['w4', 'w5', 'w6'],
    ]);
    expect(told.map(({ version, champion, record }) => ({ version, champion, record }))).toEqual(
      decisions
        .filter(({ kind }) => kind === 'gate')
        .map(({ version, against, gate }) => ({ version, champion: against, record: gate })),
    );
    for (const { gate } of decisions) expect(JSON.stringify(replayGate(gate))).toBe(JSON.stringify(gate));
    // Its verdict came with rows that the version's own record, which never changes, does not know.
    const version = (await reopened().read(2))!;
    expect(version.gate).toEqual(decisions[0]!.gate);
    expect(replayGate(version.gate)).toEqual(version.gate);
  });

  it('hold trigger, windows, metrics of both, verdict and actor', async () => {
    const { registry, reopened } = make();
    await play(registry, [{}, flipped, flipped, flipped]);
    const decisions = await collect(reopened().decisions());
    const promoted = decisions.find(({ verdict }) => verdict === 'promote')!;
    expect(promoted).toMatchObject({ reason: 'evidence-for', actor: 'monitor fraud' });
    const { facts, looks } = replayGate(promoted.gate);
    expect(facts).toMatchObject({
      trigger: 'confirmed-concept-drift',
      dataWindow: { from: 'w1', to: 'w1' },
      champion: 1,
      actor: 'monitor fraud',
    });
    expect(looks.map(({ window }) => window)).toEqual([undefined, 'w2', 'w3']);
    for (const look of looks) {
      expect(look.champion['accuracy']).toBeLessThan(0.5);
      expect(look.challenger['accuracy']).toBeGreaterThan(0.75);
    }
    expect(Number.isFinite(promoted.at)).toBe(true);
  });

  it('say of a version that stood its probation that it is kept', async () => {
    const { registry, reopened } = make();
    await play(registry, [{}, flipped, flipped, flipped, flipped, flipped]);
    expect((await collect(reopened().decisions())).map(short)).toEqual([
      'gate 2/1 continue',
      'gate 2/1 continue',
      'gate 2/1 promote',
      'probation 2/1 continue',
      'probation 2/1 keep',
    ]);
    expect(await reopened().alias('champion')).toBe(2);
  });

  it('are followed by moves of the champion that say why and who', async () => {
    const { registry, reopened } = make();
    const { monitor } = await play(registry, [{}, flipped, flipped, flipped, {}, {}, {}]);
    await monitor.promote(2, { reason: 'asked for by the desk', actor: 'Ada' });
    await monitor.rollback({ actor: 'Grace' });
    await monitor.promote(2);
    const moves = await collect(reopened().history('champion'));
    expect(moves.map(({ version, reason, actor }) => [version, actor, reason])).toEqual([
      [1, 'caller of trainInitialModel', 'initial model'],
      [2, 'monitor fraud', 'gate-passed'],
      [1, 'monitor fraud', 'probation: version 1 does better on the same rows'],
      [2, 'Ada', 'asked for by the desk'],
      [1, 'Grace', 'by hand'],
      [2, 'caller of monitor fraud', 'by hand'],
    ]);
    expect((await collect(reopened().history('challenger'))).map(({ actor }) => actor)).toEqual(['monitor fraud']);
  });
});

describe('a decision that cannot be recorded', () => {
  /** A registry whose disk is full for some decisions. */
  function full(fails: (decision: NewDecision) => boolean) {
    const registry = memoryRegistry();
    const recordDecision: Registry['recordDecision'] = async (decision) => {
      if (fails(decision)) throw new Error('disk full');
      return registry.recordDecision(decision);
    };
    return { registry, broken: { ...registry, recordDecision } };
  }

  it('promotes nothing at a later look, which is made anew with the next rows; the failure is told', async () => {
    let left = 1;
    const { registry, broken } = full(({ verdict }) => verdict === 'promote' && left-- > 0);
    const { failures, errors } = await play(broken, [{}, flipped, flipped, flipped]);
    expect([failures, errors]).toEqual([['disk full'], []]);
    expect(await registry.alias('champion')).toBe(1);
    expect(await registry.alias('challenger')).toBe(undefined);
    left = 1;
    const again = full(({ verdict }) => verdict === 'promote' && left-- > 0);
    await play(again.broken, [{}, flipped, flipped, flipped, flipped]);
    expect(await again.registry.alias('champion')).toBe(2);
  });

  it('loses no candidate at its first look, which is kept with the version as well; the failure is told', async () => {
    let left = 1;
    const { registry, broken } = full(() => left-- > 0);
    const { failures, errors } = await play(broken, [{}, flipped, flipped, flipped]);
    expect([failures, errors]).toEqual([[], ['registry: disk full']]);
    expect((await collect(registry.decisions())).map(short)).toEqual(['gate 2/1 continue', 'gate 2/1 promote']);
    expect(await registry.alias('champion')).toBe(2);
  });

  it('holds up no rollback that is due; the failure is told', async () => {
    const { registry, broken } = full(({ kind }) => kind === 'probation');
    const { failures, errors } = await play(broken, [{}, flipped, flipped, flipped, {}, {}, {}]);
    expect([failures, errors]).toEqual([[], Array(3).fill('registry: disk full')]);
    expect(await registry.alias('champion')).toBe(1);
  });
});

it('a registry that keeps no decisions promotes as ever', async () => {
  const { append, read, list, alias, setAlias } = memoryRegistry();
  const registry: Registry = { append, read, list, alias, setAlias };
  await play(registry, [{}, flipped, flipped, flipped]);
  expect(await registry.alias('champion')).toBe(2);
});
