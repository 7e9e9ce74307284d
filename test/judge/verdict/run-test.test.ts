import { describe, expect, it } from 'vitest';
import type { AnyDataDriftTest, DataDriftTest } from '../../../src/contracts/data-drift-test.js';
import { runTest } from '../../../src/judge/verdict/run-test.js';
import { profilePair } from '../../../src/profile/column-profile.js';
import { profile } from '../../../src/profile/profile.js';
import { defineSchema } from '../../../src/table/schema.js';

/** Reads what its needs promise, without a look whether it is there. */
const meanOfSample: DataDriftTest<'sample'> = {
  name: 'meanOfSample',
  appliesTo: ['numeric', 'categorical'],
  needs: ['sample'],
  compare: (reference, window) => ({
    statistic: Math.abs(window.sample[0]! - reference.sample[0]!) / reference.moments.sd,
  }),
};

function findingOf(reference: ArrayLike<unknown>, window: ArrayLike<unknown>, test: AnyDataDriftTest, redact = false) {
  const spec = typeof reference[0] === 'number' ? 'numeric' : 'categorical';
  const schema = defineSchema({ x: { role: 'feature', type: spec, labels: redact ? 'redact' : 'plain' } });
  const profiled = profile({ x: reference }, { schema, sample: true });
  const pair = profilePair(profiled.columns[0]!, profile({ x: window }, { on: profiled }).columns[0]!);
  return runTest(test, pair.reference, pair.window, { tolerance: 0.05, dispersion: 1 });
}

const numbers = Array.from({ length: 100 }, (_, i) => Math.sin(i));
const shifted = numbers.map((x) => x + 1);

describe('a test that needs a sample', () => {
  it('is given the sample and the moments', () => {
    expect(findingOf(numbers, shifted, meanOfSample)).toMatchObject({ status: 'tested' });
  });

  it.each([
    ['categories', numbers.map((x) => (x > 0 ? 'up' : 'down')), numbers.map((x) => (x > 0.5 ? 'up' : 'down')), false],
    ['a redacted column', numbers, shifted, true],
    ['moments that overflow', numbers, shifted.map((x) => x * 1e307), false],
  ])('is skipped where there is none: %s', (_, reference, window, redact) => {
    expect(findingOf(reference, window, meanOfSample, redact)).toMatchObject({
      status: 'skipped',
      reason: 'not-applicable',
    });
  });
});
