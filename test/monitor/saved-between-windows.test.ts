import { describe, expect, it } from 'vitest';
import { memoryClock, Monitor, type AlertMessage, type MonitorJson, type MonitorOptions } from '../../src/index.js';
import { rowsOf } from './loop.js';

const reference = Array.from(rowsOf(1_000, 'reference'), (row) => ({ ...row, score: 0.5 }));
const row = { amount: 1, age: 2, channel: 'web', score: 0.75 };

/** A monitor whose windows are far apart, and what is saved of it. */
function watch({
  every = { updates: 4 },
  load,
  before = async () => undefined,
}: { every?: MonitorOptions['checkpointEvery']; load?: string; before?: () => Promise<void> } = {}) {
  const saved: string[] = [];
  const checkpoint = {
    load: async () => (load === undefined ? undefined : new TextEncoder().encode(load)),
    save: async (bytes: Uint8Array) => {
      await before();
      saved.push(new TextDecoder().decode(bytes));
    },
  };
  const clock = memoryClock(1e12);
  const options: MonitorOptions = {
    reference,
    columns: { score: { role: 'score' }, label: { role: 'label' } },
    window: { rows: 1_000 },
    clock,
    checkpoint,
    checkpointEvery: every,
  };
  const monitor = new Monitor(options);
  const errors: string[] = [];
  monitor.on('error', ({ where, message }) => errors.push(`${where}: ${message}`));
  let rows = 0;
  const observe = (count: number): void => {
    for (let i = 0; i < count; i++) monitor.observe(row, { id: `row ${rows++}` });
  };
  return { monitor, clock, saved, errors, observe };
}
const counted = (json: string) => {
  const { kept, labels } = JSON.parse(json) as MonitorJson;
  const { records, labels: told } = labels!.ledger.counts;
  return { rows: kept?.position.row, waiting: records.waiting, joined: told.joined };
};

describe('rows and labels that come between two windows', () => {
  it('are saved after so many, rows and labels alike, and are there after a crash', async () => {
    const { monitor, saved, observe } = watch();
    await monitor.settled();
    observe(3);
    await monitor.settled();
    expect(saved).toHaveLength(0);
    observe(1);
    await monitor.settled();
    expect(saved.map(counted)).toEqual([{ rows: 4, waiting: 4, joined: 0 }]);
    for (const id of ['row 0', 'row 1', 'row 2', 'row 3']) monitor.label(id, 'yes');
    await monitor.settled();
    expect(saved.map(counted)[1]).toEqual({ rows: 4, waiting: 4, joined: 4 });
    observe(3); // lost with the process
    const next = watch({ load: saved[1]! }).monitor;
    await next.settled();
    expect(next.labelCounts()).toMatchObject({ labels: { joined: 4 } });
    expect(next.label('row 3', 'yes')).toBe('duplicate');
    expect(next.label('row 4', 'yes')).toBe('unmatched');
  });

  it('are saved once with all that came at once, counted from there, and before the store was read after it', async () => {
    const { monitor, saved, observe } = watch();
    observe(11);
    await monitor.settled();
    expect(saved.map(counted)).toEqual([{ rows: 11, waiting: 11, joined: 0 }]);
    observe(3);
    await monitor.checkpoint();
    observe(3);
    await monitor.settled();
    expect(saved.map(counted).map(({ rows }) => rows)).toEqual([11, 14]);
    await monitor.close();
    expect(saved).toHaveLength(3);
  });

  it('are told where they cannot be saved, and saved with the next so many', async () => {
    let end!: () => void;
    const answers = [Promise.reject(new Error('the disk is gone')), new Promise<void>((resolve) => (end = resolve))];
    const { monitor, clock, saved, errors, observe } = watch({ before: async () => answers.shift() });
    observe(4);
    await monitor.settled();
    observe(4);
    await expect.poll(() => answers.length).toBe(0);
    await clock.advance(60_000);
    observe(4);
    await monitor.settled();
    expect(errors).toEqual([
      'checkpoint: the disk is gone',
      'checkpoint: the checkpoint store, asked to save, did not answer within 60000 ms',
      'checkpoint: the checkpoint store has not ended the save before',
    ]);
    end();
    await new Promise(setImmediate);
    observe(4);
    await monitor.settled();
    expect(saved.map(counted).map(({ rows }) => rows)).toEqual([8, 16]);
  });

  it('are not saved over a checkpoint that cannot be read', async () => {
    const { monitor, saved, errors, observe } = watch({ load: '{' });
    observe(9);
    await monitor.settled().catch(() => undefined);
    await monitor.close();
    expect(errors).toEqual(['checkpoint: the checkpoint is no JSON']);
    expect(saved).toHaveLength(0);
  });

  it('wait for the next window where nothing is said of them', async () => {
    const { monitor, saved, observe } = watch({ every: {} });
    observe(999);
    await monitor.settled();
    expect(saved).toHaveLength(0);
    observe(1);
    await monitor.settled();
    expect(saved).toHaveLength(1);
  });
});

it('what a look at the clock leads to, of windows that are over and of the period, is saved before its alert is sent', async () => {
  const hour = 3_600_000;
  const clock = memoryClock(Date.parse('2026-03-01T00:00:00Z'));
  let saved: MonitorJson | undefined;
  const checkpoint = {
    load: async () => undefined,
    save: async (bytes: Uint8Array) => void (saved = JSON.parse(new TextDecoder().decode(bytes)) as MonitorJson),
  };
  const sent: unknown[] = [];
  const pager = {
    name: 'pager',
    send: async ({ kind }: AlertMessage) => {
      const { windows, alerts } = saved!.state;
      sent.push([kind, windows, alerts.keys[kind]?.status]);
    },
  };
  const plain = rowsOf(1_000, 'reference');
  const every = { window: { every: '1h' }, checkpointEvery: { windows: 100 } } as const;
  const monitor = new Monitor({ reference: plain, clock, checkpoint, alerters: [pager], ...every });
  await monitor.settled();
  for (const far of rowsOf(500, 'far', { shift: 3 })) monitor.observe(far);
  await clock.advance(hour);
  await monitor.tick();
  await monitor.settled();
  expect(sent).toEqual([['data-drift', 1, 'firing']]);
  await clock.advance(hour);
  await monitor.tick();
  await monitor.settled();
  expect(sent.slice(1)).toEqual([['no-data', 1, 'firing']]);
  await monitor.close();
});
