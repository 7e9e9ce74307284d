import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import { promote, rollback } from '../../src/act/registry/rollback.js';
import { DriftSenseError } from '../../src/errors.js';
import type { FileSystem } from '../../src/ports/file-system.js';
import { fileCheckpoint } from '../../src/store/file-checkpoint.node.js';

/** What a process was told and may rely on. */
export interface Acknowledged {
  /** Content by version. */
  readonly versions: Map<number, string>;
  /** The champion after the last acknowledged move, and those of moves begun since: they may have happened, or not. */
  champion: number | undefined;
  readonly going: Set<number | undefined>;
  /** The last acknowledged checkpoint, and those begun since. */
  saved: string | undefined;
  readonly saving: Set<string>;
  /** Reasons of decisions by number. */
  readonly decisions: Map<number, string>;
}

export const nothing = (): Acknowledged => ({
  versions: new Map(),
  champion: undefined,
  going: new Set(),
  saved: undefined,
  saving: new Set(),
  decisions: new Map(),
});

const entry = (content: string) => ({
  trainer: 'scenario',
  model: { content },
  metrics: { auc: 0.5 },
  createdAt: 0,
  rows: 1,
});

const decision = {
  at: 0,
  kind: 'gate',
  version: 2,
  against: 1,
  verdict: 'promote',
  actor: 'scenario',
  gate: { looks: [{ rows: 500, b: 60, c: 20 }] },
} as const;

/**
 * Registers, decides, promotes, rolls back and saves checkpoints, and notes each acknowledgement. An error of the file system is
 * noted by its absence: the next step is tried all the same.
 */
export async function useStores(fs: FileSystem, told: Acknowledged, name = 'a'): Promise<DriftSenseError[]> {
  const registry = fileRegistry('models', { fs });
  const checkpoint = fileCheckpoint('state', { fs });
  const errors: DriftSenseError[] = [];
  async function step(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!DriftSenseError.is(error)) throw error;
      errors.push(error);
    }
  }
  async function register(n: number): Promise<void> {
    const content = `${name}-${n} `.repeat(40);
    const { version } = await registry.append(entry(content));
    if (told.versions.has(version)) throw new Error(`version ${version} was given twice`);
    told.versions.set(version, content);
  }
  async function moved(going: number | undefined, work: () => Promise<{ version: number }>): Promise<void> {
    told.going.add(going);
    told.champion = (await work()).version;
    told.going.clear();
  }
  const newest = (): number | undefined => [...told.versions.keys()].at(-1);
  async function promoteNewest(): Promise<void> {
    const version = newest();
    if (version !== undefined) await moved(version, () => promote(registry, version));
  }
  async function save(text: string): Promise<void> {
    told.saving.add(text);
    await checkpoint.save(new TextEncoder().encode(text));
    told.saved = text;
    told.saving.clear();
  }

  async function decide(reason: string): Promise<void> {
    const { sequence } = await registry.recordDecision({ ...decision, reason });
    if (told.decisions.has(sequence)) throw new Error(`decision ${sequence} was given twice`);
    told.decisions.set(sequence, reason);
  }

  await step(() => register(1));
  await step(() => decide('first'));
  await step(promoteNewest);
  await step(() => save('first'));
  await step(() => register(2));
  await step(promoteNewest);
  await step(() => decide('second'));
  await step(() => save('second'));
  await step(() => moved([...told.versions.keys()].at(-2), () => rollback(registry)));
  await step(() => save('third'));
  return errors;
}

/** What is wrong with what survived, judged by a process that starts afresh. */
export async function wrongs(fs: FileSystem, told: Acknowledged): Promise<string[]> {
  const registry = fileRegistry('models', { fs });
  const bad: string[] = [];
  const lookAt = async (what: string, look: () => Promise<void>): Promise<void> => {
    await look().catch((error: unknown) => bad.push(`${what}: ${String(error)}`));
  };
  for (const [version, content] of told.versions)
    await lookAt(`version ${version}`, async () => {
      const stored = await registry.read(version);
      if (JSON.stringify(stored?.model) !== JSON.stringify({ content }))
        bad.push(`version ${version} is lost or another`);
    });
  await lookAt('champion', async () => {
    const champion = await registry.alias('champion');
    if (champion !== told.champion && !told.going.has(champion))
      bad.push(`champion ${champion}, told ${told.champion}`);
    if (champion !== undefined && (await registry.read(champion)) === undefined) bad.push('the champion does not load');
  });
  await lookAt('decisions', async () => {
    const reasons = new Map<number, string>();
    for await (const { sequence, reason } of registry.decisions()) reasons.set(sequence, reason);
    for (const [sequence, reason] of told.decisions)
      if (reasons.get(sequence) !== reason) bad.push(`decision ${sequence} is lost or another`);
  });
  await lookAt('checkpoint', async () => {
    const bytes = await fileCheckpoint('state', { fs }).load();
    const state = bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    if (state !== told.saved && !told.saving.has(state ?? '')) bad.push(`checkpoint ${state}, told ${told.saved}`);
  });
  await lookAt('problems', async () => {
    bad.push(...(await registry.problems()).map(({ file, message }) => `${file}: ${message}`));
  });
  await lookAt('going on', async () => {
    const next = await registry.append(entry('after'));
    if (told.versions.has(next.version)) bad.push(`version ${next.version} was given twice`);
    await promote(registry, next.version);
    const csv = new TextDecoder().decode(await fs.read('models/registry.csv'));
    let listed = 0;
    for await (const version of registry.list()) listed += version.version > 0 ? 1 : 0;
    if (csv.split('\r\n').length !== listed + 2) bad.push('the export lacks a version');
  });
  return bad;
}
