import { expect, it } from 'vitest';
import { logisticRegression, memoryRegistry, Monitor } from '../../src/index.js';
import { rowsOf } from '../monitor/loop.js';

// The window had been judged and was in the state when the training source was given its rows: `process` threw what that threw.
it.each([
  [
    'throws',
    () => {
      throw new Error('no room');
    },
  ],
  ['rejects', async () => Promise.reject(new Error('no room'))],
])(
  'a training source that %s when it is given rows is told as an error, and the window is reported',
  async (_how, add) => {
    const monitor = new Monitor({
      reference: rowsOf(2_000, 'reference'),
      columns: { label: { role: 'label' } },
      registry: memoryRegistry(),
      trainer: logisticRegression(),
      training: { async *rows() {}, add },
    });
    const errors: unknown[] = [];
    monitor.on('error', (error) => errors.push(error));
    expect((await monitor.process(rowsOf(500, 'window'))).verdict).toBe('stable');
    expect(errors).toEqual([{ where: 'training source', code: 'INTERNAL', message: 'no room' }]);
    await monitor.close();
  },
);
