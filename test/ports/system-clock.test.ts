import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Monitor, schedule } from '../../src/index.js';
import { systemClock } from '../../src/ports/system-clock.js';
import { rowsOf } from '../monitor/loop.js';

// A timer of more than 2³¹ - 1 milliseconds goes off after one.
it('waits of months, or without end, are no waits of a millisecond', async () => {
  const woken: number[] = [];
  const stop = new AbortController();
  for (const ms of [2 ** 31, 1e12, Infinity])
    systemClock.sleep(ms, stop.signal).then(
      () => woken.push(ms),
      () => undefined,
    );
  let now = 0;
  let asked = 0;
  const clock = { ...systemClock, now: () => (asked++, now) };
  const monthly = schedule(() => void (now += 1), { every: '1mo', clock });
  const monitor = new Monitor({ reference: rowsOf(500, 'reference'), window: { rows: 100 } });
  for (const row of rowsOf(100, 'window')) monitor.observe(row);
  let windows = 0;
  monitor.on('window', () => windows++);
  await monitor.close({ deadlineMs: Infinity });
  await sleep(20);
  expect(windows).toBe(1);
  expect(woken).toEqual([]);
  expect(asked).toBeLessThan(5);
  stop.abort();
  await monthly.stop();
});
