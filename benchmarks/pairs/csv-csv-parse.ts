import { readFileSync } from 'node:fs';
import { compareCsv, csvFile, typed } from '../csv-file.js';
import { npm } from '../peer.js';

interface CsvParse {
  readonly parse: (bytes: Uint8Array, options: object) => Record<string, string>[];
}

const peer = await npm<CsvParse>(
  'csv-parse',
  ({ parse }) => ({ read: () => typed(parse(readFileSync(csvFile()), { columns: true })) }),
  'csv-parse/sync',
);
await compareCsv({ name: 'CSV, csv-parse', peer, rounds: 2 });
