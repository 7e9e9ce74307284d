import { describe, expect, it } from 'vitest';
import { retrainingCondition } from '../../src/monitor/retraining-condition.js';
import type { MonitorEvents } from '../../src/monitor/events.js';
import type { Refusal } from '../../src/act/train/data-checks.js';

const refused = (refusals: readonly Refusal[]) =>
  retrainingCondition({ phase: 'refused', code: 'TRAINING_DATA', refusals } as MonitorEvents['retrain']);

describe('the alert on rows that were refused for training', () => {
  it('says why in words of the closed list, for each column or for all rows, and repeats nothing of what was found', () => {
    const told = refused([
      { reason: 'scale', column: 'amount', message: 'secret 1' },
      { reason: 'missing-share', column: 'age', message: 'secret 2' },
      { reason: 'minimum-rows', message: 'secret 3' },
    ]);
    expect(told).toMatchObject({
      holds: true,
      summary: 'a training run was refused (TRAINING_DATA: the rows cannot be trained on; too few rows)',
      columns: [
        { column: 'amount', reason: 'scale', moved: expect.stringContaining('a unit or a parsing fault') as string },
        { column: 'age', reason: 'missing-share', moved: expect.stringContaining('misses far more values') as string },
      ],
    });
    expect(JSON.stringify(told)).not.toContain('secret');
  });
});
