// Run with --expose-gc: sink-worker.mjs <file with the certificate> <address of a bad sink>…
// Floods an outbox whose receivers are all bad, then judges windows with them and with one that takes all at once.
import { readFileSync } from 'node:fs';
import { webhook } from '../../src/act/alert/channels/http-channels.node.js';
import { createOutbox } from '../../src/act/alert/deliver.js';
import type { Alerter } from '../../src/contracts/alerter.js';
import { Monitor } from '../../src/index.js';
import { systemClock } from '../../src/ports/system-clock.js';
import { silentLogger } from '../../src/ports/logger.js';
import { seededRandom } from '../../src/stats/random.js';
import { messageOf } from '../act/alert/messages.js';
import { rowsOf } from '../monitor/loop.js';

const [certificate = '', ...addresses] = process.argv.slice(2);
const alerts = Number(process.env['ALERTS']);
const pairs = 20;
const ca = readFileSync(certificate, 'utf8');
const sinks = (): Alerter[] => addresses.map((url) => webhook({ url, allowPrivate: true, ca }));
const turn = (): Promise<void> => new Promise(setImmediate);
const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};
const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** Megabytes in use, with what lies outside the heap. */
function megabytes(): number {
  for (let i = 0; i < 3; i++) globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

/** Processor time of each turn of the event loop, and what is kept, while alerts come in from 2,500 monitors. */
async function flood() {
  const outbox = createOutbox({
    alerters: sinks(),
    clock: systemClock,
    logger: silentLogger,
    random: () => 0.5,
  });
  const text = 'Window w1 (2,000 rows): 1 of 2 columns drifted. '.repeat(20);
  const turns: number[] = [];
  await turn();
  const before = megabytes();
  for (let sent = 0; sent < alerts;) {
    const start = process.cpuUsage();
    for (let i = 0; i < 20; i++, sent++) {
      const monitor = `m${sent % 2_500}`;
      outbox.enqueue(messageOf({ monitor, key: `${monitor}/data-drift`, sequence: sent, text: `${sent} ${text}` }));
    }
    await turn();
    turns.push(cpuMs(start));
  }
  const grown = megabytes() - before;
  const { channels } = outbox.toJSON();
  const waiting = Object.values(channels).map((channel) => channel.waiting.length);
  const counts = outbox.counts();
  await outbox.close({ deadlineMs: 0 });
  return { grownMb: grown, waiting, counts, turnP99Ms: sorted(turns)[Math.floor(0.99 * turns.length)]! };
}

/** Processor time of the same drifting windows with the bad sinks over that with one that takes every alert at once. */
async function throughput() {
  const [bad, good] = [sinks(), [{ name: 'good', send: async () => undefined } satisfies Alerter]].map(
    (alerters) =>
      new Monitor({
        reference: rowsOf(2_000, 'reference'),
        alerters,
        alerts: { remindEvery: 1 },
        random: seededRandom('jitter'),
      }),
  );
  const windows = Array.from({ length: 20 }, (_, i) => rowsOf(300, `drifting ${i}`, { shift: 1.5 }));
  let id = 0;
  const judged = async (monitor: Monitor): Promise<number> => {
    const start = process.cpuUsage();
    for (const window of windows) await monitor.process(window, { id: `w${id++}` });
    return cpuMs(start);
  };
  // The least of many: what else the machine does only ever adds.
  const least = { bad: Infinity, good: Infinity };
  for (let i = 0; i < pairs; i++) {
    least.bad = Math.min(least.bad, await judged(bad!));
    least.good = Math.min(least.good, await judged(good!));
  }
  await bad!.close({ deadlineMs: 0 });
  await good!.close();
  return { ratio: least.bad / least.good, windows: id };
}

console.log(JSON.stringify({ ...(await flood()), ...(await throughput()) }));
