import { dirname } from 'node:path';
import type { Batch } from '../contracts/batch.js';
import type { Source } from '../contracts/source.js';
import { DriftSenseError } from '../errors.js';
import { csvFiles } from '../source/csv-files.node.js';
import { findFiles } from '../source/find-files.node.js';
import { labelEvents } from '../source/label-events.js';
import { LabelTable } from '../source/label-table.js';
import type { CsvFileOptions } from '../source/read-csv.node.js';
import { joinLabels, withLabels } from '../source/with-labels.js';
import { concatBatches } from '../table/batch.js';
import { labelType } from './label-type.js';
import { shellWord } from '../shell-word.js';

/** Labels of their own, and how they come to the rows of batches and of a source. */
export interface LateLabels {
  readonly table: LabelTable;
  /** What the labels mean. */
  readonly type: 'categorical' | 'numeric';
  readonly join: (batch: Batch) => Batch;
  readonly joinAll: (source: Source) => Source;
}

/**
 * Reads the files of `data.labels`, whose columns are called as in the stream, to be joined by `data.id`.
 *
 * @throws DriftSenseError `FILE_NOT_FOUND` when there is none, `UNKNOWN_COLUMN`, and what reading a CSV throws.
 */
export async function readLateLabels(
  path: string,
  columns: { readonly id: string; readonly label: string },
  csv: CsvFileOptions,
): Promise<LateLabels> {
  if ((await findFiles(path)).length === 0)
    throw new DriftSenseError('FILE_NOT_FOUND', `No files of labels match ${path} (data.labels)`, {
      details: { path },
      remedy: `set data.labels to a file, a directory or a pattern, or remove it; what is there: ls ${shellWord(dirname(path))}`,
    });
  const batches: Batch[] = [];
  for await (const batch of csvFiles(path, csv)) batches.push(batch);
  const all = concatBatches(batches);
  const table = new LabelTable();
  const type = labelType(all, columns.label) ?? 'categorical';
  // Classes are as they are written, `007` too; a number is what the decimal mark says.
  const numbers = type === 'numeric' ? [...all.column(columns.label)!] : undefined;
  let row = 0;
  for (const event of labelEvents(all, columns)) {
    table.add(numbers ? { ...event, label: numbers[row] } : event);
    row++;
  }
  return {
    table,
    type,
    join: (batch) => joinLabels(batch, table, columns),
    joinAll: (source) => withLabels(source, table, columns),
  };
}
