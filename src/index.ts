// The table of contents, in pipeline order. Nothing behind this file imports `node:`.

// errors and limits
export { DriftSenseError, errorCodes, type DriftSenseErrorOptions, type ErrorCode } from './errors.js';
export { limits } from './limits.js';
export { version } from './version.js';

// contracts: what plugins implement
export type {
  Alerter,
  AlertColumn,
  AlertKind,
  AlertMessage,
  DeliveryContext,
  DeliveryResult,
} from './contracts/alerter.js';
export type { ArrowLike, Batch, CodedColumn, ColumnValues, ParsedColumn, Row, Table } from './contracts/batch.js';
export type { CheckpointStore } from './contracts/checkpoint-store.js';
export type { ColumnKind, ColumnProfile, Moments } from './contracts/column-profile.js';
export type { ConceptDetector, DetectorInput, DetectorUpdate } from './contracts/concept-detector.js';
export type { DataDriftTest, Need, ProfileWith, TestContext, TestOutcome } from './contracts/data-drift-test.js';
export type { Json } from './contracts/json.js';
export type { ModelTrainer, TrainedModel, TrainingContext, TrainingData } from './contracts/model-trainer.js';
export type { AliasRecord, ModelVersion, Registry } from './contracts/registry.js';
export { reasons } from './contracts/results.js';
export type { Effect, Estimate, Moved, MovedCell, Reason, Status, TestResult, Verdict } from './contracts/results.js';
export type { ColumnRole, ColumnSchema, Schema, SchemaViolation, Task } from './contracts/schema.js';
export type { Source } from './contracts/source.js';
export type { TrainingQuery, TrainingSource } from './contracts/training-source.js';
export type * from './contracts/window-report.js';

// ports: the outside world, handed in
export { memoryClock, systemClock, type Clock, type MemoryClock } from './ports/clock.js';
export type { FileHandle, FileStat, FileSystem } from './ports/file-system.js';
export { memoryHttp, type Http, type HttpRequest, type HttpResponse } from './ports/http.js';
export { memoryLogger, silentLogger, type Logger, type LogLine } from './ports/logger.js';
export { memoryMail, type Mail, type MailMessage } from './ports/mail.js';

// table: batches, columns, schema
export { fromColumns, fromRows, toBatch } from './table/batch.js';
export { codedColumn, parsedColumn } from './table/columns.js';
export {
  defineSchema,
  inferSchema,
  parseSchema,
  taskOf,
  type ColumnOptions,
  type ColumnSpec,
  type InferOptions,
} from './table/schema.js';
export { toEpoch, type TimeOptions } from './table/time.js';

// source: batches in, windows

// profile: reference and window profiles, merge

// judge: data-drift tests, concept detectors
export { adwin, type AdwinOptions, type AdwinState } from './judge/concept-drift/adwin.js';
export { ddm, type DdmOptions, type DdmState } from './judge/concept-drift/ddm.js';
export { pageHinkley, type PageHinkleyOptions, type PageHinkleyState } from './judge/concept-drift/page-hinkley.js';
export type { BothWays, Direction } from './judge/concept-drift/direction.js';
export { mergeEpisodes, type Episode } from './judge/concept-drift/episodes.js';
export {
  track,
  trackFromJSON,
  type Observation,
  type Track,
  type Tracked,
  type TrackJson,
} from './judge/concept-drift/track.js';

// act: trainers, registries, alerters, training sources

// show: charts, report

// monitor
