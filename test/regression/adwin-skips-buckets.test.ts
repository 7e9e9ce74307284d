import { expect, it } from 'vitest';
import { adwin } from '../../src/judge/concept-drift/adwin.js';
import { bernoulliStream } from '../../src/testing/streams.js';
import { alarms, golden } from '../judge/concept-drift/golden.js';
import { adwinForms, adwinOracle } from '../oracles/adwin.js';

// Methods 10, row 16. river to 0.21.2, scikit-multiflow and frouros pass over one bucket of every size.
it('adwin looks behind every bucket, and so sees a change sooner than the forms that skip some', () => {
  expect(alarms(adwin(), golden.s1)).toEqual([1023]);
  for (const form of ['river-legacy', 'skmultiflow', 'frouros'] as const)
    expect(adwinOracle(golden.s1, adwinForms[form])[0]).toBe(1055);
});

it('the skipping costs a multiple of the delay when the error rate doubles', () => {
  const delays = { ours: 0, skipping: 0 };
  const runs = 6;
  for (let seed = 0; seed < runs; seed++) {
    const stream = bernoulliStream({ rows: 9_000, rate: 0.1, changes: [{ at: 5_000, rate: 0.2 }], seed });
    const after = (row: number) => row >= 5_000;
    delays.ours += alarms(adwin(), stream).find(after)! - 5_000;
    delays.skipping += adwinOracle(stream, adwinForms['river-legacy']).find(after)! - 5_000;
  }
  expect(delays.ours / runs).toBeGreaterThan(200);
  expect(delays.ours / runs).toBeLessThan(450);
  expect(delays.skipping / delays.ours).toBeGreaterThan(2.5);
});
