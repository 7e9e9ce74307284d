import * as z from 'zod/mini';
import { edgeLimits } from '../edge-limits.js';
import type { Followed } from '../contracts/progress.js';
import { followOptions } from '../follow.js';
import { limits } from '../limits.js';

const oneByte = /^[^\n\r"\u0080-\uffff]$/;

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding.length > 0;
  } catch {
    return false;
  }
}

/** How cells are read. */
export const csvOptions = z.strictObject({
  delimiter: z._default(z.string().check(z.regex(oneByte, "expected one ASCII character such as ',' or '\\t'")), ','),
  decimal: z._default(z.enum(['.', ',']), '.'),
  missing: z._default(z.readonly(z.array(z.string())), []),
  encoding: z.optional(
    z.string().check(z.refine(isEncoding, 'expected an encoding such as utf-8, latin1 or utf-16le')),
  ),
  ragged: z._default(z.enum(['refuse', 'skip']), 'refuse'),
  maxRecordBytes: z._default(z.int().check(z.positive()), edgeLimits.csvRecordBytes),
  maxColumns: z._default(z.int().check(z.positive()), limits.columns),
});

/** The options of every CSV reader. */
export const csvReaderOptions = z.extend(csvOptions, followOptions);

/** How a CSV is read. */
export interface CsvOptions extends Followed {
  /** What stands between fields: one ASCII character. Default `,`. A first line `sep=;` in the file overrides it. */
  readonly delimiter?: string;
  /** Decimal mark of numbers. Default `.`. */
  readonly decimal?: '.' | ',';
  /** Cells that mean "missing" in every column, besides the empty cell (and `NA`, `N/A`, `NaN`, `null` in numeric columns). Default none. */
  readonly missing?: readonly string[];
  /** Name of the encoding as in the WHATWG standard. Default utf-8, or what a byte order mark says. */
  readonly encoding?: string | undefined;
  /** What a record with another number of fields than the header does: end the reading, or be left out and counted. Default `refuse`. */
  readonly ragged?: 'refuse' | 'skip';
  /** Bytes of one record. Default 1 MiB. */
  readonly maxRecordBytes?: number;
  /** Columns of one file. Default 10,000. */
  readonly maxColumns?: number;
}

export type CheckedCsvOptions = z.output<typeof csvOptions>;
