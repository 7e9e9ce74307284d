import type { CheckedCsvOptions } from './csv-options.js';

/** What a thread is given to read: bytes `from` to `to` of a file, behind those of its header. */
export interface CsvTask {
  readonly path: string;
  readonly header: Uint8Array;
  readonly from: number;
  readonly to: number;
  readonly options: CheckedCsvOptions;
}
