import { expect, it } from 'vitest';
import {
  logisticRegression,
  memoryRegistry,
  Monitor,
  promote,
  rowBuffer,
  trainInitialModel,
  type ConceptDetector,
  type ModelTrainer,
  type Registry,
} from '../../src/index.js';
import type { LabelledWindow } from '../../src/monitor/label-wait.js';
import { judgeProbation } from '../../src/monitor/later-looks.js';
import type { RetrainingHost } from '../../src/monitor/retraining-host.js';
import { rowsOf } from './loop.js';

const columns = { label: { role: 'label' } } as const;
const inner = logisticRegression();

/** Drifts at its first error, once. */
const first: ConceptDetector<{ errors: number }> = {
  name: 'first',
  input: 'error',
  initialState: () => ({ errors: 0 }),
  update: (state, error) => ({ drift: error === 1 && ++state.errors === 1 }),
};

/**
 * Version 1 is right and version 2 wrong, which serves on probation while version 3 is trained. Something happens while the
 * decision to go back to version 1 is being recorded.
 */
async function overtaken(meanwhile: (registry: Registry, trained: () => Promise<unknown>) => Promise<unknown>) {
  const registry = memoryRegistry();
  const at = { columns, registry, trainer: inner };
  await trainInitialModel({ ...at, reference: rowsOf(4_000, 'reference') });
  for (const seed of ['wrong', 'spare'])
    await trainInitialModel({ ...at, reference: rowsOf(4_000, seed, { flipped: true }) });
  await registry.setAlias('champion', 1, await registry.alias('champion'), 'by hand');
  const log: string[] = [];
  let train = (): void => undefined;
  const free = new Promise<void>((resolve) => (train = resolve));
  const trainer: ModelTrainer = { ...inner, train: (...rows) => free.then(() => inner.train(...rows)) };
  const trained = () => {
    train();
    return new Promise((resolve) => monitor.once('promoted', resolve));
  };
  const monitor = new Monitor({
    reference: rowsOf(4_000, 'reference'),
    columns,
    trainer,
    concept: first,
    training: rowBuffer({ rows: 10_000 }),
    retrain: { mode: 'auto', gate: false, alpha: 1e-150, strategy: 'replace', probation: { windows: 9 } },
    registry: {
      ...registry,
      async recordDecision(decision) {
        if (decision.verdict === 'roll-back') await meanwhile(registry, trained);
        return registry.recordDecision(decision);
      },
    },
  });
  await monitor.promote(2);
  for (const event of ['promoted', 'rolledBack'] as const)
    monitor.on(event, ({ version }) => log.push(`${event} ${version}`));
  monitor.on('retrain', ({ phase, code }) => log.push(`${phase} ${code ?? ''}`.trim()));
  for (let i = 0; i < 3; i++) await monitor.process(rowsOf(1_500, `window ${i}`));
  return {
    log,
    champion: await registry.alias('champion'),
    probation: monitor.toJSON().state.probation,
    monitor,
    train,
  };
}

it('a version that a training promoted meanwhile is not taken back for the one on probation, and has its own', async () => {
  const { log, champion, probation } = await overtaken((_, trained) => trained());
  expect(log).toEqual(['started', 'trained', 'promoted 4']);
  expect(champion).toBe(4);
  expect(probation).toMatchObject({ version: 4, previous: 2 });
});

it('a version that somebody else promoted meanwhile is not taken back either: that is told', async () => {
  const { log, champion, monitor, train } = await overtaken((registry) => promote(registry, 3));
  expect(log).toEqual(['started', 'failed REGISTRY_CONFLICT']);
  expect(champion).toBe(3);
  train();
  await monitor.close();
});

it('a version that is just being promoted keeps its probation: a window of the version before says nothing of it', async () => {
  const changes: unknown[] = [];
  const host = (serving: number) =>
    ({
      options: { preset: { probation: 3 }, retrain: {} },
      state: () => ({ probation: { version: 4, previous: 2 } }),
      champion: () => ({ version: serving }),
      setState: (change: unknown) => changes.push(change),
    }) as unknown as RetrainingHost;
  const labelled = {} as LabelledWindow;
  const { signal } = new AbortController();
  await judgeProbation(host(2), labelled, signal);
  expect(changes).toEqual([]);
  await judgeProbation(host(3), labelled, signal); // of a third version it does
  expect(changes).toEqual([{ probation: undefined }]);
});
