import { describe, expect, it } from 'vitest';
import {
  logisticRegression,
  memoryAlerter,
  memoryCheckpoint,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
} from '../../src/index.js';
import { rowsOf } from './loop.js';

async function loop() {
  const registry = memoryRegistry();
  const checkpoint = memoryCheckpoint();
  const alerter = memoryAlerter();
  const settings = {
    reference: rowsOf(4_000, 'reference'),
    columns: { label: { role: 'label' } } as const,
    registry,
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 10_000 }),
    alerters: [alerter],
    checkpoint,
    retrain: { mode: 'suggest' } as const,
  };
  for (const seed of [1, 2]) await trainInitialModel({ ...settings, seed });
  await registry.setAlias('champion', 1, 2, 'by hand');
  const told = () => alerter.messages.map(({ kind, transition }) => `${kind} ${transition}`);
  return { registry, checkpoint, alerter, settings, told };
}

describe('a champion that moved unnoticed', () => {
  it('by a promotion that ended in a crash: alerts are closed and the detector starts anew, once', async () => {
    const { registry, checkpoint, settings, told } = await loop();
    const first = new Monitor(settings);
    for (const seed of ['a', 'b']) await first.process(rowsOf(2_000, seed, { flipped: seed === 'b' }), { id: seed });
    await first.settled();
    expect(told()).toEqual(['concept-drift firing']);
    const saved = (await checkpoint.load())!;
    await first.promote(2, { reason: 'by hand' });
    await checkpoint.save(saved); // the save after the move was never made

    const { alerter, ...rest } = { ...settings, alerter: memoryAlerter() };
    const second = new Monitor({ ...rest, alerters: [alerter] });
    const report = await second.process(rowsOf(2_000, 'c'), { id: 'c' });
    await second.process(rowsOf(2_000, 'd'), { id: 'd' });
    await second.close();
    expect(alerter.messages.map(({ kind, transition, text }) => [kind, transition, text.split('\n')[0]])).toEqual([
      [
        'concept-drift',
        'superseded',
        'After 2 windows: version 2 serves in place of version 1 (seen in the registry).',
      ],
    ]);
    expect(report.concept).toMatchObject({ drift: false });
    expect(second.toJSON().state.concept!.run.index).toBe(4_000); // rows since the switch
    expect(second.toJSON().state).toMatchObject({ champion: 2, probation: { version: 2, previous: 1 } });
    expect(await registry.alias('champion')).toBe(2);
  });

  it('by another process that rolled back: it is told, and not by who moved it itself', async () => {
    const { registry, settings, told } = await loop();
    const monitor = new Monitor(settings);
    await monitor.promote(2);
    await monitor.process(rowsOf(2_000, 'a'));
    await monitor.settled();
    const before = told();
    expect(before.filter((message) => message === 'promotion notice')).toHaveLength(1);
    await registry.setAlias('champion', 1, 2, 'elsewhere');
    await monitor.process(rowsOf(2_000, 'b'));
    await monitor.process(rowsOf(2_000, 'c'));
    await monitor.settled();
    expect(told().slice(before.length)).toEqual(['rollback notice']);
  });
});
