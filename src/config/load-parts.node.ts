import { resolve } from 'node:path';
import { fileRegistry } from '../act/registry/file-registry.node.js';
import { rowBuffer } from '../act/train/row-buffer.js';
import { sourceFiles } from '../act/train/source-files.js';
import type { Alerter } from '../contracts/alerter.js';
import type { Batch } from '../contracts/batch.js';
import type { Registry } from '../contracts/registry.js';
import type { Source } from '../contracts/source.js';
import type { TrainingSource } from '../contracts/training-source.js';
import { DriftSenseError } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import type { MonitorOptions } from '../monitor/options.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import { workerExecutor } from '../profile/worker-executor.node.js';
import { csvFiles } from '../source/csv-files.node.js';
import type { LabelTable } from '../source/label-table.js';
import { findFiles } from '../source/find-files.node.js';
import { readCsv, type CsvFileOptions } from '../source/read-csv.node.js';
import { channelsOf, type Channels } from './alerters.node.js';
import { labelName, monitorOptionsOf, type CustomParts } from './build.js';
import { checkColumns } from './check-columns.js';
import { checkGate } from './check-gate.js';
import { labelType } from './label-type.js';
import { readLateLabels, type LateLabels } from './late-labels.node.js';
import type { ConfigFile } from './load-config.node.js';
import type { EffectiveConfig } from './presets.js';
import { shellWord } from '../shell-word.js';

/** Parts handed in from code; each stands for what the file says of it. */
export interface GivenParts extends CustomParts {
  /** Instead of the folder that the file names. */
  readonly registry?: Registry;
  /** Instead of the stream files. */
  readonly training?: TrainingSource;
  /** Added to the channels of the file. */
  readonly alerters?: readonly Alerter[];
  /** Told of what happens, after redaction. Default silent. */
  readonly logger?: Logger;
  /** The time. Default the machine's. */
  readonly clock?: Clock;
}

/** Everything a configuration file leads to. */
export interface ConfiguredParts {
  readonly options: MonitorOptions;
  readonly reference: Batch;
  readonly registry: Registry;
  /** The stream files, in number order, one batch each, with the labels of `data.labels`. */
  readonly source: Source;
  /** Labels from files of their own: what became of them. */
  readonly labels?: LabelTable;
  readonly streamFiles: () => Promise<string[]>;
  readonly dryRun: Channels['dryRun'];
}

/**
 * Reads the reference and makes every part a configuration names.
 *
 * @throws DriftSenseError `REFERENCE_NOT_FOUND`, `UNKNOWN_COLUMN`, `CONFIG_INVALID` for metrics the task does not have, and what reading a CSV and building the parts throw.
 */
export async function loadParts(file: ConfigFile, parts: GivenParts = {}): Promise<ConfiguredParts> {
  const { config } = file;
  const csv = csvOptionsOf(config);
  const path = pathFrom(file, config.data.reference);
  const late = await lateLabelsOf(file, csv);
  const rows = await readReference(path, csv, file);
  checkColumns(file, late ? [...rows.names, labelName(config)] : rows.names);
  const reference = late ? late.join(rows) : rows;
  const typeOfLabel = late?.type ?? labelType(reference, labelName(config));
  checkGate(file, reference, typeOfLabel);
  const { alerters, dryRun } = channelsOf(config, parts.logger);
  const patterns = [config.data.stream].flat().map((pattern) => pathFrom(file, pattern));
  const streamFiles = async (): Promise<string[]> =>
    (await Promise.all(patterns.map((pattern) => findFiles(pattern)))).flat().map((found) => found.path);
  const registry =
    parts.registry ??
    fileRegistry(pathFrom(file, config.registry.path), { ...(parts.clock && { clock: parts.clock }) });
  const read = async (one: string): Promise<Batch> => {
    const batch = await readCsv(one, csv);
    return late ? late.join(batch) : batch;
  };
  const training: TrainingSource = parts.training ?? {
    ...(config.window === 'file' ? sourceFiles(streamFiles, { read }) : keptRows(config)),
    async *reference() {
      yield await read(path);
    },
  };
  const source = csvFiles(patterns, csv);
  return {
    options: monitorOptionsOf(config, {
      ...parts,
      reference,
      labelType: typeOfLabel,
      training,
      registry,
      alerters: [...alerters, ...(parts.alerters ?? [])],
      executor: config.executor === 'worker' ? workerExecutor() : undefined,
    }),
    reference,
    registry,
    source: late ? late.joinAll(source) : source,
    ...(late && { labels: late.table }),
    streamFiles,
    dryRun,
  };
}

const lateLabelsOf = async (file: ConfigFile, csv: CsvFileOptions): Promise<LateLabels | undefined> => {
  const { id, labels } = file.config.data;
  if (labels === undefined || id === undefined) return undefined;
  return readLateLabels(pathFrom(file, labels), { id, label: labelName(file.config) }, csv);
};

/** Windows that are no files cannot be read again: the rows of as many as one retraining may ask for are kept. */
function keptRows({ window, retraining }: EffectiveConfig): TrainingSource {
  const needed = typeof window === 'object' ? (window.rows ?? 0) * retraining.confirm.of : 0;
  return rowBuffer({ rows: Math.max(edgeLimits.trainingRows, needed) });
}

/** A path of the file: relative ones start at its folder. */
export const pathFrom = ({ directory }: ConfigFile, path: string): string => resolve(directory, path);

/** How the CSV files of a configuration are read. */
export function csvOptionsOf({ data }: EffectiveConfig): CsvFileOptions {
  const { delimiter, decimal, missing, encoding, ragged } = data;
  // Said aloud, utf-8 would outweigh what a byte order mark says.
  return { delimiter, decimal, missing, encoding: encoding === 'utf-8' ? undefined : encoding, ragged };
}

async function readReference(path: string, csv: CsvFileOptions, { file }: ConfigFile): Promise<Batch> {
  try {
    return await readCsv(path, csv);
  } catch (error) {
    if (!DriftSenseError.is(error, 'FILE_NOT_FOUND')) throw error;
    throw new DriftSenseError('REFERENCE_NOT_FOUND', `Baseline not found: ${path} (data.reference of ${file})`, {
      cause: error,
      details: { path },
      remedy: `set data.reference, or make example data: driftsense generate-data --out ${shellWord(path.replace(/[^/\\]*$/, '').replace(/[/\\]$/, '') || '.')}`,
    });
  }
}
