import { expect, it } from 'vitest';
import { memoryCheckpoint, Monitor } from '../../src/index.js';

// Where a state was handed over and there was a checkpoint store as well, the monitor started twice: the rows kept were lost.
it('rows kept in a state that is handed over are in the next window, also where there is a checkpoint store', async () => {
  const options = { reference: { x: Array.from({ length: 500 }, (_, i) => i % 7) }, window: { rows: 5 } };
  const before = new Monitor(options);
  for (let x = 0; x < 3; x++) before.observe({ x });
  const monitor = Monitor.fromJSON(before.toJSON(), { ...options, checkpoint: memoryCheckpoint() });
  await monitor.settled();
  const windows: number[] = [];
  monitor.on('window', ({ window }) => windows.push(window.rows));
  for (let x = 0; x < 2; x++) monitor.observe({ x });
  await monitor.settled();
  expect(windows).toEqual([5]);
});
