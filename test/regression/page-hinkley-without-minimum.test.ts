import { expect, it } from 'vitest';
import { pageHinkley } from '../../src/judge/concept-drift/page-hinkley.js';
import { bernoulliStream } from '../../src/testing/streams.js';
import { alarms } from '../judge/concept-drift/golden.js';
import { pageHinkleyForms, pageHinkleyOracle } from '../oracles/page-hinkley.js';

// Methods 10, row 19. MOA and frouros let the sum sink without end while nothing happens: −δ/(1−α) = −50 by default.
it('pageHinkley keeps the running minimum, and so needs no climb out of a sunken sum', () => {
  const stream = bernoulliStream({ rows: 13_000, rate: 0.1, changes: [{ at: 10_000, rate: 0.2 }], seed: 0 });
  const delayOf = (found: readonly number[]) => found.find((row) => row >= 10_000)! - 10_000;
  const legacy = delayOf(pageHinkleyOracle(stream, pageHinkleyForms['river-legacy']));
  for (const form of ['moa', 'frouros'] as const)
    expect(delayOf(pageHinkleyOracle(stream, pageHinkleyForms[form])) / legacy).toBeGreaterThan(1.5);
  expect(delayOf(alarms(pageHinkley(), stream))).toBeLessThanOrEqual(legacy);
});
