import { expect, it } from 'vitest';
import { Monitor } from '../../src/index.js';

// `label` promises that it never throws; what the training source threw came out of it, and what it rejected with ended the process.
it.each([
  [
    'throws',
    () => {
      throw new Error('no room');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no room'))],
])(
  'a training source that %s at a label is told as an error, and the label is taken',
  async (_, label: () => unknown) => {
    const monitor = new Monitor({
      reference: { label: ['yes', 'no', 'no'], prediction: ['yes', 'no', 'yes'] },
      columns: { label: { role: 'label' }, prediction: { role: 'prediction' } },
      training: { async *rows() {}, label },
    });
    const errors: unknown[] = [];
    monitor.on('error', (error) => errors.push(error));
    expect(monitor.label('a', 'yes')).toBe('unmatched');
    await Promise.resolve();
    expect(errors).toEqual([{ where: 'training source', code: 'INTERNAL', message: 'no room' }]);
  },
);
