import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { edgeLimits } from '../../src/edge-limits.js';
import { selfSigned } from '../ports/certificate.js';
import { answers, httpsServer, type Answer } from '../ports/https-server.js';
import { nightly, record } from './evidence.js';
import { bundle, scratch, startWorker } from './worker-processes.js';

const disk = scratch('sinks');
const servers: { close(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await disk.remove();
});

/** One byte each second, for ever. */
const trickle: Answer = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write('x'), 1_000);
  response.on('close', () => clearInterval(timer));
};

const { status, hang, reset, endless } = answers;
const bad: Readonly<Record<string, Answer>> = {
  tarpit: hang,
  'one byte per second': trickle,
  'endless body': endless,
  '500': status(500),
  '429': status(429, { 'retry-after': '5' }),
  '408': status(408),
  reset,
};

interface Seen {
  readonly grownMb: number;
  readonly waiting: readonly number[];
  readonly counts: Readonly<Record<string, number>>;
  readonly turnP99Ms: number;
  readonly ratio: number;
  readonly passes: number;
}

describe('sinks that are dead or slow (REL-13)', () => {
  it('neither slow detection down, nor hold the event loop, nor fill memory', { timeout: 3_600_000 }, async () => {
    const pair = selfSigned();
    const certificate = join(disk.path, 'ca.pem');
    writeFileSync(certificate, pair.cert);
    const addresses = ['https://no-such-host.invalid/'];
    const asked: Record<string, () => number> = {};
    for (const [name, answer] of Object.entries(bad)) {
      const server = await httpsServer([answer], pair);
      servers.push(server);
      addresses.push(server.url('/hook'));
      asked[name] = () => server.requests.length;
    }
    const alerts = nightly ? 100_000 : 20_000;
    process.env['ALERTS'] = String(alerts);
    const worker = startWorker(bundle('sink-worker.ts', disk.path), [certificate, ...addresses], ['--expose-gc']);
    const { code, errors } = await worker.ended;
    expect(code, errors).toBe(0);
    const seen = JSON.parse(worker.lines[0]!) as Seen;
    const requests = Object.fromEntries(Object.entries(asked).map(([name, count]) => [name, count()]));
    record({ id: 'REL-13', trials: alerts, bad: 0, details: { ...seen, requests } });

    expect(seen.waiting).toHaveLength(addresses.length);
    // And the one that is on its way.
    expect(Math.max(...seen.waiting)).toBeLessThanOrEqual(edgeLimits.outbox + 1);
    expect(seen.counts['dropped']! + seen.counts['coalesced']!).toBeGreaterThan(alerts);
    expect(seen.grownMb).toBeLessThan(10);
    // Processor time, so that neither depends on what else the machine does.
    expect(seen.turnP99Ms).toBeLessThan(50);
    expect(1 / seen.ratio).toBeGreaterThan(0.95);
    for (const [name, count] of Object.entries(requests)) expect(count, name).toBeGreaterThan(0);
  });
});
