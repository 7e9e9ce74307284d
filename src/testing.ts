/**
 * Conformance kits, memory doubles, synthetic streams with drift.
 *
 * @module driftsense/testing
 */

// conformance kits
export { alerterKit, type AlerterKitOptions } from './testing/alerter-kit.js';
export { conceptDetectorKit, type ConceptDetectorKitOptions } from './testing/concept-detector-kit.js';
export { dataDriftTestKit, type DataDriftTestKitOptions } from './testing/data-drift-test-kit.js';
export { checkpointStoreKit } from './testing/checkpoint-store-kit.js';
export { modelTrainerKit, type ModelTrainerKitOptions } from './testing/model-trainer-kit.js';
export { registryKit } from './testing/registry-kit.js';
export { sourceKit } from './testing/source-kit.js';
export {
  trainingSourceKit,
  type TrainingSourceKitOptions,
  type TrainingWindow,
} from './testing/training-source-kit.js';
export type { TestRunner } from './testing/test-runner.js';

// memory doubles, those of the core
export { memoryAlerter } from './act/alert/channels/memory-alerter.js';
export { memoryCheckpoint } from './store/memory-checkpoint.js';
export { memoryClock } from './ports/clock.js';
export { memoryFileSystem } from './ports/memory-file-system.js';
export { memoryHttp } from './ports/http.js';
export { memoryLogger } from './ports/logger.js';
export { memoryMail } from './ports/mail.js';
export { memoryRegistry } from './act/registry/memory-registry.js';

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
