import { expect, it } from 'vitest';
import { logisticRegression, memoryRegistry, Monitor, rowBuffer, trainInitialModel } from 'driftsense';
import type { ModelTrainer } from 'driftsense';
import { rowsOf } from './loop.js';

it('rows that the model before scored do not feed the detector of one that began to serve while they were read', async () => {
  const sound = logisticRegression();
  let begin = (): void => undefined;
  let promote = (): void => undefined;
  const began = new Promise<void>((resolve) => (begin = resolve));
  const promoted = new Promise<void>((resolve) => (promote = resolve));
  const trainer: ModelTrainer = {
    ...sound,
    async train(...given) {
      await began;
      return sound.train(...given);
    },
  };
  const settings = {
    reference: rowsOf(3_000, 'reference'),
    columns: { label: { role: 'label' } } as const,
    registry: memoryRegistry(),
    trainer: sound,
    training: rowBuffer({ rows: 20_000 }),
    retrain: { mode: 'auto', strategy: 'replace', minRows: 300 } as const,
  };
  await trainInitialModel(settings);
  const executor = {
    name: 'held',
    async count(): Promise<never> {
      begin();
      await promoted;
      throw new Error('none to count');
    },
    close: () => Promise.resolve(),
  };
  const monitor = new Monitor({ ...settings, trainer, executor });
  monitor.on('promoted', () => promote());
  await monitor.process(rowsOf(1_000, 'w0'), { id: 'w0' });
  const { decision } = await monitor.process(rowsOf(1_000, 'w1', { flipped: true }), { id: 'w1' });
  expect(decision.action).toBe('train');
  const { modelVersion, performance } = await monitor.process(rowsOf(20_000, 'w2', { flipped: true }), { id: 'w2' });
  expect([modelVersion, performance!.labelled]).toEqual([1, 20_000]);
  const { champion, concept } = monitor.toJSON().state;
  expect([champion, concept!.run.index]).toEqual([2, 0]);
  await monitor.close();
});
