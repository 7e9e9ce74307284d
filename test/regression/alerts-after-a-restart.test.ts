import { expect, it } from 'vitest';
import { memoryAlerter, Monitor, type Alerter } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from '../monitor/loop.js';

// What delivers is loaded when it is needed. `settled` and `close` right after a restart came before it was, and waited for nothing.
it.each(['settled', 'close'] as const)('%s waits for what a restart has still to tell', async (wait) => {
  const options = { reference: rowsOf(1_000, 'reference'), clock: memoryClock() };
  const never: Alerter = { name: 'memory', send: () => new Promise(() => undefined) };
  const killed = new Monitor({ ...options, alerters: [never] });
  await killed.process(rowsOf(300, 'moved', { shift: 1.5 }), { id: 'w' });
  const saved = JSON.parse(JSON.stringify(killed)) as object;

  const alerter = memoryAlerter();
  await Monitor.fromJSON(saved, { ...options, alerters: [alerter] })[wait]();
  expect(alerter.messages.map(({ kind, transition }) => `${kind} ${transition}`)).toContain('data-drift firing');
});
