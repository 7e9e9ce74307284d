import * as z from 'zod';
import { limits } from '../limits.js';

const oneByte = /^[^\n\r"\u0080-\uffff]$/;

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding.length > 0;
  } catch {
    return false;
  }
}

/** The options of every CSV reader. */
export const csvOptions = z.strictObject({
  delimiter: z.string().regex(oneByte, "expected one ASCII character such as ',' or '\\t'").default(','),
  decimal: z.enum(['.', ',']).default('.'),
  missing: z.array(z.string()).readonly().default([]),
  encoding: z.string().refine(isEncoding, 'expected an encoding such as utf-8, latin1 or utf-16le').optional(),
  ragged: z.enum(['refuse', 'skip']).default('refuse'),
  maxRecordBytes: z.int().positive().default(limits.csvRecordBytes),
  maxColumns: z.int().positive().default(limits.columns),
});

/** How a CSV is read. */
export interface CsvOptions {
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
