import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import type { ModelVersion } from '../../src/contracts/registry.js';
import { seededRandom } from '../../src/stats/random.js';
import type { Control } from './broken-file-systems.js';
import { nightly, record } from './evidence.js';
import { contentOf } from './worker-content.js';
import { bundle, scratch, startWorker } from './worker-processes.js';

const disk = scratch('kill');
afterAll(() => disk.remove());
const program = bundle('registry-worker.ts', disk.path);
const seed = 1;

interface Trial {
  readonly acknowledged: number;
  readonly bad: readonly string[];
}

/** One to four writers are killed a random while after their first acknowledgement; what they acknowledged must be there. */
async function killWriters(directory: string, writers: number, afterMs: number, control: Control): Promise<Trial> {
  const workers = Array.from({ length: writers }, (_, i) =>
    startWorker(program, ['writer', directory, `w${i}`, '1000000', control]),
  );
  await Promise.race(workers.map(({ started }) => started));
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  for (const worker of workers) worker.process.kill('SIGKILL');
  const ends = await Promise.all(workers.map(({ ended }) => ended));
  const bad = ends.flatMap(({ signal, errors }) =>
    signal === 'SIGKILL' ? [] : [`a writer ended by itself: ${errors}`],
  );
  const acknowledged = workers.flatMap(({ lines }) => lines.map((line) => line.split(' ') as [string, string]));
  return { acknowledged: acknowledged.length, bad: [...bad, ...(await wrongs(directory, acknowledged))] };
}

async function wrongs(directory: string, acknowledged: readonly (readonly [string, string])[]): Promise<string[]> {
  const registry = fileRegistry(directory);
  const bad: string[] = [];
  const versions = acknowledged.map(([version]) => Number(version));
  if (new Set(versions).size !== versions.length) bad.push('one number acknowledged twice');
  for (const [version, key] of acknowledged) {
    const stored = await registry.read(Number(version)).catch((error: Error) => error);
    if (stored === undefined) bad.push(`lost: version ${version}`);
    else if (stored instanceof Error) bad.push(`torn: version ${version}: ${stored.message}`);
    else if (!holds(stored, key)) bad.push(`version ${version} is not the ${key} it was acknowledged as`);
  }
  bad.push(...(await registry.problems()).map(({ file, message }) => `${file}: ${message}`));
  const next = await registry.append({ trainer: 'after', model: null, metrics: {}, createdAt: 0, rows: 0 });
  if (next.version <= Math.max(0, ...versions)) bad.push(`the next version after the kill is ${next.version}`);
  return bad;
}

const holds = ({ model }: ModelVersion, key: string): boolean =>
  JSON.stringify(model) === JSON.stringify({ key, content: contentOf(key) });

/** Runs trials two at a time until all are done or one is bad and `untilBad` is set. */
async function trials(count: number, control: Control, untilBad = false) {
  const random = seededRandom(seed);
  const plan = Array.from({ length: count }, (_, i) => ({
    i,
    writers: [1, 2, 1, 3, 1, 2, 1, 4][i % 8]!,
    afterMs: random.integer(251),
  }));
  let done = 0;
  let acknowledged = 0;
  const bad: string[] = [];
  const lane = async (): Promise<void> => {
    for (let next = plan.shift(); next !== undefined; next = plan.shift()) {
      // The control cannot see that a number is taken, so it gets one writer.
      const writers = control === 'none' ? next.writers : 1;
      const trial = await killWriters(join(disk.path, `${control}-${next.i}`), writers, next.afterMs, control);
      done++;
      acknowledged += trial.acknowledged;
      bad.push(...trial.bad);
      if (untilBad && bad.length > 0) plan.length = 0;
    }
  };
  await Promise.all([lane(), lane()]);
  return { done, acknowledged, bad };
}

describe('a registry whose writers are killed (REL-1)', () => {
  it('keeps every acknowledged version, once and whole', async () => {
    const { done, acknowledged, bad } = await trials(nightly ? 1_000 : 100, 'none');
    record({ id: 'REL-1', seed, trials: done, acknowledged, bad: bad.length });
    expect(bad).toEqual([]);
    expect(acknowledged).toBeGreaterThan(done);
  });

  it('is caught when it acknowledges before the link (M4)', async () => {
    const { done, acknowledged, bad } = await trials(50, 'M4', true);
    record({ id: 'REL-1', control: 'M4', seed, trials: done, acknowledged, bad: bad.length });
    expect(bad.join('\n')).toContain('lost: version');
  });
});
