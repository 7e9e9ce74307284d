import { expect, it, vi } from 'vitest';
import { Monitor, type WindowReport } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns } from '../../src/table/batch.js';

const columns = 25;
const table = (rows: number, seed: string) => {
  const random = seededRandom(seed);
  const column = (_: unknown, k: number) => [`x${k}`, Float64Array.from({ length: rows }, () => random.uniform())];
  return fromColumns(Object.fromEntries(Array.from({ length: columns }, column)));
};

it('what an executor does not count in time is counted where the monitor runs; a signal ends the wait', async () => {
  const clock = memoryClock();
  const executor = { name: 'silent', count: vi.fn(() => new Promise<never>(() => undefined)), close: async () => {} };
  const [reference, window] = [table(2_000, 'reference'), table(50_000, 'window')];
  const monitor = new Monitor({ reference, executor, clock });
  const said: string[] = [];
  monitor.on('error', ({ where, code }) => said.push(`${where} ${code}`));
  let report: WindowReport | undefined;
  const judged = monitor.process(window).then((made) => (report = made));
  await vi.waitFor(() => expect(executor.count).toHaveBeenCalledTimes(1));
  await clock.advance(61_000); // a minute, and a millisecond for each thousand of 1,250,000 cells
  expect(said).toEqual([]);
  await clock.advance(250);
  expect(said).toEqual(['executor silent IO_FAILED']);
  await judged;
  const alone = await new Monitor({ reference, clock }).process(window);
  expect(JSON.stringify(report!.columns)).toBe(JSON.stringify(alone.columns));

  const controller = new AbortController();
  const ended = monitor.process(window, {}, { signal: controller.signal }).catch(({ code }) => code as string);
  await vi.waitFor(() => expect(executor.count).toHaveBeenCalledTimes(2));
  controller.abort();
  expect(await ended).toBe('ABORTED');
  await monitor.close();
});
