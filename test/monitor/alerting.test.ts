import { describe, expect, it, vi } from 'vitest';
import {
  memoryAlerter,
  memoryCheckpoint,
  Monitor,
  parseCsv,
  type MonitorJson,
  type MonitorOptions,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { settle } from '../act/alert/messages.js';
import { rowsOf } from './loop.js';

const reference = rowsOf(2_000, 'reference');
const drifted = rowsOf(500, 'drifted', { shift: 2 });
const parsed = (state: unknown) => JSON.parse(JSON.stringify(state)) as MonitorJson;

// A window waits for a turn of the event loop; where every step is looked at, none comes by itself.
vi.mock('../../src/ports/next-turn.js', async () => {
  const { allSteps } = await import('../../src/all-steps.js');
  const pacer = () => () => Promise.resolve();
  return { nextTurn: () => Promise.resolve(), inTurns: allSteps, pacer };
});

function watched(options: Partial<MonitorOptions> = {}) {
  const alerter = memoryAlerter();
  const monitor = new Monitor({ reference, clock: memoryClock(), alerters: [alerter], ...options });
  const errors: string[] = [];
  monitor.on('error', ({ where, code }) => errors.push(`${where} ${code}`));
  const told = () => alerter.messages.map(({ kind, transition, sequence }) => `${kind} ${transition} ${sequence}`);
  return { monitor, alerter, errors, told };
}

it('says with too few rows what the source left out of them', async () => {
  const { monitor, alerter } = watched();
  const names = Object.keys(reference);
  const text = `${names.join(',')}\n${`${','.repeat(names.length - 1)}\n`.repeat(40)}`;
  await monitor.process(await parseCsv([new TextEncoder().encode(text)]), { id: 'w1' });
  await monitor.settled();
  expect(alerter.messages.map(({ kind }) => kind)).toContain('too-few-rows');
  expect(alerter.messages.find(({ kind }) => kind === 'too-few-rows')!.text).toContain(
    '0 rows, and a verdict needs 30; 40 records without any value left out at the end',
  );
});

describe('a saved monitor', () => {
  it('holds the alerts of a window as soon as it holds the window, also for whoever saves while listening', async () => {
    for (const event of ['window', 'drift', 'alert'] as const) {
      const states: MonitorJson[] = [];
      const { monitor } = watched();
      monitor.on(event, () => states.push(parsed(monitor)));
      await monitor.process(drifted, { id: 'w1' });
      await monitor.settled();
      const { alerter, told } = watched();
      const next = Monitor.fromJSON(states[0], { reference, clock: memoryClock(), alerters: [alerter] });
      expect(states[0]!.state.windows).toBe(1);
      await next.process(drifted, { id: 'w2' });
      await next.settled();
      expect(told()).toEqual(['data-drift firing 1']);
      expect(alerter.messages[0]!.since).toBe('w1');
    }
  });

  it('holds both or neither at every step, also while the first window loads what alerting needs and the state is saved', async () => {
    // What a module is loaded by takes its turn behind steps that wait for nothing; here they must all be there.
    await watched({ checkpoint: memoryCheckpoint() }).monitor.checkpoint();
    const checkpoint = memoryCheckpoint();
    const { monitor } = watched({ checkpoint });
    const states: MonitorJson[] = [];
    let over = false;
    const window = monitor.process(drifted, { id: 'w1' }).finally(() => {
      over = true;
    });
    const look = () => {
      states.push(parsed(monitor));
      if (!over) queueMicrotask(look); // after every step that waits for nothing
    };
    look();
    await window;
    const inconsistent = states.filter(({ state }) => (state.windows === 1) !== 'data-drift' in state.alerts.keys);
    expect(inconsistent).toEqual([]);
    expect(states.at(-1)!.state.windows).toBe(1);
  });

  it('whose alerts are damaged goes on without them, and says so', async () => {
    const { monitor } = watched();
    await monitor.process(drifted, { id: 'w1' });
    await monitor.settled();
    const saved = parsed(monitor);
    const { outbox } = saved.alerting!;
    const cases = [
      [{}, []],
      [5, []],
      ['x', []],
      [[], []],
      [{ unsent: [{}], outbox }, ['data-drift resolved 2']], // the outbox knows that the beginning was told
    ] as const;
    for (const [alerting, expected] of cases) {
      const { alerter, errors, told } = watched();
      const next = Monitor.fromJSON({ ...saved, alerting }, { reference, clock: memoryClock(), alerters: [alerter] });
      next.on('error', ({ where, code }) => errors.push(`${where} ${code}`));
      for (const id of ['w2', 'w3']) await next.process(rowsOf(500, id), { id });
      await next.settled();
      expect(new Set(errors)).toEqual(new Set(['alerts STATE_INVALID']));
      expect(told()).toEqual(['broken-part firing 1', ...expected]);
    }
  });
});

describe('acknowledge', () => {
  const windows = (n: number, seed: string) =>
    Array.from({ length: n }, (_, i) => [rowsOf(500, `${seed}${i}`, { shift: 2 }), { id: `${seed}${i}` }] as const);

  it('silences the reminders of an alert but not its end, also over a restart, and is on record', async () => {
    const checkpoint = memoryCheckpoint();
    const { monitor, told, alerter } = watched({ checkpoint, alerts: { remindEvery: 2 } });
    const events: unknown[] = [];
    monitor.on('acknowledged', (event) => events.push(event));
    await monitor.process(...windows(1, 'a')[0]!);
    await monitor.settled();
    expect(await monitor.acknowledge(alerter.messages[0]!, { as: 'benign' })).toBe(true);
    expect(events).toEqual([{ key: 'default/data-drift', since: 'a0', at: 0, as: 'benign' }]);
    for (const window of windows(3, 'b')) await monitor.process(...window);

    // Killed here: what follows is another process, which knows only what was saved.
    const next = new Monitor({
      reference,
      clock: memoryClock(),
      alerters: [alerter],
      alerts: { remindEvery: 2 },
      checkpoint,
    });
    for (const window of windows(3, 'c')) await next.process(...window);
    for (const id of ['d0', 'd1']) await next.process(rowsOf(500, id), { id });
    await next.settled();
    expect(told()).toEqual(['data-drift firing 1', 'data-drift resolved 2']);
    expect(alerter.messages[1]).toMatchObject({ acknowledged: { at: 0, as: 'benign' } });
    expect(await next.acknowledge(alerter.messages[0]!)).toBe(false);
  });

  it('waits for the windows given before it, and refuses a key that is none', async () => {
    const { monitor } = watched();
    void monitor.process(...windows(1, 'a')[0]!);
    expect(await monitor.acknowledge('default/data-drift')).toBe(true);
    await expect(monitor.acknowledge('default/datadrift')).rejects.toMatchObject({
      code: 'ALERT_UNKNOWN',
      details: { nearest: 'default/data-drift', firing: ['default/data-drift'] },
    });
    await monitor.close();
    await expect(monitor.acknowledge('default/data-drift')).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('what was delivered', () => {
  it('is noted when the monitor has settled, so that a start afterwards tells nothing again', async () => {
    const checkpoint = memoryCheckpoint();
    const slow = {
      load: () => checkpoint.load(),
      save: (bytes: Uint8Array) => settle().then(() => checkpoint.save(bytes)),
    };
    const { monitor, alerter, told } = watched({ checkpoint: slow });
    await monitor.process(drifted, { id: 'w1' });
    await monitor.settled();
    const next = new Monitor({ reference, clock: memoryClock(), alerters: [alerter], checkpoint });
    await next.process(drifted, { id: 'w2' });
    await next.settled();
    expect(told()).toEqual(['data-drift firing 1']);
  });
});

describe('the link of the options', () => {
  it('is in every message', async () => {
    const link = 'https://drift.firm.test/fraud';
    const { monitor, alerter } = watched({ alerts: { link } });
    await monitor.process(drifted, { id: 'w1' });
    await monitor.rebaseline(drifted, { reason: 'new market' });
    await monitor.settled();
    expect(alerter.messages.map((message) => [message.link, message.text.endsWith(link)])).toEqual([
      [link, true],
      [link, true],
    ]);
  });
});

describe('another reference', () => {
  it('closes the alerts about the old one', async () => {
    const { monitor, told, alerter } = watched();
    await monitor.process(drifted, { id: 'w1' });
    await monitor.rebaseline(rowsOf(2_000, 'new', { shift: 2 }), { reason: 'new market' });
    await monitor.process(drifted, { id: 'w2' });
    await monitor.settled();
    expect(told()).toEqual(['data-drift firing 1', 'data-drift superseded 2']);
    expect(alerter.messages[1]!.text).toContain('After 1 window: another reference was taken.');
  });
});
