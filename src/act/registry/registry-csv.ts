import type { ModelVersion } from '../../contracts/registry.js';
import { csvText, type CsvCell } from '../../store/csv-text.js';
import { requireEach } from '../../require-given.js';

/** What the export shows of a version: everything but the model and the reference of its scores. */
export type VersionSummary = Omit<ModelVersion, 'model' | 'scoreReference'>;

const columns: readonly (readonly [name: string, cell: (version: VersionSummary) => CsvCell])[] = [
  ['version', (v) => v.version],
  ['metrics', (v) => JSON.stringify(v.metrics)],
  ['timestamp', (v) => timestamp(v.createdAt)],
  ['data_size', (v) => v.rows],
  ['notes', (v) => v.notes],
  ['name', (v) => v.name],
  ['trainer', (v) => v.trainer],
  ['trainer_version', (v) => v.trainerVersion],
  ['lib_version', (v) => v.libVersion],
  ['parent', (v) => v.parent],
  ['reason', (v) => v.reason],
  ['training_from', (v) => v.trainingWindow?.from],
  ['training_to', (v) => v.trainingWindow?.to],
  ['reference_hash', (v) => v.referenceHash],
  [
    'features',
    (v) => v.features && JSON.stringify(Object.fromEntries(v.features.map(({ name, type }) => [name, type]))),
  ],
  ['classes', (v) => v.classes && JSON.stringify(v.classes)],
  ['validation_rows', (v) => v.validation?.rows],
  ['validation_mean_loss', (v) => v.validation?.meanLoss],
  ['validation_sd', (v) => v.validation?.sd],
  ['gate', (v) => (v.gate === undefined ? undefined : JSON.stringify(v.gate))],
];

const fixedHeader = columns.map(([name]) => name).join(',');

/**
 * The registry as a table for people and spreadsheets: version, metrics, timestamp, data size and notes first, the other
 * facts to their right, then one column per metric. An export only: nothing reads it back.
 *
 * @param versions - In the order of the rows.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what are no versions.
 */
export function registryCsv(versions: readonly VersionSummary[]): string {
  requireEach(versions, 'registryCsv', 'a version with its summary', 'version', 'metrics');
  const metrics = [...new Set(versions.flatMap((version) => Object.keys(version.metrics)))].toSorted();
  return csvText(
    [...columns.map(([name]) => name), ...metrics.map((name) => `metric_${name}`)],
    versions.map((version) => [
      ...columns.map(([, cell]) => cell(version)),
      ...metrics.map((name) => (Object.hasOwn(version.metrics, name) ? version.metrics[name] : undefined)),
    ]),
  );
}

/** Whether a file is an export of ours: its first line begins with the columns that every one has. */
export const isRegistryCsv = (content: Uint8Array): boolean =>
  new TextDecoder().decode(content.subarray(0, fixedHeader.length)) === fixedHeader;

/** ISO 8601 in UTC; a time beyond the calendar stays the number it is. */
function timestamp(milliseconds: number): CsvCell {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? milliseconds : date.toISOString();
}
