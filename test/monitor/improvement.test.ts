import { expect, it } from 'vitest';
import { logisticRegression, memoryRegistry, Monitor, rowBuffer, type MonitorOptions } from '../../src/index.js';
import { schema, served } from './served.js';

/** Windows of predictions whose share of errors is as given, before a monitor that retrains by itself. */
async function watch(...errors: number[]) {
  const options = {
    schema,
    reference: served(3_000, 'reference', 1 - errors[0]!),
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 20_000 }),
    registry: memoryRegistry(),
    retrain: { mode: 'auto' },
  } satisfies MonitorOptions;
  const monitor = new Monitor(options);
  const told: string[] = [];
  for (const event of ['improvement', 'concept', 'retrain'] as const) monitor.on(event, () => void told.push(event));
  const reports = [];
  for (const [k, error] of errors.entries())
    reports.push(await monitor.process(served(2_000, `window ${k}`, 1 - error), { id: `${k}` }));
  await monitor.settled();
  return { told, concepts: reports.map(({ concept }) => concept!) };
}

it('an error that falls from 30 % to 10 % is told once as improvement and trains nothing', async () => {
  const { told, concepts } = await watch(0.3, 0.3, 0.1, 0.1);
  expect(told).toEqual(['improvement']);
  expect(concepts.map(({ improvement }) => improvement)).toEqual([false, false, true, false]);
  expect(concepts.every(({ drift }) => !drift)).toBe(true);
});

it('the same way up is told as drift and trains', async () => {
  const { told } = await watch(0.1, 0.1, 0.3, 0.3);
  expect(told).not.toContain('improvement');
  expect(told).toEqual(expect.arrayContaining(['concept', 'retrain']));
});
