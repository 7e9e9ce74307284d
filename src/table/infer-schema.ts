import * as z from 'zod/mini';
import type { Batch } from '../contracts/batch.js';
import type { Schema } from '../contracts/schema.js';
import { byName, parseOptions } from '../options.js';
import { toBatch } from './batch.js';
import { inferColumns, type ColumnSpec, type InferOptions } from './schema.js';
import { isTimeZone } from './time-zone.js';

const column = z.optional(z.string());
const inferOptions = z.strictObject({
  columns: z.optional(byName(z.custom<ColumnSpec>())),
  label: column,
  prediction: column,
  score: column,
  id: column,
  timestamp: column,
  timeZone: z.optional(z.string().check(z.refine(isTimeZone, 'expected an IANA time zone'))),
});

/**
 * Infers a schema from the reference, once. A column is numeric when its values are numbers (also with few distinct
 * ones), a timestamp when all are dates or ISO-8601 texts, else categorical; texts that are numbers stay categorical,
 * because they are codes or were quoted on purpose. Where at least 99 % of the values of a mixed column are numbers it is
 * numeric and the rest are counted as unparsable. Roles come from the options, never from a name; the exceptions are
 * columns without a name: a row index becomes an id, an empty one is ignored. Everything that was decided is in `notes`.
 *
 * @throws DriftSenseError `TABLE_INVALID`, `OPTION_INVALID`; `UNKNOWN_COLUMN` when an option names a column the batch lacks;
 *   `SCHEMA_INVALID`.
 * @example
 * inferSchema(toBatch({ price: [9.5, 10], shop: ['a', 'b'], sold: [true, false] }), { label: 'sold' });
 */
export function inferSchema(batch: Batch, options: InferOptions = {}): Schema {
  return inferColumns(toBatch(batch), parseOptions(inferOptions, options, 'inferSchema') as InferOptions);
}
