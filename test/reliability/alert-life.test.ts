import { describe, expect, it } from 'vitest';
import { alertOptions, type AlertOptions } from '../../src/act/alert/alert-options.js';
import { initialAlertState, type AlertState } from '../../src/act/alert/alert-state.js';
import { restoreAlertState } from '../../src/act/alert/restore-alert-state.js';
import { decideAlerts } from '../../src/act/alert/decide-alerts.js';
import { createOutbox } from '../../src/act/alert/deliver.js';
import type { Alerter, AlertMessage } from '../../src/contracts/alerter.js';
import { memoryAlerter, memoryCheckpoint, Monitor, type MonitorOptions } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { silentLogger } from '../../src/ports/logger.js';
import { seededRandom } from '../../src/stats/random.js';
import { reference, run, type Step } from '../act/alert/alert-machine.js';
import { pass } from '../act/alert/messages.js';
import { columnReport, report } from '../fixtures/reports.js';
import { rowsOf } from '../monitor/loop.js';
import { record } from './evidence.js';

describe('the life of an alert (REL-12)', () => {
  it('is that of a machine that looks back over everything, in 100,000 random sequences', () => {
    const seed = 12;
    const random = seededRandom(`flapping ${seed}`);
    const steps = [...'FFFcccuPRAT'] as Step[];
    const trials = 100_000;
    let told = 0;
    const bad: string[] = [];
    for (let trial = 0; trial < trials; trial++) {
      const sequence = Array.from({ length: 1 + random.integer(40) }, () => steps[random.integer(steps.length)]!);
      const windows = 1 + random.integer(3);
      const options: AlertOptions = {
        confirm: { windows, of: windows + random.integer(4) },
        remindEvery: random.integer(6) || false,
        clearAfter: 1 + random.integer(4),
        resolved: random.integer(2) === 0,
      };
      const said = run(sequence, options);
      told += said.length;
      if (said.join() !== reference(sequence, options).join())
        bad.push(`${sequence.join('')} ${JSON.stringify(options)}`);
    }
    record({ id: 'REL-12', seed, trials, bad: bad.length, details: { told } });
    expect(bad.slice(0, 3)).toEqual([]);
    expect(told).toBeGreaterThan(trials); // the sequences are no silence
  });
});

const kinds = (messages: readonly AlertMessage[], kind: string) =>
  messages.filter((message) => message.kind === kind).map(({ transition, window }) => `${window.id} ${transition}`);

describe('a hundred drifting windows', () => {
  const rows = rowsOf(2_000, 'reference');
  const drifting = Array.from({ length: 100 }, (_, i) => rowsOf(200, `drifting ${i}`, { shift: 1.5 }));
  const calm = Array.from({ length: 3 }, (_, i) => rowsOf(200, `calm ${i}`));
  const windows = [...drifting, ...calm];
  const expected = ['w0 firing', ...Array.from({ length: 14 }, (_, i) => `w${7 * (i + 1)} reminder`), 'w101 resolved'];

  /** What is told, with restarts before the windows given: closed before, or left as it is, as by a kill. */
  async function messagesOf(restartBefore: readonly number[], how: 'closed' | 'killed' = 'closed') {
    const alerter = memoryAlerter();
    const checkpoint = memoryCheckpoint();
    const options: MonitorOptions = { reference: rows, clock: memoryClock(), alerters: [alerter], checkpoint };
    let monitor = new Monitor(options);
    for (const [i, window] of windows.entries()) {
      if (restartBefore.includes(i)) {
        if (how === 'closed') await monitor.close();
        monitor = new Monitor(options);
      }
      await monitor.process(window, { id: `w${i}` });
    }
    await monitor.settled();
    return alerter.messages;
  }

  it('lead to one firing message, reminders on schedule and one resolved', async () => {
    expect(kinds(await messagesOf([]), 'data-drift')).toEqual(expected);
  });

  it('lead to the same after restarts in the middle', async () => {
    expect(kinds(await messagesOf([50]), 'data-drift')).toEqual(expected);
    const restarts = [1, 7, 8, 50, 63, 64, 100, 101, 102];
    expect(kinds(await messagesOf(restarts), 'data-drift')).toEqual(expected);
    // A kill may catch a message between its sending and the note of it: it is sent again under the same key.
    const killed = kinds(await messagesOf(restarts, 'killed'), 'data-drift');
    expect([...new Set(killed)]).toEqual(expected);
    expect(killed.length - expected.length).toBeLessThanOrEqual(restarts.length);
  });
});

describe('an alert storm (REL-11, without grouping)', () => {
  it(
    'is one message per monitor and transition: 10,000 features of 100 monitors, exact totals',
    { timeout: 600_000 },
    async () => {
      const clock = memoryClock();
      const told: AlertMessage[] = [];
      const at: number[] = [];
      const slack: Alerter = {
        name: 'slack',
        minIntervalMs: 1_000,
        async send(message) {
          at.push(clock.monotonic());
          told.push(message);
        },
      };
      const settings = alertOptions.parse({});
      const columnsOf = (counts: readonly number[]) =>
        Array.from({ length: 100 }, (_, i) =>
          columnReport({ name: `f${i}`, cells: ['a', 'b'], reference: [500, 500], window: counts, ordered: false }),
        );
      const firing = report('w', 1_000, columnsOf([900, 100]));
      const clean = report('w', 1_000, columnsOf([500, 500]));
      const initial: AlertState = initialAlertState;
      const monitors = Array.from({ length: 100 }, (_, i) => ({
        name: `m${i}`,
        state: initial,
        outbox: createOutbox({ alerters: [slack], clock, random: () => 0.5, logger: silentLogger }),
      }));
      const perWindow: number[] = [];
      for (let w = 0; w < 18; w++) {
        let messages = 0;
        for (const monitor of monitors) {
          const one = { ...(w < 15 ? firing : clean), monitor: monitor.name };
          const window = { ...one.window, id: `w${w}` };
          if (w === 9) monitor.state = restoreAlertState(JSON.parse(JSON.stringify(monitor.state)));
          const decision = decideAlerts(monitor.state, { ...one, window }, settings, { at: clock.now() });
          monitor.state = decision.state;
          messages += decision.messages.length;
          for (const message of decision.messages) monitor.outbox.enqueue(message);
        }
        perWindow.push(messages);
        await pass(clock, 150_000, 1_000);
      }
      const expected = Array.from({ length: 18 }, (_, w) => ([0, 7, 14, 16].includes(w) ? 100 : 0));
      expect(perWindow).toEqual(expected);
      const total = (transition: string) => told.filter((message) => message.transition === transition).length;
      expect([told.length, total('firing'), total('reminder'), total('resolved')]).toEqual([400, 100, 200, 100]);
      for (const { name } of monitors)
        expect(told.filter(({ monitor }) => monitor === name).map(({ transition }) => transition)).toEqual([
          'firing',
          'reminder',
          'reminder',
          'resolved',
        ]);
      expect(Math.min(...at.slice(1).map((ms, i) => ms - at[i]!))).toBeGreaterThanOrEqual(1_000);
      expect(told.every(({ columns, more }) => columns.length + more === 100 || columns.length + more === 0)).toBe(
        true,
      );
      record({ id: 'REL-11', trials: 100, bad: 0, details: { features: 10_000, messages: told.length } });
    },
  );
});
