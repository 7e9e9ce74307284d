import * as cases from './cases.js';
import { countMethods } from './count-methods.js';
import { detectorMethods } from './detector-methods.js';
import { distanceMethods } from './distance-methods.js';
import { lawMethods } from './law-methods.js';
import type { CaseKind, Method } from './method.js';
import { metricMethods } from './metric-methods.js';
import { sampleMethods } from './sample-methods.js';

const count = 1_000;

/** Makers of the cases of every kind. */
export const kinds: Record<CaseKind, (seed: string) => readonly unknown[]> = {
  samples: (seed) => cases.samplePairs(count, seed),
  counts: (seed) => cases.countPairs(count, 1_000_000, seed),
  small_counts: (seed) => cases.countPairs(count, 2_000, seed),
  scalars: (seed) => cases.scalars(count, seed),
  scored: (seed) => cases.scoredRows(count, seed),
  p_values: (seed) => cases.pValueLists(count, seed),
  errors: (seed) => cases.errorStreams(count, 1_500, seed),
  long_errors: (seed) => cases.errorStreams(count, 3_000, `${seed}/long`),
  reals: (seed) => cases.realStreams(count, 1_500, seed),
  short_reals: (seed) => cases.realStreams(count, 300, `${seed}/short`),
  bounded: (seed) => cases.boundedStreams(count, 1_500, seed),
};

/** Everything that is compared. */
export const methods: readonly Method[] = [
  ...sampleMethods,
  ...countMethods,
  ...lawMethods,
  ...metricMethods,
  ...distanceMethods,
  ...detectorMethods,
];
