import { expect, it } from 'vitest';
import { memoryCheckpoint, Monitor } from '../../src/index.js';
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
