import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defineSchema, memoryCheckpoint, Monitor, profile, type MonitorOptions, type Row } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { judgeParts } from '../../examples/replicas/judge.js';
import { scoringApp } from '../../examples/service/express.js';
import { scoringService } from '../../examples/service/fastify.js';
import { metricsServer } from '../../examples/service/prometheus.js';
import { work, type Message } from '../../examples/service/queue-worker.js';
import { makeHandler } from '../../examples/service/serverless.js';
import { rowsOf } from '../monitor/loop.js';

const schema = defineSchema({
  amount: 'numeric',
  age: 'numeric',
  channel: 'categorical',
  score: 'score',
  label: 'label',
});
const score = (row: Row): number => 1 / (1 + Math.exp(-2 * Number(row['amount']) - 1.5 * Number(row['age'])));
const scored = (rows: Iterable<Row>): Row[] => [...rows].map((row) => ({ ...row, score: score(row) }));
const options = {
  schema,
  reference: scored(rowsOf(2_000, 'reference')),
  window: { rows: 100 },
} satisfies MonitorOptions<'amount' | 'age' | 'channel' | 'score' | 'label'>;
const withoutLabel = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'label'));
const verdicts = (monitor: Monitor): string[] => {
  const seen: string[] = [];
  monitor.on('window', ({ verdict, window }) => seen.push(`${window.rows} ${verdict}`));
  return seen;
};
const monitorOf = (more: Partial<MonitorOptions> = {}): Monitor =>
  new Monitor({ ...(options as unknown as MonitorOptions), ...more });

async function post(base: string, path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${base}${path}`, { method: 'POST', body: JSON.stringify(body), headers })).json();
}

async function drive(base: string): Promise<unknown[]> {
  const rows = [...rowsOf(150, 'requests', { shift: 2 })];
  const answers: unknown[] = [];
  for (const [i, row] of rows.entries()) answers.push(await post(base, `/score/r${i}`, withoutLabel(row)));
  for (const [i, row] of rows.slice(0, 100).entries())
    answers.push(await post(base, `/outcome/r${i}`, { label: row['label'] }));
  return answers;
}

describe('the examples of services', () => {
  it('Fastify: rows are answered and watched, outcomes are joined, and the end reports what is left', async () => {
    const monitor = monitorOf();
    const seen = verdicts(monitor);
    const app = scoringService(monitor, score);
    const answers = await drive(await app.listen({ port: 0, host: '127.0.0.1' }));
    expect(answers[0]).toEqual({ score: expect.any(Number) as number });
    expect(answers.at(-1)).toEqual({ outcome: 'joined' });
    await app.close();
    expect(seen).toEqual(['100 drift', '50 undecided']);
    expect(monitor.labelCounts()!.labels.joined).toBe(100);
  });

  it('Express: the same', async () => {
    const monitor = monitorOf();
    const seen = verdicts(monitor);
    const server: Server = createServer(scoringApp(monitor, score)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const answers = await drive(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(answers.at(-1)).toEqual({ outcome: 'joined' });
    server.closeAllConnections();
    server.close();
    await monitor.close();
    expect(seen).toEqual(['100 drift', '50 undecided']);
  });

  it('a queue worker: every message is acknowledged, none before the state that counts it is saved', async () => {
    const store = memoryCheckpoint();
    let saves = 0;
    const counting = { load: () => store.load(), save: (bytes: Uint8Array) => (saves++, store.save(bytes)) };
    const monitor = monitorOf({ checkpoint: counting, checkpointEvery: { windows: 1_000 } });
    const acknowledged: number[] = [];
    async function* queue(): AsyncGenerator<Message> {
      for (const [i, row] of [...rowsOf(700, 'queue')].entries())
        yield { id: String(i), row, ack: async () => void acknowledged.push(saves) };
    }
    await work(queue(), monitor, score);
    expect(acknowledged).toHaveLength(700);
    expect(Math.min(...acknowledged)).toBeGreaterThan(0);
  });

  it('a serverless function: windows go on from call to call', async () => {
    const handler = makeHandler(options, memoryCheckpoint());
    const rows = scored(rowsOf(250, 'calls'));
    const calls = [];
    for (let from = 0; from < 250; from += 50) calls.push(await handler(rows.slice(from, from + 50)));
    expect(calls.map((call) => call.verdicts.map((verdict) => verdict.split(' ')[0]))).toEqual([
      [],
      ['1'],
      [],
      ['2'],
      [],
    ]);
  });

  it('a Prometheus page', async () => {
    const monitor = monitorOf();
    const server = metricsServer([monitor], 0);
    await new Promise((resolve) => server.once('listening', resolve));
    await monitor.process(scored(rowsOf(200, 'window')));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(`${base}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await answer.text()).toContain('driftsense_rows_total{monitor="default"} 200\n');
    expect((await fetch(`${base}/`)).status).toBe(404);
    server.closeAllConnections();
    server.close();
  });

  it('two replicas in processes of their own: the judge says what it would say of all rows together', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftsense-replicas-'));
    const rows = scored(rowsOf(600, 'replicas', { shift: 0.7 }));
    const csv = (part: readonly Row[]): string =>
      [Object.keys(part[0]!).join(','), ...part.map((row) => Object.values(row).join(','))].join('\n');
    writeFileSync(join(folder, 'reference.json'), JSON.stringify(profile(options.reference, { schema })));
    writeFileSync(join(folder, 'a.csv'), csv(rows.slice(0, 200)));
    writeFileSync(join(folder, 'b.csv'), csv(rows.slice(200)));
    const script = fileURLToPath(new URL('../../examples/replicas/replica.ts', import.meta.url));
    const parts = await Promise.all(
      ['a.csv', 'b.csv'].map(async (name) => {
        const args = ['--import', 'tsx', script, join(folder, 'reference.json'), join(folder, name)];
        return (await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 })).stdout;
      }),
    );
    expect(parts.join('').length).toBeLessThan(40_000);
    const report = await judgeParts(monitorOf(), 'w1', parts);
    const whole = await monitorOf().process(rows, { id: 'w1' });
    expect(report.columns.map(({ column, verdict, tests }) => [column, verdict, tests])).toEqual(
      whole.columns.map(({ column, verdict, tests }) => [column, verdict, tests]),
    );
    expect(report.verdict).toBe('drift');
  });
});
