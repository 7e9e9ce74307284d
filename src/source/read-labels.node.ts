import { csvFiles, type CsvFilesOptions } from './csv-files.node.js';
import { labelEvents, type LabelColumns } from './label-events.js';
import { LabelTable } from './label-table.js';
import { requireGiven } from '../require-given.js';

/** How files of labels are read. */
export interface ReadLabelsOptions extends LabelColumns, Omit<CsvFilesOptions, 'after'> {}

/**
 * Reads CSV files of labels, in number order of their names, into a table by id. Records that are of no use are counted in
 * it.
 *
 * @param files - A pattern, a directory or a list of these, as `csvFiles` takes them.
 * @throws DriftSenseError `UNKNOWN_COLUMN`, `TIME_AMBIGUOUS` as `labelEvents`; as `csvFiles`; `VALUE_OUT_OF_DOMAIN` for
 *   what names no columns.
 * @example
 * const labels = await readLabels('labels/*.csv', { id: 'order', label: 'fraud', timestamp: 'decided_at' });
 * labels.counts.corrected; // labels that replaced an earlier one
 */
export async function readLabels(files: string | readonly string[], options: ReadLabelsOptions): Promise<LabelTable> {
  requireGiven(options, 'readLabels', 'the columns of id and label', 'id', 'label');
  const { id, label, timestamp, timeZone, ...csv } = options;
  const labels = new LabelTable();
  for await (const batch of csvFiles(files, csv))
    for (const event of labelEvents(batch, { id, label, timestamp, timeZone })) labels.add(event);
  return labels;
}
