import { compareCsv, csvFile } from '../csv-file.js';
import { python } from '../peer.js';

await compareCsv({
  name: "CSV, pandas' reader in C",
  peer: await python('pandas', 'pandas_csv.py', csvFile()),
  goal: 2,
  rounds: 5,
});
