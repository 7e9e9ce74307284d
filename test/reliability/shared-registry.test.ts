import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import type { AliasRecord } from '../../src/contracts/registry.js';
import { nodeFileSystem } from '../../src/ports/file-system.node.js';
import type { Control } from './broken-file-systems.js';
import { nightly, record } from './evidence.js';
import { contentOf } from './worker-content.js';
import { bundle, scratch, startWorker } from './worker-processes.js';

const disk = scratch('shared');
afterAll(() => disk.remove());
const program = bundle('registry-worker.ts', disk.path);

const writers = nightly ? 16 : 4;
const each = nightly ? 100 : 25;
const promoters = nightly ? 8 : 2;

/** Processes register and promote in one directory at the same time; then everything they said is checked. */
async function shareRegistry(control: Control, folder: string = control) {
  const directory = join(disk.path, folder);
  const start = (role: string, name: string) => startWorker(program, [role, directory, name, String(each), control]);
  const writing = Array.from({ length: writers }, (_, i) => start('writer', `w${i}`));
  const promoting = Array.from({ length: promoters }, (_, i) => start('promoter', `p${i}`));
  const ends = await Promise.all([...writing, ...promoting].map(({ ended }) => ended));
  const failed = ends.filter(({ code }) => code !== 0).map(({ errors }) => errors);

  const registry = fileRegistry(directory);
  const acknowledged = writing.flatMap(({ lines }) => lines.map((line) => line.split(' ') as [string, string]));
  const doubled = acknowledged.length - new Set(acknowledged.map(([version]) => version)).size;
  let lost = 0;
  for (const [version, key] of acknowledged) {
    const stored = await registry.read(Number(version)).catch(() => undefined);
    if (JSON.stringify(stored?.model) !== JSON.stringify({ key, content: contentOf(key) })) lost++;
  }
  const moves: AliasRecord[] = [];
  for await (const move of registry.history('champion')) moves.push(move);
  const told = promoting.flatMap(({ lines }) => lines);
  const movesTold = told.filter((line) => line.startsWith('moved '));
  const recorded = moves.map(({ version, reason }) => `moved ${version} ${reason}`);
  return {
    registry,
    directory,
    failed,
    acknowledged: acknowledged.length,
    doubled,
    lost,
    moves,
    promotions: told.filter((line) => line.startsWith('promoted ')),
    /** Moves that were acknowledged and are not on record, or on record and never acknowledged. */
    unrecorded: movesTold.filter((line) => !recorded.includes(line)),
    untold: recorded.filter((line) => !movesTold.includes(line)),
  };
}

describe('a registry that many processes share without locks (REL-6)', () => {
  it.each([
    ['all', 'none'],
    ['half of them', 'mixed'],
  ] as const)('gives each registration its own number, where %s have hard links', async (__, control) => {
    const { registry, failed, acknowledged, doubled, lost, moves, promotions, unrecorded, untold } =
      await shareRegistry(control);
    const damaged = await registry.problems();
    const bad = failed.length + doubled + lost + damaged.length + unrecorded.length + untold.length;
    record({
      id: 'REL-6',
      ...(control === 'mixed' && { variant: 'half of them without hard links' }),
      trials: writers * each,
      acknowledged,
      bad,
      details: { writers, promoters, promotions: promotions.length, moves: moves.length },
    });
    expect({ failed, acknowledged, doubled, lost, damaged, unrecorded, untold }).toEqual({
      failed: [],
      acknowledged: writers * each,
      doubled: 0,
      lost: 0,
      damaged: [],
      unrecorded: [],
      untold: [],
    });
    // Each move follows the one before: no number twice, no number left out, no version forgotten.
    expect(moves.map(({ sequence }) => sequence)).toEqual(moves.map((_, i) => i + 1));
    expect(moves.map(({ previous }) => previous)).toEqual([
      undefined,
      ...moves.slice(0, -1).map((move) => move.version),
    ]);
    expect(moves.length).toBeGreaterThanOrEqual(each);
    // Each promotion was acknowledged once, and moved the champion at most once.
    expect(promotions.length).toBe(promoters * each);
    expect(new Set(moves.map(({ reason }) => reason)).size).toBe(moves.length);
    expect(await registry.alias('champion')).toBe(moves.at(-1)?.version);
  });

  it('has an export that lists every version once all are done', async () => {
    const registry = fileRegistry(join(disk.path, 'none'));
    const csv = new TextDecoder().decode(await nodeFileSystem.read(join(disk.path, 'none', 'registry.csv')));
    const versions: number[] = [];
    for await (const { version } of registry.list()) versions.push(version);
    expect(versions.length).toBe(writers * each);
    expect(
      csv
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => Number.parseInt(line, 10)),
    ).toEqual(versions);
  });

  it('is caught when a number is read and then taken without a link (M9)', async () => {
    const seen = { doubled: 0, lost: 0, unrecorded: 0 };
    let [rounds, acknowledged] = [0, 0];
    // Processes that the machine happens to run one after another do not meet: until they have, at most ten times.
    for (; rounds < 10 && Object.values(seen).some((times) => times === 0); rounds++) {
      const shared = await shareRegistry('M9', `M9 ${rounds}`);
      acknowledged += shared.acknowledged;
      seen.doubled += shared.doubled;
      seen.lost += shared.lost;
      seen.unrecorded += shared.unrecorded.length;
    }
    const bad = seen.doubled + seen.lost + seen.unrecorded;
    record({ id: 'REL-6', control: 'M9', trials: rounds * writers * each, acknowledged, bad, details: seen });
    expect(seen.doubled).toBeGreaterThan(0);
    expect(seen.lost).toBeGreaterThan(0);
    expect(seen.unrecorded).toBeGreaterThan(0);
  });
});
