import { describe, expect, it } from 'vitest';
import { memoryAlerter, memoryCheckpoint, Monitor, type MonitorJson, type MonitorOptions } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from './loop.js';

const reference = rowsOf(2_000, 'reference');
const drifted = rowsOf(500, 'drifted', { shift: 2 });
const parsed = (state: unknown) => JSON.parse(JSON.stringify(state)) as MonitorJson;

function watched(options: Partial<MonitorOptions> = {}) {
  const alerter = memoryAlerter();
  const monitor = new Monitor({ reference, clock: memoryClock(), alerters: [alerter], ...options });
  const errors: string[] = [];
  monitor.on('error', ({ where, code }) => errors.push(`${where} ${code}`));
  const told = () => alerter.messages.map(({ kind, transition, sequence }) => `${kind} ${transition} ${sequence}`);
  return { monitor, alerter, errors, told };
}

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
      expect(told()).toEqual(expected);
    }
  });
});
