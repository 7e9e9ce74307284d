import { expect, it } from 'vitest';
import { adwin, logisticRegression, memoryRegistry, Monitor, rowBuffer, type MonitorOptions } from '../../src/index.js';
import { schema, served } from './served.js';

/** Windows of predictions whose share of errors is as given, before a monitor that retrains by itself. */
async function watch(errors: readonly number[], more: Partial<MonitorOptions> = {}) {
  const options = {
    schema,
    reference: served(3_000, 'reference', 1 - errors[0]!),
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 20_000 }),
    registry: memoryRegistry(),
    retrain: { mode: 'auto' },
    ...more,
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

it.each([
  ['the default', {}],
  ['one that watches both directions', { concept: adwin() }],
])('an error that falls from 30 % to 10 % is told once as improvement and trains nothing: %s', async (_, more) => {
  const { told, concepts } = await watch([0.3, 0.3, 0.1, 0.1], more);
  expect(told).toEqual(['improvement']);
  expect(concepts.map(({ improvement }) => improvement)).toEqual([false, false, true, false]);
  expect(concepts.every(({ drift, episode }) => !drift && episode === 0)).toBe(true);
});

it('the same way up is told as drift and trains', async () => {
  const { told } = await watch([0.1, 0.1, 0.3, 0.3], { concept: adwin() });
  expect(told).not.toContain('improvement');
  expect(told).toEqual(expect.arrayContaining(['concept', 'retrain']));
});

it('fixed thresholds take a change of either direction for drift, as the original does', async () => {
  const { told } = await watch([0.3, 0.3, 0.1, 0.1], { preset: 'thresholds' });
  expect(told).toEqual(expect.arrayContaining(['concept', 'improvement', 'retrain']));
});
