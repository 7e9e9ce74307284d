// What watching costs a service. Run: npm run bench:service
import autocannon from 'autocannon';
import Fastify from 'fastify';
import { Monitor, type Row } from '../src/index.js';
import { seededRandom } from '../src/stats/random.js';

const features = 50;
const random = seededRandom('service');
const rowOf = (): Row =>
  Object.fromEntries(
    Array.from({ length: features }, (_, i) => [`f${i}`, i % 5 === 0 ? `c${random.integer(8)}` : random.normal()]),
  );
const reference = Array.from({ length: 5_000 }, rowOf);
const rows = Array.from({ length: 1_000 }, rowOf);
const figure = (x: number): string => x.toPrecision(3);

async function observeLatency(calls: number): Promise<void> {
  const monitor = new Monitor({ reference, window: { rows: 2_000 } });
  const times = new Float64Array(calls);
  for (let i = 0; i < calls; i++) {
    const start = process.hrtime.bigint();
    monitor.observe(rows[i % rows.length]!, { id: i });
    times[i] = Number(process.hrtime.bigint() - start) / 1e3;
    // A service gives the judging its turn between requests.
    if (i % 100 === 99) await new Promise(setImmediate);
  }
  await monitor.settled();
  times.sort();
  const at = (share: number): string => figure(times[Math.floor(share * calls)]!);
  console.log(
    `observe, ${features} features, ${calls.toLocaleString('en')} calls: median ${at(0.5)} µs, p99 ${at(0.99)} µs, p99.9 ${at(0.999)} µs`,
  );
}

/** Growth of the heap after warm-up, in MB per million rows. */
async function heapSlope(calls: number): Promise<void> {
  const monitor = new Monitor({ reference: reference.slice(0, 2_000), window: { rows: 2_000 } });
  const used: [number, number][] = [];
  for (let i = 0; i < calls; i++) {
    monitor.observe(rows[i % rows.length]!);
    if (i % 1_000 === 999) await monitor.settled();
    if (i % (calls / 20) === calls / 20 - 1) {
      globalThis.gc?.();
      used.push([i, process.memoryUsage().heapUsed / 1e6]);
    }
  }
  const late = used.slice(used.length / 2);
  const [x, y] = [0, 1].map((k) => late.reduce((sum, point) => sum + point[k]!, 0) / late.length) as [number, number];
  const slope =
    late.reduce((sum, [i, mb]) => sum + (i - x) * (mb - y), 0) / late.reduce((sum, [i]) => sum + (i - x) ** 2, 0);
  console.log(
    `heap after warm-up over ${calls.toLocaleString('en')} rows of ${features} features: ${figure(slope * 1e6)} MB per million rows, at the end ${figure(late.at(-1)![1])} MB`,
  );
}

/** A small scoring service, watched or not; gives microseconds of processor time per request. */
async function cpuPerRequest(watched: boolean): Promise<number> {
  const monitor = watched ? new Monitor({ reference, window: { rows: 2_000 } }) : undefined;
  const app = Fastify();
  app.post<{ Body: Row }>('/score', async ({ body }) => {
    const score = 1 / (1 + Math.exp(-Number(body['f1'])));
    monitor?.observe(body);
    return { score };
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const body = JSON.stringify(rows[0]);
  const shoot = (amount: number) =>
    autocannon({
      url: `${url}/score`,
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      amount,
      connections: 10,
      workers: 1,
    });
  await shoot(2_000);
  const before = process.cpuUsage();
  await shoot(10_000);
  await monitor?.settled();
  const { user, system } = process.cpuUsage(before);
  await app.close();
  return (user + system) / 10_000;
}

await observeLatency(200_000);
await heapSlope(Number(process.env['ROWS'] ?? 1_000_000));
const pairs: number[] = [];
for (let pair = 0; pair < 9; pair++) {
  const order = pair % 2 === 0 ? [false, true] : [true, false];
  const [first, second] = [await cpuPerRequest(order[0]!), await cpuPerRequest(order[1]!)];
  pairs.push(order[0] ? first / second : second / first);
}
pairs.sort((a, b) => a - b);
console.log(
  `processor time per request, watched over not watched, ${features} features: median of 9 pairs ${figure(pairs[4]!)} (${figure(pairs[0]!)} to ${figure(pairs[8]!)})`,
);
