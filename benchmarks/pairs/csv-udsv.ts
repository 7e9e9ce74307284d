import { readFileSync } from 'node:fs';
import { compareCsv, csvFile } from '../csv-file.js';
import { npm } from '../peer.js';

interface Udsv {
  readonly inferSchema: (text: string) => object;
  readonly initParser: (schema: object) => { readonly typedCols: (text: string) => unknown[][] };
}

const peer = await npm<Udsv>('udsv', ({ inferSchema, initParser }) => ({
  read: () => {
    const text = readFileSync(csvFile(), 'utf8');
    const columns = initParser(inferSchema(text)).typedCols(text);
    return [columns[0]!.length, (columns[0] as number[]).reduce((sum, x) => sum + x, 0)];
  },
}));
await compareCsv({ name: 'CSV, udsv', peer, rounds: 2 });
