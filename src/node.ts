/**
 * Everything of `driftsense`, plus files, mail and configuration.
 *
 * @module driftsense/node
 */

export * from './index.js';

// ports
export { nodeFileSystem } from './ports/file-system.node.js';
export { nodeHttp } from './ports/http.node.js';
export { nodemailerMail, type NodemailerMailOptions } from './ports/mail.node.js';

// profile
export { workerExecutor, type WorkerExecutorOptions } from './profile/worker-executor.node.js';

// source
export { csvFiles, type CsvFilesOptions } from './source/csv-files.node.js';
export { readLabels, type ReadLabelsOptions } from './source/read-labels.node.js';
export { readCsv, type CsvFileOptions } from './source/read-csv.node.js';

// act
export { workerTrainer, type WorkerTrainerOptions } from './act/train/worker-trainer.node.js';
export { fileRegistry, type FileRegistryOptions } from './act/registry/file-registry.node.js';
export type { FileRegistry } from './act/registry/stored-registry.js';
export type { RegistryProblem } from './act/registry/registry-problems.js';
// These stand for the same names of the core, with Node's ports filled in.
export { slack, webhook } from './act/alert/channels/http-channels.node.js';
export { email, type SmtpEmailOptions } from './act/alert/channels/smtp-email.node.js';

// store
export { fileCheckpoint, type FileCheckpointOptions } from './store/file-checkpoint.node.js';
export { replaceFile } from './store/replace-file.js';

// show
export { renderPng, type PngOptions } from './show/charts/png.node.js';

// config
export { loadMonitor, type LoadMonitorOptions } from './config/load-monitor.node.js';
export type { GivenParts } from './config/load-parts.node.js';
export type { CustomParts } from './config/build.js';
