import { readFileSync } from 'node:fs';
import { compareCsv, csvFile, typed } from '../csv-file.js';
import { npm } from '../peer.js';

interface Papaparse {
  readonly parse: (text: string, options: object) => { data: Record<string, string>[] };
}

const peer = await npm<Papaparse>('papaparse', ({ parse }) => ({
  read: () => typed(parse(readFileSync(csvFile(), 'utf8'), { header: true, skipEmptyLines: true }).data),
}));
await compareCsv({ name: 'CSV, papaparse', peer, rounds: 2 });
