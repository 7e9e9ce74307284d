import { expect, it } from 'vitest';
import { Monitor, type Row } from '../../src/index.js';
import { fileCheckpoint, fileRegistry, slack, webhook } from '../../src/node.js';
import { memoryHttp } from '../../src/ports/http.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { schema, served, unlabelled } from './served.js';

/** The same port, with every call told of before it is made. */
function watched<Port extends object>(port: Port, onCall: (member: string) => void): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        onCall(String(name));
        return member.apply(target, args) as unknown;
      };
    },
  });
}

it('no call of the disk or of the network is made inside observe or label, also where a row fills a window', async () => {
  let within: string | undefined;
  const calls = { inside: [] as string[], disk: 0, network: 0 };
  const note = (port: 'disk' | 'network') => (member: string) => {
    calls[port]++;
    if (within !== undefined) calls.inside.push(`${within}: ${port} ${member}`);
  };
  const fs = watched(memoryFileSystem(), note('disk'));
  const http = watched(memoryHttp(), note('network'));
  const monitor = new Monitor({
    schema,
    reference: served(2_000, 'reference'),
    window: { rows: 200 },
    checkpoint: fileCheckpoint('/state', { fs }),
    registry: fileRegistry('/models', { fs }),
    alerters: [
      slack({ webhookUrl: 'https://hooks.slack.com/services/T000/B000/abcdefgh', http }),
      webhook({ url: 'https://alerts.test.dev/in', http }),
    ],
  });
  const inside = <T>(what: string, call: () => T): T => {
    within = what;
    try {
      return call();
    } finally {
      within = undefined;
    }
  };
  let full = 0;
  monitor.on('window', () => full++);
  const rows: Row[] = served(1_200, 'stream').map((row) => ({ ...row, amount: Number(row['amount']) + 4 }));
  for (const [i, row] of rows.entries()) {
    expect(inside(`row ${i}`, () => monitor.observe(unlabelled(row), { id: i }))).toBe('taken');
    if (i % 2 === 1) inside(`label ${i}`, () => monitor.label(i, row['label']));
    // In the middle of windows as well as behind the row that fills one, the work left behind goes on, or does not yet.
    if (i % 90 === 0 || i === 399) await monitor.settled();
  }
  const before = { ...calls };
  await monitor.settled();
  expect(full).toBe(6);
  expect(calls.inside).toEqual([]);
  // And there is something to be seen: states are saved, alerts sent.
  expect(before.disk).toBeGreaterThan(20);
  expect(calls.disk).toBeGreaterThan(before.disk);
  expect(calls.network).toBeGreaterThanOrEqual(2);
  await monitor.close();
});
