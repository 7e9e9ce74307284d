import type { Batch, ColumnValues } from '../contracts/batch.js';
import { allSteps } from '../all-steps.js';
import { DriftSenseError } from '../errors.js';
import { didYouMean, nearestName } from '../nearest-name.js';
import { isCoded, isParsed } from '../table/cells.js';
import { spellingAt } from '../table/columns.js';
import { extractIds } from '../table/extract.js';
import { missingWords } from '../table/missing-words.js';
import { readTime } from '../table/time.js';
import { requireGiven } from '../require-given.js';

/** A label that came by itself. */
export interface LabelEvent {
  /** Whose label it is; the empty text where the record names nobody. */
  readonly id: string;
  /** The cell as it was written; null where there is none. */
  readonly label: unknown;
  /** Epoch milliseconds at which it was known; NaN for a time that cannot be read. Absent where none is given. */
  readonly at?: number;
}

/** Which columns of a table of labels hold what. */
export interface LabelColumns {
  /** The column that names the row. */
  readonly id: string;
  /** The column of the label. */
  readonly label: string;
  /** When each label was known. Default: it is not known. */
  readonly timestamp?: string | undefined;
  /** IANA zone of times that are written without offset. */
  readonly timeZone?: string | undefined;
}

/**
 * The labels of a table, one after another. Every record gives one, also one that is of no use: who takes them counts it.
 *
 * @throws DriftSenseError `UNKNOWN_COLUMN` when the table lacks one of the columns named; `TIME_AMBIGUOUS` for a time
 *   without zone, unless `timeZone` is given; `VALUE_OUT_OF_DOMAIN` for what is no batch.
 * @example
 * for (const { id, label, at } of labelEvents(await readCsv('labels.csv'), { id: 'order', label: 'fraud' })) …
 */
export function* labelEvents(batch: Batch, columns: LabelColumns): Generator<LabelEvent, void, undefined> {
  requireGiven(batch, 'labelEvents', 'a Batch', 'size', 'names', 'column');
  requireGiven(columns, 'labelEvents', 'the columns of id and label', 'id', 'label');
  const { id, label, timestamp, timeZone } = columns;
  const ids = allSteps(extractIds(columnNamed(batch, id), batch.size));
  const labels = columnNamed(batch, label);
  const times = timestamp === undefined ? undefined : columnNamed(batch, timestamp);
  for (let row = 0; row < batch.size; row++) {
    const time = times && timeAt(times, row, timeZone);
    yield { id: ids[row]!, label: cellAt(labels, row), ...(time !== undefined && { at: time }) };
  }
}

/** A column of a batch. @throws DriftSenseError `UNKNOWN_COLUMN`. */
export function columnNamed(batch: Batch, name: string): ColumnValues {
  const values = batch.column(name);
  if (values !== undefined) return values;
  const near = nearestName(name, batch.names);
  const where = batch.name === undefined ? '' : `${batch.name}: `;
  throw new DriftSenseError('UNKNOWN_COLUMN', `${where}there is no column '${name}'${didYouMean(near)}`, {
    details: { column: name, known: batch.names },
  });
}

/** A cell as it was written; null where it is missing. */
export function cellAt(values: ColumnValues, row: number): unknown {
  if (values instanceof Float64Array) return Number.isNaN(values[row]) ? null : values[row];
  if (isParsed(values)) return spellingAt(values, row);
  return (isCoded(values) ? values.at(row) : values[row]) ?? null;
}

const isMissing = new Set<unknown>([...missingWords, '', null]);

function timeAt(values: ColumnValues, row: number, timeZone: string | undefined): number | undefined {
  // Epoch milliseconds are numbers also where a file writes them.
  const cell = !(values instanceof Float64Array) && isParsed(values) ? values.at(row) : cellAt(values, row);
  if (isMissing.has(cell)) return undefined;
  const time = readTime(cell, timeZone);
  if (time === 'zone-less')
    throw new DriftSenseError('TIME_AMBIGUOUS', 'the times of the labels have no zone: give them one, or set timeZone');
  return typeof time === 'number' ? time : Number.NaN;
}
