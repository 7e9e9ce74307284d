import type { DataDriftTest } from 'driftsense';

const median = (x: Float64Array) => Float64Array.from(x).sort()[x.length >> 1]!;

/** A data-drift test: how far the median moved, in standard deviations of the reference. */
export const medianShift: DataDriftTest<'sample'> = {
  name: 'medianShift',
  appliesTo: ['numeric'],
  needs: ['sample'], // only then does `.sample` exist, also for the compiler
  threshold: 0.5,
  compare(reference, window) {
    if (reference.moments.sd === 0) return undefined; // not applicable: `skipped`
    return { statistic: Math.abs(median(window.sample) - median(reference.sample)) / reference.moments.sd };
  },
};
