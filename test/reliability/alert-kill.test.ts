import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AlertMessage } from '../../src/contracts/alerter.js';
import { seededRandom } from '../../src/stats/random.js';
import { fileCheckpoint } from '../../src/store/file-checkpoint.node.js';
import { runToTheEnd, Sink, underAlertControl, type AlertControl } from './alert-scenario.js';
import { nightly, record } from './evidence.js';
import { bundle, scratch, startWorker } from './worker-processes.js';

const disk = scratch('alerts');
const program = bundle('alert-worker.ts', disk.path);
/** One sink per trial, told apart by its port. */
const servers: Server[] = [];
afterAll(async () => {
  for (const server of servers) server.close();
  await disk.remove();
});

async function sinkServer(): Promise<{ readonly sink: Sink; readonly port: number }> {
  const sink = new Sink();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      sink.receive(String(request.headers['idempotency-key']), JSON.parse(body) as AlertMessage);
      response.end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { sink, port: (server.address() as AddressInfo).port };
}

/** Where a process dies: at an exact point of its own, or at a random moment after it has judged a window. */
interface Death {
  readonly point: 'saved' | 'sending' | 'sent' | 'window';
  readonly count: number;
  readonly afterMs: number;
}

const random = seededRandom('alert deaths 1');
const anyDeath = (): Death => ({
  point: (['saved', 'sending', 'sent', 'window'] as const)[random.integer(4)]!,
  count: 1 + random.integer(5),
  afterMs: random.integer(20),
});

/** The processes die as planned; what they leave is run to its end here. */
async function trial(id: string, deaths: readonly Death[], control: AlertControl, signal: AbortSignal) {
  const { sink, port } = await sinkServer();
  let died = 0;
  const bad: string[] = [];
  const directory = join(disk.path, id);
  for (const { point, count, afterMs } of deaths) {
    signal.throwIfAborted();
    const worker = startWorker(program, [directory, String(port), control, point, String(count)]);
    if (point === 'window') {
      const timer = setInterval(() => {
        if (worker.lines.length < count) return;
        clearInterval(timer);
        setTimeout(() => worker.process.kill('SIGKILL'), afterMs);
      }, 1);
      void worker.ended.then(() => clearInterval(timer));
    }
    const { code, signal: killed, errors } = await worker.ended;
    if (killed === 'SIGKILL') died++;
    else if (code !== 0) bad.push(`ended by itself: ${errors}`);
  }
  await runToTheEnd(underAlertControl(fileCheckpoint(directory), control), {
    name: 'sink',
    send: async (message, { idempotencyKey }) => sink.receive(idempotencyKey, message),
  });
  return { died, duplicates: sink.duplicates, bad: [...bad, ...sink.wrongs(died)] };
}

/** @param signal - Fires when the test's time is up: no further process is started then. */
async function trials(count: number, control: AlertControl, signal: AbortSignal, untilBad = false) {
  const began = performance.now();
  let done = 0;
  let died = 0;
  let duplicates = 0;
  const bad: string[] = [];
  const lane = async (): Promise<void> => {
    while (done < count) {
      if (untilBad && bad.length > 0) return;
      const n = done++;
      const deaths = Array.from({ length: 1 + (n % 2) }, anyDeath);
      const result = await trial(`${control}-${n}`, deaths, control, signal);
      died += result.died;
      duplicates += result.duplicates;
      bad.push(
        ...result.bad.map((what) => `trial ${n} (${deaths.map((death) => JSON.stringify(death)).join()}): ${what}`),
      );
    }
  };
  await Promise.all([lane(), lane()]);
  return { done, died, duplicates, bad, msPerTrial: Math.round((performance.now() - began) / done) };
}

describe('alerts of a process that is killed between noting, sending and marking (REL-10)', () => {
  const count = nightly ? 500 : 50;
  const timeout = 12_000 * count;
  it('are all told: at most once more per kill, and then under the same key', { timeout }, async ({ signal }) => {
    const { done, died, duplicates, bad, msPerTrial } = await trials(count, 'none', signal);
    const details = { kills: died, duplicates, msPerTrial };
    record({ id: 'REL-10', trials: done, acknowledged: died, bad: bad.length, details });
    expect(bad).toEqual([]);
    expect(died).toBeGreaterThan(done / 2);
    expect(duplicates).toBeGreaterThan(0); // some were caught between sending and marking
  });

  it.for(['M11', 'M12'] as const)(
    'are missed when what is saved does not hold them (%s)',
    { timeout: 600_000 },
    async (control, { signal }) => {
      const { done, bad } = await trials(50, control, signal, true);
      record({ id: 'REL-10', control, trials: done, bad: bad.length });
      expect(bad.length).toBeGreaterThan(0);
    },
  );
});
