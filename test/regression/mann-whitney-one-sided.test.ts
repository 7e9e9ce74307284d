import { describe, expect, it } from 'vitest';
import { mannWhitneyTest } from '../../src/stats.js';

const ramp = (from: number) => Array.from({ length: 40 }, (_, i) => from + i);

// Row 7: evidently's sees a shift in one direction alone.
describe('Mann–Whitney is two-sided', () => {
  it('sees a shift in either direction', () => {
    expect(mannWhitneyTest(ramp(0), ramp(15)).pValue).toBeLessThan(1e-3);
    expect(mannWhitneyTest(ramp(15), ramp(0)).pValue).toBeLessThan(1e-3);
  });
});
