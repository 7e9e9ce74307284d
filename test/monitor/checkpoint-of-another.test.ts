import { expect, it } from 'vitest';
import { memoryAlerter, memoryCheckpoint, Monitor } from '../../src/index.js';
import { rowsOf } from './loop.js';

const reference = rowsOf(500, 'reference');

it('a monitor that goes on from the checkpoint of one with another name says so, until it has saved its own', async () => {
  const checkpoint = memoryCheckpoint();
  const life = async (name: string) => {
    const warnings: string[] = [];
    const monitor = new Monitor({ name, reference, checkpoint });
    monitor.on('warning', ({ code, message }) => code === 'CHECKPOINT_OF_ANOTHER' && warnings.push(message));
    await monitor.process(rowsOf(100, 'rows'));
    await monitor.close();
    return { warnings, windows: monitor.toJSON().state.windows };
  };
  expect(await life('a')).toEqual({ warnings: [], windows: 1 });
  expect(await life('a')).toEqual({ warnings: [], windows: 2 });
  const renamed = await life('b');
  expect(renamed).toEqual({ warnings: [expect.stringMatching(/'b' .* monitor 'a' .*give each/)], windows: 3 });
  expect(await life('b')).toEqual({ warnings: [], windows: 4 });
});

it('an alert that fires goes on under the new name: no second one is told, and its end is told to who heard of it', async () => {
  const checkpoint = memoryCheckpoint();
  const alerter = memoryAlerter();
  const life = async (name: string, ...shifts: number[]) => {
    const monitor = new Monitor({ name, reference, checkpoint, alerters: [alerter] });
    for (const shift of shifts) await monitor.process(rowsOf(500, `${name} ${shift}`, { shift }));
    await monitor.close();
  };
  await life('a', 2);
  await life('b', 2, 0, 0, 0);
  const told = alerter.messages.map(({ key, transition, sequence }) => `${key} ${transition} ${sequence}`);
  expect(told).toEqual(['a/data-drift firing 1', 'b/data-drift resolved 2']);
});
