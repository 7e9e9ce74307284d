import { expect, it } from 'vitest';
import { logisticRegression, memoryRegistry, Monitor, rowBuffer, trainInitialModel } from 'driftsense';
import type { ModelTrainer } from 'driftsense';
import { rowsOf } from './loop.js';

const flipped = { flipped: true };

/** A monitor whose trainer does as it is told, and that finds a change of concept in its second window. */
async function changed(retrain: object = {}) {
  const sound = logisticRegression();
  let trains: 'well' | 'not' | 'never' = 'not';
  let hangs = false;
  const trainer: ModelTrainer = {
    ...sound,
    train(...given) {
      if (trains === 'well') return sound.train(...given);
      hangs = trains === 'never';
      return trains === 'never' ? new Promise(() => undefined) : Promise.reject(new Error('no space left'));
    },
  };
  const settings = {
    reference: rowsOf(3_000, 'reference'),
    columns: { label: { role: 'label' } } as const,
    registry: memoryRegistry(),
    trainer: sound,
    training: rowBuffer({ rows: 20_000 }),
    retrain: { mode: 'auto', strategy: 'replace', minRows: 300, cooldown: { windows: 1 }, ...retrain } as const,
  };
  await trainInitialModel(settings);
  let monitor!: Monitor;
  const phases: string[] = [];
  const listen = (to: Monitor) => {
    monitor = to;
    monitor.on('retrain', ({ phase }) => phases.push(phase));
  };
  listen(new Monitor({ ...settings, trainer }));
  let windows = 0;
  const one = async () => {
    const id = `w${windows++}`;
    const { decision } = await monitor.process(rowsOf(1_000, id, windows > 1 ? flipped : {}), { id });
    if (trains !== 'never') await monitor.settled();
    return decision.action === 'train' ? `train ${decision.detail}` : decision.reason;
  };
  const many = async (n: number) => {
    const told = [];
    for (let i = 0; i < n; i++) told.push(await one());
    return told;
  };
  const restart = (on?: 'data') => {
    const own = { ...settings, trainer, retrain: { ...settings.retrain, ...(on && { on }) } };
    listen(Monitor.fromJSON(JSON.parse(JSON.stringify(monitor)), own));
  };
  return {
    phases,
    many,
    restart,
    let: (how: typeof trains) => void (trains = how),
    monitor: () => monitor,
    registry: settings.registry,
    hangs: () => hangs,
  };
}

it('a concept drift whose training failed is trained on again, over a restart too, until one comes to a candidate', async () => {
  const { many, restart, phases, let: does, registry } = await changed();
  expect(await many(3)).toEqual(['stable', 'train windows w1', 'in-cooldown']);
  restart();
  expect(await many(2)).toEqual(['train windows w1, w2, w3', 'in-cooldown']);
  expect(phases).toEqual(['started', 'failed', 'started', 'failed']);
  does('well');
  expect(await many(4)).toEqual(['train windows w1, w2, w3, w4, w5', 'stable', 'stable', 'stable']);
  expect(phases.slice(4)).toEqual(['started', 'trained']);
  expect(await registry.alias('champion')).toBe(2);
});

it('a training that dies with its process is begun anew after the cooldown', async () => {
  const { many, restart, phases, let: does, hangs } = await changed();
  does('never');
  expect(await many(2)).toEqual(['stable', 'train windows w1']);
  await expect.poll(hangs).toBe(true);
  restart(); // what was saved while it ran
  does('well');
  expect(await many(2)).toEqual(['in-cooldown', 'train windows w1, w2, w3']);
  expect(phases).toEqual(['started', 'started', 'trained']);
});

it('a training that fails each time is tried as often as the day allows', async () => {
  const { many, phases } = await changed({ cooldown: { windows: 0 }, maxPerDay: 2 });
  expect(await many(7)).toEqual([
    'stable',
    'train windows w1',
    'train windows w1, w2',
    ...Array.from({ length: 4 }, () => 'daily-limit'),
  ]);
  expect(phases.filter((phase) => phase === 'started').length).toBe(2);
});

it('rows that are too few for a training are waited for, however many windows that takes', async () => {
  const { many, phases, let: does } = await changed({ minRows: 3_200 });
  does('well');
  const told = await many(7);
  expect(told.slice(1).map((one) => one.startsWith('train'))).toEqual([true, true, true, true, false, false]);
  expect(phases.filter((phase) => phase === 'refused').length).toBe(3);
  expect(phases.at(-1)).toBe('trained');
});

it('another version that serves ends the asking', async () => {
  const { many, monitor, registry } = await changed();
  await many(2);
  const { version: _, ...first } = (await registry.read(1))!;
  await registry.append(first);
  await monitor().promote(2);
  expect(await many(2)).toEqual(['stable', 'stable']);
});

it('a concept drift that was kept does not train where concept drift no longer counts', async () => {
  const { many, restart } = await changed();
  expect(await many(2)).toEqual(['stable', 'train windows w1']);
  restart('data');
  expect(await many(2)).toEqual(['stable', 'stable']);
});
