import { expect, it } from 'vitest';
import { fhddm } from '../../src/judge/concept-drift/fhddm.js';
import { bernoulliStream } from '../../src/testing/streams.js';
import { alarms } from '../judge/concept-drift/golden.js';

// Methods 10, row 17: river documents errors but counts rights, and is silent when the error rises from .2 to .8.
it('fhddm fed with errors alarms when the error rate rises from .2 to .8', () => {
  const errors = bernoulliStream({ rows: 2_000, rate: 0.2, changes: [{ at: 1_000, rate: 0.8 }], seed: 1 });
  const [first] = alarms(fhddm(), errors);
  expect(first).toBeGreaterThanOrEqual(1_000);
  expect(first).toBeLessThan(1_100);
  const rights = errors.map((error) => 1 - error);
  expect(alarms(fhddm(), rights).filter((row) => row >= 1_000 && row < 1_100)).toEqual([]);
});
