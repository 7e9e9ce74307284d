import { expect, it } from 'vitest';
import { Monitor } from '../../src/index.js';

// `label` promises that it never throws; what the training source threw came out of it.
it('a training source that throws at a label is told as an error, and the label is taken', () => {
  const monitor = new Monitor({
    reference: { label: ['yes', 'no', 'no'], prediction: ['yes', 'no', 'yes'] },
    columns: { label: { role: 'label' }, prediction: { role: 'prediction' } },
    training: {
      async *rows() {},
      label() {
        throw new Error('no room');
      },
    },
  });
  const errors: unknown[] = [];
  monitor.on('error', (error) => errors.push(error));
  expect(monitor.label('a', 'yes')).toBe('unmatched');
  expect(errors).toEqual([{ where: 'training source', code: 'INTERNAL', message: 'no room' }]);
});
