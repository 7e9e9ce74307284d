// What watching costs a service. Run: npm run bench:service
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import autocannon from 'autocannon';
import Fastify from 'fastify';
import { Monitor, type Row } from '../src/index.js';
import { seededRandom } from '../src/stats/random.js';

// Rows of the callers are new ones: windows of the reference's own rows would be looked at for being just these.
const random = seededRandom(process.argv[2] === 'callers' ? 'callers' : 'service');
const rowsOf = (count: number, features: number): Row[] =>
  Array.from({ length: count }, () =>
    Object.fromEntries(
      Array.from({ length: features }, (_, i) => [`f${i}`, i % 5 === 0 ? `c${random.integer(8)}` : random.normal()]),
    ),
  );
/** Features of the service whose shares are looked at. */
const widest = 50;
const reference = rowsOf(5_000, widest);
const rows = rowsOf(1_000, widest);
const figure = (x: number): string => x.toPrecision(3);

/** Microseconds that one call in a hundred may take longer than. */
const slowest = 20;

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
  const at = (share: number): number => times[Math.floor(share * calls)]!;
  console.log(
    `observe, ${widest} features, ${calls.toLocaleString('en')} calls: median ${figure(at(0.5))} µs, p99 ${figure(at(0.99))} µs (at most ${slowest}), p99.9 ${figure(at(0.999))} µs`,
  );
  if (at(0.99) > slowest) process.exitCode = 1;
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
    `heap after warm-up over ${calls.toLocaleString('en')} rows of ${widest} features: ${figure(slope * 1e6)} MB per million rows, at the end ${figure(late.at(-1)![1])} MB`,
  );
}

interface Load {
  readonly url: string;
  readonly amount: number;
}

/** `bare`: nothing but a route and a formula. `usual`: a log, schemas of body and answer, and a forest of a hundred trees. */
type Kind = 'bare' | 'usual';

/** A scoring service, watched or not. */
async function service(kind: Kind, features: number, monitor: Monitor | undefined) {
  const app = Fastify(kind === 'usual' ? { logger: { stream: createWriteStream('/dev/null') } } : {});
  const score = kind === 'usual' ? forest(features) : (row: Row) => logistic(Number(row['f1']));
  app.post<{ Body: Row }>('/score', { schema: kind === 'usual' ? schemasOf(features) : {} }, async ({ body }) => {
    const answer = { score: score(body) };
    monitor?.observe(body);
    return answer;
  });
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

function schemasOf(features: number) {
  const names = Array.from({ length: features }, (_, i) => `f${i}`);
  const typeOf = (i: number): string => (i % 5 === 0 ? 'string' : 'number');
  return {
    body: {
      type: 'object',
      required: names,
      properties: Object.fromEntries(names.map((name, i) => [name, { type: typeOf(i) }])),
    },
    response: { 200: { type: 'object', properties: { score: { type: 'number' } } } },
  };
}

/** A hundred random trees of depth six, each in one stretch of memory: children of node i are 2i + 1 and 2i + 2. */
function forest(features: number): (row: Row) => number {
  const nodes = 2 ** 6 - 1;
  const trees = Array.from({ length: 100 }, () => ({
    columns: Int32Array.from({ length: nodes }, () => random.integer(features)),
    cuts: Float64Array.from({ length: nodes }, () => random.normal()),
    leaves: Float64Array.from({ length: nodes + 1 }, () => random.normal() / 100),
  }));
  const cells = new Float64Array(features);
  return (row) => {
    for (let i = 0; i < features; i++) {
      const cell = row[`f${i}`];
      cells[i] = typeof cell === 'number' ? cell : Number(String(cell).slice(1)) - 4;
    }
    let sum = 0;
    for (const { columns, cuts, leaves } of trees) {
      let node = 0;
      while (node < nodes) node = 2 * node + (cells[columns[node]!]! <= cuts[node]! ? 1 : 2);
      sum += leaves[node - nodes]!;
    }
    return logistic(sum);
  };
}

/** Microseconds of processor time of a call, what it leaves to be done later included. */
async function microseconds(run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Windows after which what takes rows in and judges them has been compiled and compiled anew: later ones cost the same. */
const warmingWindows = 3_000;

/**
 * Processor time per request with and without the monitor, in turns, when both have long been warm: the first of millions of
 * requests would tell of compiling. Its first windows a service pays for once.
 */
async function compareServices(kind: Kind, features: number): Promise<number> {
  const callers = fork(process.argv[1]!, ['callers', String(features)]);
  const monitor = new Monitor({ reference: rowsOf(5_000, features), window: { rows: 2_000 } });
  const early = await timeOfWindows(monitor, features, 20);
  const late = await timeOfWindows(monitor, features, warmingWindows);
  const services = {
    watched: await service(kind, features, monitor),
    plain: await service(kind, features, undefined),
  };
  const shoot = async (side: keyof typeof services, amount: number): Promise<void> => {
    callers.send({ url: services[side].url, amount } satisfies Load);
    const [failed] = (await once(callers, 'message')) as [number];
    if (failed > 0) throw new Error(`${failed} requests failed`);
    await monitor.settled();
  };
  console.log(
    `judging and taking in, ${features} features: ${figure(early)} µs a row in the first 20 windows, ${figure(late)} in the last 20 of ${warmingWindows}`,
  );
  const requests = 20_000;
  for (const side of ['plain', 'watched', 'plain', 'watched'] as const) await shoot(side, requests);
  const times = { watched: [] as number[], plain: [] as number[] };
  const ratios: number[] = [];
  for (let pair = 0; pair < 9; pair++) {
    for (const side of pair % 2 === 0 ? (['plain', 'watched'] as const) : (['watched', 'plain'] as const))
      times[side].push((await microseconds(() => shoot(side, requests))) / requests);
    ratios.push(times.watched.at(-1)! / times.plain.at(-1)!);
  }
  callers.kill();
  await Promise.all([services.watched.close(), services.plain.close()]);
  ratios.sort((a, b) => a - b);
  console.log(
    `processor time per request of a ${kind} service, watched over not watched, ${features} features, 9 pairs of ${requests.toLocaleString('en')} requests: ${figure(median(ratios))} (${figure(ratios[0]!)} to ${figure(ratios[8]!)}); ${figure(median(times.watched))} and ${figure(median(times.plain))} µs`,
  );
  return median(times.plain);
}

/** Microseconds of processor time a row of the last twenty of some windows, whose rows come as from callers. */
async function timeOfWindows(monitor: Monitor, features: number, windows: number): Promise<number> {
  const bodies = rowsOf(2_000, features).map((row) => JSON.stringify(row));
  const times: number[] = [];
  for (let window = 0; window < windows; window++) {
    const parsed = bodies.map((body) => JSON.parse(body) as Row);
    times.push(
      await microseconds(async () => {
        for (const row of parsed) monitor.observe(row);
        await monitor.settled();
      }),
    );
  }
  return times.slice(-20).reduce((sum, time) => sum + time, 0) / 20 / bodies.length;
}

/** What of it is taking rows in, and what judging them. @param request - Microseconds of a request without a monitor. */
async function shares(request: number): Promise<void> {
  const monitor = new Monitor({ reference, window: { rows: 2_000 } });
  const bodies = rows.map((row) => JSON.stringify(row));
  const read = (use: (row: Row) => void) => () => {
    for (let i = 0; i < 2_000; i++) use(JSON.parse(bodies[i % bodies.length]!) as Row);
  };
  const [parsing, taking, judging]: [number[], number[], number[]] = [[], [], []];
  for (let window = 0; window < 100; window++) {
    parsing.push(await microseconds(read(() => undefined)));
    taking.push(await microseconds(read((row) => monitor.observe(row))));
    judging.push(await microseconds(() => monitor.settled()));
  }
  const late = (times: readonly number[]): number => median(times.slice(40)) / 2_000;
  const [observe, judge] = [late(taking) - late(parsing), late(judging)];
  const share = (time: number): string => `${figure((100 * time) / request)} %`;
  console.log(
    `of it observe ${figure(observe)} µs (${share(observe)}), judging ${figure(judge)} µs (${share(judge)}), which is ${figure(2 * judge)} ms a window of 2,000 rows; reading the body ${figure(late(parsing))} µs`,
  );
}

async function measureAll(): Promise<void> {
  for (const width of [5, 10, 20, widest]) await compareServices('usual', width);
  for (const width of [5, 10, 20]) await compareServices('bare', width);
  await shares(await compareServices('bare', widest));
  await observeLatency(1_000_000);
  await heapSlope(Number(process.env['ROWS'] ?? 1_000_000));
}

/** The callers: a process of their own, so that their time is not the service's. */
if (process.argv[2] === 'callers') {
  const headers = { 'content-type': 'application/json' };
  const bodies = rowsOf(1_000, Number(process.argv[3])).map((row) => JSON.stringify(row));
  const requests = bodies.map((body) => ({ method: 'POST', path: '/score', headers, body }) as const);
  process.on('message', ({ url, amount }: Load) => {
    void autocannon({ url, amount, requests, connections: 10 }).then(({ errors, non2xx }) =>
      process.send!(errors + non2xx),
    );
  });
} else await measureAll();
