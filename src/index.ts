/**
 * The loop: profiles, tests, detectors, the Monitor, alerts, training, reports. Runs in Node, browsers and workers: nothing
 * behind this file imports `node:`. In pipeline order.
 *
 * @module driftsense
 */

// errors and limits
export { DriftSenseError, type DriftSenseErrorOptions, type ErrorCode } from './errors.js';
export { errorCodes } from './error-codes.js';
export { limits } from './all-limits.js';
export { redact, Secret } from './secret.js';
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
export type {
  ArrowColumn,
  ArrowLike,
  Batch,
  CodedColumn,
  ColumnValues,
  ParsedColumn,
  Row,
  Table,
} from './contracts/batch.js';
export type { CheckpointStore } from './contracts/checkpoint-store.js';
export type { ColumnKind, ColumnProfile, Moments } from './contracts/column-profile.js';
export type { ConceptDetector, DetectorInput, DetectorUpdate } from './contracts/concept-detector.js';
export type {
  AnyDataDriftTest,
  DataDriftTest,
  Need,
  ProfileWith,
  TestContext,
  TestOutcome,
} from './contracts/data-drift-test.js';
export type { Json } from './contracts/json.js';
export type { Followed, Progress } from './contracts/progress.js';
export type { ModelTrainer, TrainedModel, TrainingContext, TrainingData } from './contracts/model-trainer.js';
export type { AliasRecord, DecisionRecord, ModelVersion, NewDecision, Registry } from './contracts/registry.js';
export { reasons } from './reasons.js';
export type { Effect, Estimate, Moved, MovedCell, Reason, Status, TestResult, Verdict } from './contracts/results.js';
export type { ColumnRole, ColumnSchema, Schema, SchemaViolation, Task } from './contracts/schema.js';
export type { Source } from './contracts/source.js';
export type { TrainingQuery, TrainingSource } from './contracts/training-source.js';
export type * from './contracts/window-report.js';

// ports: the outside world, handed in
export { memoryClock, type Clock, type MemoryClock } from './ports/clock.js';
export { systemClock } from './ports/system-clock.js';
export { seededRandom, type SeededRandom } from './stats/random.js';
export type { ColumnToCount, Executor } from './ports/executor.js';
export type { FileHandle, FileStat, FileSystem, ProcessIdentity } from './ports/file-system.js';
export {
  memoryFileSystem,
  type FileSystemCall,
  type FileSystemFault,
  type MemoryFileSystem,
} from './ports/memory-file-system.js';
export { fetchHttp } from './ports/fetch-http.js';
export { memoryHttp, type Http, type HttpRequest, type HttpResponse } from './ports/http.js';
export { memoryLogger, silentLogger, type Logger, type LogLine } from './ports/logger.js';
export { memoryMail, type Mail, type MailMessage } from './ports/mail.js';

// table: batches, columns, schema
export { fromColumns, fromRows, sliceBatch, toBatch } from './table/batch.js';
export { codedColumn, parsedColumn } from './table/columns.js';
export { inferSchema } from './table/infer-schema.js';
export { defineSchema, parseSchema, type ColumnOptions, type ColumnSpec, type InferOptions } from './table/schema.js';
export { toEpoch, type TimeOptions } from './table/to-epoch.js';

// source: batches in, windows
export { csvBatches, parseCsv, type ByteChunks, type CsvBatchOptions } from './source/csv.js';
export { type CsvOptions } from './source/csv-options.js';
export { labelEvents, type LabelColumns, type LabelEvent } from './source/label-events.js';
export { LabelTable, type LabelTold } from './source/label-table.js';
export { parseDuration, type Duration } from './source/duration.js';
export { fromIterable, type FromIterableOptions, type RowsOrBatches } from './source/from-iterable.js';
export { windowCounts, type WindowCounts } from './source/window-groups.js';
export { withLabels, type JoinColumns } from './source/with-labels.js';
export { cutWindows } from './source/windows.js';
export type { CutOptions, CutPosition, CutWindow } from './source/window-cutter.js';
export type { WindowSpec } from './source/window-spec.js';

// profile: reference and window profiles, merge
export { profile } from './profile/profile.js';
export type { ProfileOptions } from './profile/profile-reference.js';
export { merge } from './profile/merge.js';
export { parseReference } from './profile/parse-profile.js';
export { parseWindowProfile } from './profile/parse-window.js';
export type {
  CategoricalReference,
  CategoricalWindow,
  DependenceTable,
  Tempering,
  NumericReference,
  NumericWindow,
  ReferenceColumn,
  ReferenceProfile,
  StoredGrid,
  WindowColumn,
  WindowProfile,
} from './contracts/profiles.js';

// judge: data drift row by row
export {
  sequentialMonitor,
  sequentialMonitorFromJSON,
  type SequentialMonitor,
  type SequentialMonitorOptions,
} from './judge/sequential/sequential-monitor.js';
export type { SequentialWatch } from './judge/sequential/watch.js';
export {
  fourRates,
  fourRatesFromJSON,
  type BinaryOutcome,
  type FourRates,
  type FourRatesOptions,
} from './judge/sequential/four-rates.js';
export {
  detectionDelay,
  type ChangeToFind,
  type DetectionDelay,
  type DetectionDelayOptions,
} from './judge/sequential/detection-delay.js';
export type { SequentialState } from './judge/sequential/state.js';
export type {
  EvidencePart,
  LedgerEntry,
  MoveDirection,
  SequentialAlarm,
  SequentialReport,
  WatchedPart,
} from './contracts/sequential.js';

// judge: data-drift tests, concept detectors
export { psi, type PsiOptions } from './judge/data-drift/psi.js';
export { ks, type KsOptions } from './judge/data-drift/ks.js';
export { jsDivergence, type JsDivergenceOptions } from './judge/data-drift/js-divergence.js';
export { chiSquare, type ChiSquareOptions } from './judge/data-drift/chi-square.js';
export { wasserstein, type WassersteinOptions } from './judge/data-drift/wasserstein.js';
export { missingShare, type MissingShareOptions } from './judge/data-drift/missing-share.js';
export { unseenCategories, type UnseenCategoriesOptions } from './judge/data-drift/unseen-categories.js';
export type { DistanceTestOptions, PValueTestOptions } from './judge/data-drift/classical.js';
export { hellinger } from './judge/data-drift/hellinger.js';
export { totalVariation } from './judge/data-drift/total-variation.js';
export { lInfinity } from './judge/data-drift/l-infinity.js';
export { energy } from './judge/data-drift/energy.js';
export { cramerVonMises } from './judge/data-drift/cramer-von-mises.js';
export { andersonDarling } from './judge/data-drift/anderson-darling.js';
export { mannWhitney } from './judge/data-drift/mann-whitney.js';
export { welch } from './judge/data-drift/welch.js';
export { gTest } from './judge/data-drift/g-test.js';
export { fisher } from './judge/data-drift/fisher.js';
export { cramersV } from './judge/data-drift/cramers-v.js';
export { eppsSingleton } from './judge/data-drift/epps-singleton.js';
export { kuiper } from './judge/data-drift/kuiper.js';
export { adwin, type AdwinOptions, type AdwinState } from './judge/concept-drift/adwin.js';
export { ddm, type DdmOptions, type DdmState } from './judge/concept-drift/ddm.js';
export { kswin, type KswinOptions, type KswinState, type Sampler } from './judge/concept-drift/kswin.js';
export { pageHinkley, type PageHinkleyOptions, type PageHinkleyState } from './judge/concept-drift/page-hinkley.js';
export { cusum, type CusumOptions, type CusumState } from './judge/concept-drift/cusum.js';
export { ecdd, type EcddOptions, type EcddState } from './judge/concept-drift/ecdd.js';
export { eddm, type EddmOptions, type EddmState } from './judge/concept-drift/eddm.js';
export { fhddm, type FhddmOptions, type FhddmState } from './judge/concept-drift/fhddm.js';
export {
  geometricMovingAverage,
  type GeometricMovingAverageOptions,
  type GeometricMovingAverageState,
} from './judge/concept-drift/geometric-moving-average.js';
export { hddmA, type HddmAOptions, type HddmAState } from './judge/concept-drift/hddm-a.js';
export { hddmW, type HddmWOptions, type HddmWState } from './judge/concept-drift/hddm-w.js';
export { rddm, type RddmOptions, type RddmState } from './judge/concept-drift/rddm.js';
export {
  shiryaevRoberts,
  type ShiryaevRobertsOptions,
  type ShiryaevRobertsState,
} from './judge/concept-drift/shiryaev-roberts.js';
export { stepd, type StepdOptions, type StepdState } from './judge/concept-drift/stepd.js';
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

export type { CalibratedThreshold, Calibration, CalibrationOptions } from './judge/verdict/calibration.js';
export {
  minimumDetectableEffect,
  type DetectableEffect,
  type MinimumDetectableEffectOptions,
} from './judge/verdict/minimum-detectable-effect.js';
export {
  expectedFalseAlarms,
  type ExpectedFalseAlarms,
  type FalseAlarmRate,
  type JudgedBy,
  type TestedColumn,
} from './judge/verdict/expected-false-alarms.js';

// act: trainers, registries, alerters, training sources
export { logisticRegression, type LogisticRegressionOptions } from './act/train/trainers/logistic-regression.js';
export { linearRegression, type LinearRegressionOptions } from './act/train/trainers/linear-regression.js';
export { mlLogisticRegression, type MlLogisticRegressionOptions } from './act/train/trainers/ml-logistic-regression.js';
export type { LinearModel } from './act/train/linear-model.js';
export { rowBuffer, type RowBuffer, type RowBufferOptions } from './act/train/row-buffer.js';
export { sourceFiles, type FileList, type SourceFilesOptions } from './act/train/source-files.js';
export { continueGate, gate, replayGate, type GateRows } from './act/train/gate.js';
export { gateReasons } from './act/train/gate-reasons.js';
export type { Metric } from './act/train/gate-options.js';
export type { SegmentOutcome, SegmentValues } from './act/train/gate-segments.js';
export type { GateFacts, GateReason, GateRecord, GateSettings } from './act/train/gate-record.js';
export { refusalReasons, type RefusalReason } from './act/train/refusal-reasons.js';
export type { Refusal } from './act/train/data-checks.js';
export { memoryRegistry, type MemoryRegistryOptions } from './act/registry/memory-registry.js';
export { promote, rollback, type MoveOptions, type PromoteOptions, type Promotion } from './act/registry/rollback.js';
export { aliasAt } from './act/registry/alias-at.js';
export { registryCsv, type VersionSummary } from './act/registry/registry-csv.js';
export { consoleAlerter, type ConsoleAlerterOptions } from './act/alert/channels/console-alerter.js';
export { memoryAlerter, type MemoryAlerter, type MemoryAlerterOptions } from './act/alert/channels/memory-alerter.js';
export { slack, type SlackOptions } from './act/alert/channels/slack.js';
export { email, type EmailOptions } from './act/alert/channels/email.js';
export { webhook, type WebhookOptions } from './act/alert/channels/webhook.js';
export type { AcknowledgeOptions } from './act/alert/acknowledge.js';
export type { AlertOptions } from './act/alert/alert-options.js';

// store: checkpoints
export { memoryCheckpoint } from './store/memory-checkpoint.js';

// show: charts, report
export {
  columnSeries,
  type ChartContext,
  type ColumnSeries,
  type Onset,
  type SeriesOptions,
  type SeriesPoint,
  type VersionMark,
} from './show/series.js';
export type { Measure } from './show/severity.js';
export { drawColumnChart, type ChartOptions } from './show/charts/column-chart.js';
export { drawMetricChart, metricNames } from './show/charts/metric-chart.js';
export { chartFileNames } from './show/charts/chart-file-names.js';
export { renderReport, type ReportInput } from './show/report/render-report.js';
export { flagsCsv } from './show/flags-csv.js';
export { prometheus, type MetricSource, type PrometheusMetrics } from './show/metrics/prometheus.js';
export type { MetricEvents } from './show/metrics/metric-events.js';
export { ndjsonLine } from './show/ndjson.js';
export { summaryLine, summaryTable } from './show/terminal.js';

// monitor
export { Monitor } from './monitor/monitor.js';
export { compare, type CompareOptions } from './monitor/compare.js';
export {
  backtest,
  type BacktestHistory,
  type BacktestOptions,
  type BacktestResult,
  type BacktestSettings,
  type InjectedReplay,
  type Replay,
  type ReplayedWindow,
} from './monitor/backtest.js';
export type { DriftInjection } from './monitor/inject-drift.js';
export { calibrate } from './monitor/calibrate.js';
export { explain, type ExplainOptions } from './monitor/explain.js';
export type { Evidence, Explanation } from './show/explain/explanation.js';
export { trainInitialModel, type InitialModelOptions } from './monitor/initial-model.js';
export type { RebaselineOptions } from './monitor/rebaseline.js';
export type { MonitorEvents } from './monitor/events.js';
export type { ColumnOptions as MonitorColumnOptions, MonitorOptions, RetrainOptions } from './monitor/options.js';
export type { LabelOptions } from './act/labels/label-options.js';
export type { LabelOutcome, LedgerCounts, RecordOutcome } from './act/labels/ledger-types.js';
export type { CohortPerformance } from './judge/performance/cohort-performance.js';
export { schedule, type Schedule, type ScheduleOptions } from './monitor/schedule.js';
export type { Observed, ObserveOptions } from './monitor/intake.js';
export type { KeptRows, MonitorJson, MonitorState } from './monitor/state.js';
