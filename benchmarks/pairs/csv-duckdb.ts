import { compareCsv, csvFile } from '../csv-file.js';
import { python } from '../peer.js';

await compareCsv({
  name: 'CSV, DuckDB on two threads',
  peer: await python('duckdb', 'duckdb_csv.py', csvFile(), '2'),
  by: 'clock',
  goal: 2,
  rounds: 5,
});
