import type { Batch } from '../contracts/batch.js';
import type { Source } from '../contracts/source.js';
import { allSteps } from '../all-steps.js';
import { makeBatch } from '../table/batch.js';
import { extractIds } from '../table/extract.js';
import { cellAt, columnNamed } from './label-events.js';
import type { LabelTable } from './label-table.js';
import { requireGiven } from '../require-given.js';

/** The columns that rows and labels are joined by. */
export interface JoinColumns {
  /** Column of the rows that names them. */
  readonly id: string;
  /** Column that the label becomes. */
  readonly label: string;
}

/**
 * A source whose rows have their labels from elsewhere, joined by id: where the labels came later, in files of their own.
 * A row without one keeps what it had. Batches say in their notes how many rows have found theirs.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what is no source, no labels, or names no columns; on iteration
 *   `UNKNOWN_COLUMN` when a batch has neither the id column nor ids beside it.
 * @example
 * const labels = await readLabels('labels/*.csv', { id: 'order', label: 'fraud' });
 * for await (const report of monitor.run(withLabels(csvFiles('stream/*.csv'), labels, { id: 'order', label: 'fraud' }))) …
 */
export function withLabels(source: Source, labels: LabelTable, columns: JoinColumns): Source {
  requireGiven(source, 'withLabels', 'a Source', Symbol.asyncIterator);
  requireGiven(labels, 'withLabels', 'a LabelTable', 'get');
  requireGiven(columns, 'withLabels', 'the columns of id and label', 'id', 'label');
  const joined = async function* (batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
    for await (const batch of batches) yield joinLabels(batch, labels, columns);
  };
  return {
    [Symbol.asyncIterator]: () => joined(source),
    ...(source.name !== undefined && { name: source.name }),
    ...(source.after && { after: (offset: string) => joined(source.after!(offset)) }),
    ...(source.ack && { ack: (offset: string) => source.ack!(offset) }),
  };
}

/** A batch with the labels of its rows. @throws DriftSenseError `UNKNOWN_COLUMN`. */
export function joinLabels(batch: Batch, labels: LabelTable, { id, label }: JoinColumns): Batch {
  const own = batch.column(id);
  const ids = (!own && batch.ids) || allSteps(extractIds(columnNamed(batch, id), batch.size));
  const before = batch.column(label);
  let found = 0;
  const cells = ids.map((name, row) => {
    const known = labels.get(name); // no label belongs to the empty text
    if (known !== undefined) found++;
    return known ?? (before ? cellAt(before, row) : null);
  });
  const others = batch.names.filter((name) => name !== label).map((name) => [name, batch.column(name)!] as const);
  const { size, times, modelVersions, name, offset } = batch;
  return makeBatch({
    size,
    columns: [...others, [label, cells]],
    ids: batch.ids,
    times,
    modelVersions,
    name,
    offset,
    notes: [...(batch.notes ?? []), `labels of their own: ${found} of ${size} rows`],
  });
}
