// Profiles a million different texts; run with a heap that has room for the texts and little else.
import { profile } from '../../src/profile/profile.js';
import { parseCsv } from '../../src/source/csv.js';

function* lines(): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode('id,x\n');
  for (let i = 0; i < 1_000_000; i += 1_000)
    yield encoder.encode(Array.from({ length: 1_000 }, (_, k) => `user-${i + k},${k % 7}\n`).join(''));
}
const table = await parseCsv(lines());
const collect = (globalThis as unknown as { gc: () => void }).gc;
collect();
const before = process.memoryUsage().heapUsed;
const reference = profile(table);
const window = profile(table, { on: reference });
collect();
const grownBy = process.memoryUsage().heapUsed - before;
process.stdout.write(
  JSON.stringify({ grownBy, rows: table.size, reference: reference.columns[0], window: window.columns[0] }),
);
