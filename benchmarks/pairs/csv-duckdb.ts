import { compareCsv, csvFile } from '../csv-file.js';
import { python } from '../peer.js';

await compareCsv(
  {
    name: 'CSV, DuckDB, two threads each',
    peer: await python('duckdb', 'duckdb_csv.py', csvFile(), '2'),
    by: 'clock',
    goal: 2,
    rounds: 5,
  },
  { threads: 2 },
);
