import { describe, expect, it } from 'vitest';
import type { AnyDataDriftTest, DataDriftTest } from '../../../src/contracts/data-drift-test.js';
import { runTest } from '../../../src/judge/verdict/run-test.js';
import { profilePair } from '../../../src/profile/column-profile.js';
import { parseReference } from '../../../src/profile/parse-profile.js';
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

  it('says in its result how much of either side it was given, and the seed that draws the same again', () => {
    const values = (n: number) => ({ x: Float64Array.from({ length: n }, (_, i) => Math.sin(i)) });
    const drawn = (seed: number) => {
      const profiled = profile(values(7_000), { sample: true, seed });
      const stored = parseReference(JSON.parse(JSON.stringify(profiled)));
      const pair = profilePair(stored.columns[0]!, profile(values(4_000), { on: stored }).columns[0]!);
      const finding = runTest(meanOfSample, pair.reference, pair.window, { tolerance: 0, dispersion: 1 });
      return { finding, of: [pair.reference.sample, pair.window.sample] };
    };
    expect(drawn(7).finding).toMatchObject({
      sampleSize: { reference: 7_000, window: 4_000 },
      sample: { reference: 5_000, window: 4_000, seed: 7 },
    });
    expect(drawn(7).of).toEqual(drawn(7).of);
    for (const side of [0, 1]) expect(drawn(7).of[side]).not.toEqual(drawn(0).of[side]);
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
