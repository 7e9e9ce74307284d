// 'driftsense/testing': conformance kits, memory doubles, synthetic streams with drift.

// conformance kits
export { conceptDetectorKit, type ConceptDetectorKitOptions } from './testing/concept-detector-kit.js';
export type { TestRunner } from './testing/test-runner.js';

// synthetic streams
export {
  bernoulliStream,
  driftingStream,
  normalStream,
  type BernoulliStreamOptions,
  type DriftingRow,
  type DriftingStreamOptions,
  type NormalStreamOptions,
} from './testing/streams.js';
